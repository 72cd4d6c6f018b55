package dev.layerwise.interop.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.data.FileKind;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Graph;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads ONNX files. Memory is bounded by a small multiple of the file's own length: what a file
 * says about its sizes is believed only as far as its bytes bear it out, and the number of its
 * parts is limited. Values that lie in other files are counted together, before they are read.
 */
final class OnnxReader {
  /** Far more than a feed-forward network has, and too few to fill a memory. */
  private static final int MOST_PARTS = 1_000_000;

  private final Path file;
  private final long most;
  private long held;
  private int parts;

  /** A message that is read field by field; returns false for a field that it does not know. */
  @FunctionalInterface
  interface Body {
    boolean read(int tag) throws IOException;
  }

  /**
   * Makes one.
   *
   * @param most how many bytes the file and the values outside of it may take
   * @param size how many of these the file takes
   */
  private OnnxReader(Path file, long most, long size) {
    this.file = file;
    this.most = most;
    this.held = size;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing, damaged or no ONNX file
   */
  static OnnxModel read(Path file) {
    return read(file, Runtime.getRuntime().maxMemory() / 4);
  }

  /** Reads a file that may take so many bytes, values in other files included. */
  static OnnxModel read(Path file, long available) {
    DataFiles.requireFile(file);
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": is no ordinary file; give one that lies on a disk");
    }
    try {
      long size = Files.size(file);
      if (size > Math.min(available, Integer.MAX_VALUE - 8)) {
        throw new DataException(
            file
                + ": has "
                + size / 1_000_000
                + " MB, too many for the memory that Java may use; allow it more (-Xmx)");
      }
      byte[] bytes = Files.readAllBytes(file);
      FileKind kind = FileKind.of(bytes.length > 64 ? java.util.Arrays.copyOf(bytes, 64) : bytes);
      if (kind != FileKind.UNKNOWN) {
        throw new DataException(file + ": expected an ONNX file, this is " + kind.description());
      }
      return new OnnxReader(file, available, size).model(CodedInputStream.newInstance(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new DataException(
          file
              + ": is no ONNX file, or a damaged one ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "); fetch or export it again",
          e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  private OnnxModel model(CodedInputStream in) throws IOException {
    long[] version = {0};
    String[] producer = {"", ""};
    Map<String, Long> sets = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Graph> graphs = new ArrayList<>();
    boolean[] functions = {false};
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.MODEL_IR_VERSION -> version[0] = in.readInt64();
            case Fields.MODEL_PRODUCER_NAME -> producer[0] = in.readString();
            case Fields.MODEL_PRODUCER_VERSION -> producer[1] = in.readString();
            case Fields.MODEL_GRAPH -> graphs.add(nested(in, () -> graph(in)));
            case Fields.MODEL_OPSET_IMPORT -> nested(in, () -> operatorSet(in, sets));
            case Fields.MODEL_METADATA_PROPS -> nested(in, () -> entry(in, metadata));
            case Fields.MODEL_FUNCTIONS -> {
              functions[0] = true;
              return false;
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    if (graphs.size() != 1 || version[0] <= 0) {
      throw new InvalidProtocolBufferException(
          graphs.isEmpty() ? "it holds no graph" : "it has no version");
    }
    if (functions[0]) {
      throw new DataException(
          file
              + ": holds functions of its own, which are not read here; export it with them inlined"
              + " (onnx.inliner.inline_local_functions)");
    }
    return new OnnxModel(
        version[0], sets, (producer[0] + " " + producer[1]).strip(), metadata, graphs.getFirst());
  }

  private Void operatorSet(CodedInputStream in, Map<String, Long> sets) throws IOException {
    String[] domain = {""};
    long[] version = {1};
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.OPSET_DOMAIN -> domain[0] = in.readString();
            case Fields.OPSET_VERSION -> version[0] = in.readInt64();
            default -> {
              return false;
            }
          }
          return true;
        });
    sets.put(domain[0], version[0]);
    return null;
  }

  Void entry(CodedInputStream in, Map<String, String> texts) throws IOException {
    String[] pair = {"", ""};
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.ENTRY_KEY -> pair[0] = in.readString();
            case Fields.ENTRY_VALUE -> pair[1] = in.readString();
            default -> {
              return false;
            }
          }
          return true;
        });
    texts.put(pair[0], pair[1]);
    return null;
  }

  private Graph graph(CodedInputStream in) throws IOException {
    String[] name = {""};
    List<Node> nodes = new ArrayList<>();
    Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.GRAPH_NODE -> nodes.add(nested(in, () -> node(in)));
            case Fields.GRAPH_NAME -> name[0] = in.readString();
            case Fields.GRAPH_INITIALIZER -> {
              OnnxTensor tensor = nested(in, () -> new TensorReader(this, file, in).read());
              if (initializers.put(tensor.name(), tensor) != null) {
                throw new DataException(
                    file
                        + ": two constants are called '"
                        + tensor.name()
                        + "'; export the file again");
              }
            }
            case Fields.GRAPH_INPUT -> inputs.add(nested(in, () -> value(in)));
            case Fields.GRAPH_OUTPUT -> outputs.add(nested(in, () -> value(in)));
            case Fields.GRAPH_SPARSE_INITIALIZER ->
                throw new DataException(
                    file + ": has sparse constants, which are not read here; export dense ones");
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Graph(name[0], nodes, initializers, inputs, outputs);
  }

  private Node node(CodedInputStream in) throws IOException {
    String[] texts = {"", "", ""};
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.NODE_INPUT -> inputs.add(counted(in.readString()));
            case Fields.NODE_OUTPUT -> outputs.add(counted(in.readString()));
            case Fields.NODE_NAME -> texts[0] = in.readString();
            case Fields.NODE_OP_TYPE -> texts[1] = in.readString();
            case Fields.NODE_DOMAIN -> texts[2] = in.readString();
            case Fields.NODE_ATTRIBUTE -> nested(in, () -> attribute(in, attributes));
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Node(texts[0], texts[1], texts[2], inputs, outputs, attributes);
  }

  private Void attribute(CodedInputStream in, Map<String, Attribute> attributes)
      throws IOException {
    String[] name = {""};
    Attribute[] value = {new Attribute.Other()};
    List<Float> reals = new ArrayList<>();
    List<Long> wholes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.ATTRIBUTE_NAME -> name[0] = in.readString();
            case Fields.ATTRIBUTE_F -> value[0] = new Attribute.Real(in.readFloat());
            case Fields.ATTRIBUTE_I -> value[0] = new Attribute.Whole(in.readInt64());
            case Fields.ATTRIBUTE_S -> value[0] = new Attribute.Text(in.readBytes().toStringUtf8());
            case Fields.ATTRIBUTE_T ->
                value[0] =
                    new Attribute.Constant(
                        nested(in, () -> new TensorReader(this, file, in).read()));
            case Fields.ATTRIBUTE_FLOATS -> reals.add(counted(in.readFloat()));
            case Fields.ATTRIBUTE_FLOATS_PACKED ->
                packed(in, () -> reals.add(counted(in.readFloat())));
            case Fields.ATTRIBUTE_INTS -> wholes.add(counted(in.readInt64()));
            case Fields.ATTRIBUTE_INTS_PACKED ->
                packed(in, () -> wholes.add(counted(in.readInt64())));
            case Fields.ATTRIBUTE_STRINGS -> texts.add(counted(in.readBytes().toStringUtf8()));
            default -> {
              return false;
            }
          }
          return true;
        });
    if (!reals.isEmpty()) {
      value[0] = new Attribute.Reals(reals);
    } else if (!wholes.isEmpty()) {
      value[0] = new Attribute.Wholes(wholes);
    } else if (!texts.isEmpty()) {
      value[0] = new Attribute.Texts(texts);
    }
    attributes.put(name[0], value[0]);
    return null;
  }

  private Value value(CodedInputStream in) throws IOException {
    String[] name = {""};
    int[] type = {0};
    List<Long> dimensions = new ArrayList<>();
    boolean[] shaped = {false};
    Body shape =
        tag -> {
          if (tag == Fields.SHAPE_DIM) {
            dimensions.add(nested(in, () -> dimension(in)));
            return true;
          }
          return false;
        };
    Body tensor =
        tag -> {
          switch (tag) {
            case Fields.TENSOR_TYPE_ELEMENT -> type[0] = in.readInt32();
            case Fields.TENSOR_TYPE_SHAPE -> {
              shaped[0] = true;
              nestedFields(in, shape);
            }
            default -> {
              return false;
            }
          }
          return true;
        };
    Body kind =
        tag -> {
          if (tag == Fields.TYPE_TENSOR) {
            nestedFields(in, tensor);
            return true;
          }
          return false;
        };
    fields(
        in,
        tag -> {
          switch (tag) {
            case Fields.VALUE_NAME -> name[0] = in.readString();
            case Fields.VALUE_TYPE -> nestedFields(in, kind);
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Value(name[0], type[0], shaped[0] ? List.copyOf(dimensions) : null);
  }

  private long dimension(CodedInputStream in) throws IOException {
    long[] value = {-1};
    fields(
        in,
        tag -> {
          if (tag == Fields.DIM_VALUE) {
            value[0] = in.readInt64();
            return true;
          }
          return false;
        });
    return value[0] > 0 ? value[0] : -1;
  }

  // --- the wire ---------------------------------------------------------------------------------

  /** What is read between two limits. */
  @FunctionalInterface
  interface Part<T extends @Nullable Object> {
    T read() throws IOException;
  }

  /** Reads fields up to the limit; those that the body does not know are skipped. */
  void fields(CodedInputStream in, Body body) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!body.read(tag)) {
        in.skipField(tag);
      }
    }
  }

  private void nestedFields(CodedInputStream in, Body body) throws IOException {
    nested(
        in,
        () -> {
          fields(in, body);
          return null;
        });
  }

  /** Reads a message that stands in a field. */
  <T extends @Nullable Object> T nested(CodedInputStream in, Part<T> part) throws IOException {
    counted(in);
    int limit = in.pushLimit(in.readRawVarint32());
    T value = part.read();
    in.checkLastTagWas(0);
    in.popLimit(limit);
    return value;
  }

  /** Reads numbers that stand in one field. */
  void packed(CodedInputStream in, Part<?> number) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      number.read();
    }
    in.popLimit(limit);
  }

  /**
   * Counts what values in another file will take, before they are read: many tensors may point to
   * the same bytes, so no length of a file bounds them.
   */
  void hold(long bytes) {
    held += bytes;
    if (held > most) {
      throw new DataException(
          file
              + ": its values in other files come to more than "
              + most / 1_000_000
              + " MB, too many for the memory that Java may use; allow it more (-Xmx)");
    }
  }

  <T> T counted(T part) throws IOException {
    if (++parts > MOST_PARTS) {
      throw new InvalidProtocolBufferException("more than " + MOST_PARTS + " parts");
    }
    return part;
  }
}
