package dev.layerwise.interop.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.layerwise.data.DataException;
import dev.layerwise.interop.onnx.OnnxTensor.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one tensor of an ONNX file, also where its values lie in another file of the folder. */
final class TensorReader {
  private final OnnxReader reader;
  private final Path file;
  private final CodedInputStream in;
  private final List<Long> dimensions = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final Map<String, String> external = new LinkedHashMap<>();
  private String name = "";
  private int type;
  private boolean isExternal;
  private ByteBuffer raw = ByteBuffer.allocate(0);
  private double[] reals = {};
  private long[] wholes = {};
  private int realCount;
  private int wholeCount;

  TensorReader(OnnxReader reader, Path file, CodedInputStream in) {
    this.reader = reader;
    this.file = file;
    this.in = in;
  }

  OnnxTensor read() throws IOException {
    reader.fields(in, this::field);
    if (isExternal) {
      raw = externalBytes();
    }
    raw.order(ByteOrder.LITTLE_ENDIAN);
    return new OnnxTensor(name, dimensions, content(size()));
  }

  private boolean field(int tag) throws IOException {
    switch (tag) {
      case Fields.TENSOR_DIMS -> dimensions.add(reader.counted(in.readInt64()));
      case Fields.TENSOR_DIMS_PACKED ->
          reader.packed(in, () -> dimensions.add(reader.counted(in.readInt64())));
      case Fields.TENSOR_DATA_TYPE -> type = in.readInt32();
      case Fields.TENSOR_NAME -> name = in.readString();
      case Fields.TENSOR_RAW_DATA -> {
        ByteString bytes = in.readBytes();
        raw = bytes.asReadOnlyByteBuffer();
      }
      case Fields.TENSOR_STRING_DATA -> texts.add(reader.counted(in.readBytes().toStringUtf8()));
      case Fields.TENSOR_FLOAT_DATA -> addReal(in.readFloat());
      case Fields.TENSOR_FLOAT_DATA_PACKED -> reader.packed(in, () -> addReal(in.readFloat()));
      case Fields.TENSOR_DOUBLE_DATA -> addReal(in.readDouble());
      case Fields.TENSOR_DOUBLE_DATA_PACKED -> reader.packed(in, () -> addReal(in.readDouble()));
      case Fields.TENSOR_INT32_DATA -> addWhole(in.readInt32());
      case Fields.TENSOR_INT32_DATA_PACKED -> reader.packed(in, () -> addWhole(in.readInt32()));
      case Fields.TENSOR_INT64_DATA, Fields.TENSOR_UINT64_DATA -> addWhole(in.readInt64());
      case Fields.TENSOR_INT64_DATA_PACKED, Fields.TENSOR_UINT64_DATA_PACKED ->
          reader.packed(in, () -> addWhole(in.readInt64()));
      case Fields.TENSOR_EXTERNAL_DATA -> reader.nested(in, () -> reader.entry(in, external));
      case Fields.TENSOR_DATA_LOCATION -> isExternal = in.readEnum() == 1;
      default -> {
        return false;
      }
    }
    return true;
  }

  private double addReal(double value) {
    if (realCount == reals.length) {
      reals = Arrays.copyOf(reals, Math.max(16, 2 * realCount));
    }
    reals[realCount++] = value;
    return value;
  }

  private long addWhole(long value) {
    if (wholeCount == wholes.length) {
      wholes = Arrays.copyOf(wholes, Math.max(16, 2 * wholeCount));
    }
    wholes[wholeCount++] = value;
    return value;
  }

  /** The number of values that the shape asks for. */
  private int size() {
    long size = 1;
    for (long dimension : dimensions) {
      // By division: a product may overflow, and be small again.
      boolean fits = dimension >= 0 && dimension <= (Integer.MAX_VALUE - 8) / Math.max(1, size);
      if (!fits || dimensions.size() > 16) {
        throw bad("no tensor has the shape " + dimensions);
      }
      size *= dimension;
    }
    return (int) size;
  }

  private Content content(int size) {
    return switch (type) {
      case Fields.FLOAT -> {
        float[] values = new float[checked(size, Float.BYTES, realCount)];
        if (raw.hasRemaining()) {
          raw.asFloatBuffer().get(values);
        } else {
          fill(values);
        }
        yield new Content.Reals(values, false);
      }
      case Fields.DOUBLE -> {
        float[] values = new float[checked(size, Double.BYTES, realCount)];
        boolean isRaw = raw.hasRemaining();
        boolean rounded = false;
        for (int i = 0; i < size; i++) {
          double value = isRaw ? raw.getDouble(i * Double.BYTES) : reals[i];
          values[i] = (float) value;
          rounded |= values[i] != value;
        }
        yield new Content.Reals(values, rounded);
      }
      case Fields.FLOAT16, Fields.BFLOAT16 -> {
        float[] values = new float[checked(size, Short.BYTES, wholeCount)];
        boolean isRaw = raw.hasRemaining();
        for (int i = 0; i < size; i++) {
          short bits = isRaw ? raw.getShort(i * Short.BYTES) : (short) wholes[i];
          values[i] =
              type == Fields.FLOAT16
                  ? Float.float16ToFloat(bits)
                  : Float.intBitsToFloat(bits << 16);
        }
        yield new Content.Reals(values, false);
      }
      case Fields.STRING -> {
        if (texts.size() != size) {
          throw bad(
              "its shape "
                  + dimensions
                  + " asks for "
                  + size
                  + " texts, there are "
                  + texts.size());
        }
        yield new Content.Texts(List.copyOf(texts));
      }
      case Fields.BOOL, Fields.UINT8, Fields.INT8 -> wholes(size, Byte.BYTES);
      case Fields.UINT16, Fields.INT16 -> wholes(size, Short.BYTES);
      case Fields.INT32, Fields.UINT32 -> wholes(size, Integer.BYTES);
      case Fields.INT64, Fields.UINT64 -> wholes(size, Long.BYTES);
      default -> throw bad("its element type " + type + " is not read here");
    };
  }

  private void fill(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) reals[i];
    }
  }

  private Content wholes(int size, int width) {
    long[] values = new long[checked(size, width, wholeCount)];
    boolean isRaw = raw.hasRemaining();
    boolean unsigned = type == Fields.UINT8 || type == Fields.UINT16 || type == Fields.BOOL;
    for (int i = 0; i < size; i++) {
      values[i] =
          !isRaw
              ? wholes[i]
              : switch (width) {
                case Byte.BYTES -> unsigned ? raw.get(i) & 0xFF : raw.get(i);
                case Short.BYTES -> unsigned ? raw.getShort(2 * i) & 0xFFFF : raw.getShort(2 * i);
                case Integer.BYTES -> raw.getInt(Integer.BYTES * i);
                default -> raw.getLong(Long.BYTES * i);
              };
    }
    return new Content.Wholes(values);
  }

  /**
   * Checks that there are as many values as the shape asks for, before memory is taken for them.
   *
   * @param count how many are listed of the kind that the element type has
   */
  private int checked(int size, int width, int count) {
    long bytes = (long) size * width;
    boolean fits = raw.hasRemaining() ? raw.remaining() == bytes : count == size;
    if (!fits) {
      throw bad(
          "its shape "
              + dimensions
              + " asks for "
              + size
              + " values, there are "
              + (raw.hasRemaining() ? raw.remaining() + " bytes" : String.valueOf(count))
              + " (truncated?)");
    }
    return size;
  }

  /** Bytes of a file beside the model's; nowhere else is looked, whatever the model says. */
  private ByteBuffer externalBytes() throws IOException {
    String location = external.getOrDefault("location", "");
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !location.matches("[^/\\\\:\\p{Cntrl}]+") || location.startsWith("..")) {
      throw bad(
          "its values are in '"
              + location.replaceAll("\\p{Cntrl}", "?")
              + "', and only files of the same folder are read");
    }
    Path data = folder.resolve(location);
    if (!Files.isRegularFile(data, LinkOption.NOFOLLOW_LINKS)) {
      throw bad("its values are in " + location + ", which is not beside the model");
    }
    try (FileChannel channel = FileChannel.open(data)) {
      long offset = Long.parseLong(external.getOrDefault("offset", "0"));
      long length =
          Long.parseLong(external.getOrDefault("length", String.valueOf(channel.size() - offset)));
      boolean within = offset >= 0 && length >= 0 && offset <= channel.size() - length;
      if (!within || length > Integer.MAX_VALUE - 8) {
        throw bad(
            location
                + " has "
                + channel.size()
                + " bytes, and its values shall be "
                + length
                + " from "
                + offset
                + " on (truncated?)");
      }
      reader.hold(length * memoryPerByte());
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      int read;
      do {
        read = channel.read(bytes, offset + bytes.position());
      } while (read > 0);
      return bytes.flip();
    } catch (NumberFormatException e) {
      throw bad("where its values are in " + location + " is told by no numbers");
    }
  }

  /** How much memory the values take for each of their bytes in the file: see {@link #content}. */
  private int memoryPerByte() {
    return switch (type) {
      case Fields.BOOL, Fields.UINT8, Fields.INT8 -> Long.BYTES / Byte.BYTES;
      case Fields.UINT16, Fields.INT16 -> Long.BYTES / Short.BYTES;
      case Fields.INT32, Fields.UINT32 -> Long.BYTES / Integer.BYTES;
      case Fields.FLOAT16, Fields.BFLOAT16 -> Float.BYTES / Short.BYTES;
      default -> 1;
    };
  }

  private DataException bad(String what) {
    return new DataException(
        file + ": tensor '" + name + "': " + what + "; fetch or export the file again");
  }
}
