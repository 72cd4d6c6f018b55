package dev.layerwise.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import dev.layerwise.data.DataException;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Graph;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import dev.layerwise.interop.onnx.OnnxTensor.Content;
import dev.layerwise.interop.weights.ImportOptions;
import dev.layerwise.interop.weights.Imported;
import dev.layerwise.interop.weights.Others;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.LayerSpec.Pointwise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs and tensors that are well formed and say what cannot be. */
class HostileGraphTest {
  @TempDir private Path folder;

  private static final OnnxTensor WEIGHT =
      OnnxTensor.of("W", List.of(2L, 3L), 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f);
  private static final OnnxTensor SQUARE =
      OnnxTensor.of("W2", List.of(3L, 3L), 1, 0, 0, 0, 1, 0, 0, 0, 1);
  private static final OnnxTensor HUNDRED = OnnxTensor.of("c", List.of(), 100);
  private static final OnnxTensor ZERO = OnnxTensor.of("zero", List.of(), 0);
  private static final OnnxTensor ONE = OnnxTensor.of("one", List.of(), 1);
  private static final OnnxTensor MINUS = OnnxTensor.of("minus", List.of(), -1);

  private static Node node(String operator, String output, String... inputs) {
    return new Node("", operator, "", List.of(inputs), List.of(output), Map.of());
  }

  /** The nodes between two dense layers, from {@code h} to {@code k}. */
  private static OnnxModel between(Map<String, String> metadata, Node... nodes) {
    List<Node> all = new ArrayList<>();
    all.add(node("MatMul", "h", "x", "W"));
    all.addAll(List.of(nodes));
    all.add(node("MatMul", "y", "k", "W2"));
    Map<String, OnnxTensor> constants = new LinkedHashMap<>();
    for (OnnxTensor tensor : List.of(WEIGHT, SQUARE, HUNDRED, ZERO, ONE, MINUS)) {
      constants.put(tensor.name(), tensor);
    }
    return new OnnxModel(
        8,
        Map.of("", 17L),
        "test",
        metadata,
        new Graph(
            "g",
            all,
            constants,
            List.of(new Value("x", Fields.FLOAT, List.of(-1L, 2L))),
            List.of(new Value("y", Fields.FLOAT, List.of(-1L, 3L)))));
  }

  private Path file(byte[] bytes) {
    try {
      return Files.write(folder.resolve("hostile.onnx"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Imported read(Path file) {
    return OnnxImport.read(file, ImportOptions.NONE, Others.KERNELS);
  }

  private Imported read(OnnxModel model) {
    return read(file(OnnxWriter.write(model, "test", "1", "")));
  }

  private static void refused(Path file, String expected) {
    String message = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(expected), message);
  }

  private void refused(OnnxModel model, String expected) {
    refused(file(OnnxWriter.write(model, "test", "1", "")), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BatchNormalization | '' | number of operands: expected 5, got 0",
        "BatchNormalization | h | number of operands: expected 5, got 1",
        "Pow | h | number of operands: expected 2, got 1",
        "Sub | h | number of operands: expected 2, got 1",
        "Neg | h h | number of operands: expected 1, got 2",
        "Sigmoid | h h | number of operands: expected 1, got 2",
        "Concat | '' | number of operands: expected 1 or more, got 0",
        "Gemm | h | number of operands: expected 2 to 3, got 1"
      })
  void operatorsWithOtherOperandsThanTheyTakeAreNamed(
      String operator, String operands, String expected) {
    String[] inputs = operands.isEmpty() ? new String[0] : operands.split(" ", -1);
    refused(between(Map.of(), node(operator, "k", inputs)), "(" + operator + "): " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MatMul", "Gemm", "Add", "Mul", "Pow"})
  void textsAreNoNumbers(String operator) {
    Map<String, OnnxTensor> texts = new LinkedHashMap<>();
    Content six = new Content.Texts(List.of("a", "b", "c", "d", "e", "f"));
    texts.put("W", new OnnxTensor("W", List.of(2L, 3L), six));
    OnnxModel model =
        new OnnxModel(
            8,
            Map.of("", 17L),
            "test",
            Map.of(),
            new Graph("g", List.of(node(operator, "y", "x", "W")), texts, List.of(), List.of()));
    GraphReader reader = new GraphReader(model, "x", new Flow(null, null, 2, true));
    assertEquals(
        List.of("node 1 (" + operator + "): computes with texts"), reader.notes().unsupported());
  }

  @Test
  void aFunctionThatIsCutOffFarOutIsNoActivation() {
    refused(
        between(Map.of(), node("Min", "a", "h", "c"), node("Max", "k", "a", "zero")),
        "computes none of the activations known here");
    refused(
        between(Map.of(), node("Relu", "a", "h"), node("Min", "k", "a", "c")),
        "computes none of the activations known here");
  }

  /** Of e^x / (1 + e^x) nothing is left where e^x overflows, and it is a sigmoid all the same. */
  @Test
  void formsThatOverflowFarOutAreKnown() {
    Imported sigmoid =
        read(
            between(
                Map.of(),
                node("Exp", "a", "h"),
                node("Add", "b", "a", "one"),
                node("Div", "k", "a", "b")));
    assertTrue(
        sigmoid.model().network().spec().layers().contains(new Pointwise(Activation.SIGMOID)));
    Imported silu =
        read(
            between(
                Map.of(),
                node("Neg", "a", "h"),
                node("Exp", "b", "a"),
                node("Add", "c1", "b", "one"),
                node("Div", "k", "h", "c1")));
    assertTrue(silu.model().network().spec().layers().contains(new Pointwise(Activation.SILU)));
    Imported elu =
        read(
            between(
                Map.of(),
                node("Exp", "a", "h"),
                node("Add", "b", "a", "minus"),
                node("Min", "c1", "b", "zero"),
                node("Relu", "d", "h"),
                node("Add", "k", "c1", "d")));
    assertTrue(elu.model().network().spec().layers().contains(new Pointwise(Activation.ELU)));
  }

  private static Node node(
      String operator, String domain, Map<String, Attribute> attributes, String... inputs) {
    return new Node("", operator, domain, List.of(inputs), List.of("k"), attributes);
  }

  private static OnnxModel with(OnnxModel model, OnnxTensor... constants) {
    Graph graph = model.graph();
    Map<String, OnnxTensor> all = new LinkedHashMap<>(graph.initializers());
    for (OnnxTensor constant : constants) {
      all.put(constant.name(), constant);
    }
    return new OnnxModel(
        model.irVersion(),
        model.operatorSets(),
        model.producer(),
        model.metadata(),
        new Graph(graph.name(), graph.nodes(), all, graph.inputs(), graph.outputs()));
  }

  @Test
  void operatorsOfOtherSetsAreOthersWhateverTheirNames() {
    OnnxModel model = between(Map.of(), node("Relu", "com.example", Map.of(), "h"));
    GraphReader reader = new GraphReader(model, "x", new Flow(null, null, 2, true));
    assertEquals(
        List.of("node 2 (com.example.Relu): is of an operator set that is not known here"),
        reader.notes().unsupported());
  }

  @Test
  void whatIsThereTwiceIsRefused() {
    refused(
        between(Map.of(), node("Relu", "h", "h"), node("Relu", "k", "h")),
        "node 2 (Relu): yields 'h', which there is already");
    byte[] tensor = tensorMessage(Fields.FLOAT, List.of(1L), reals(1));
    refused(model(tensor, tensor), "two constants are called 'W'");
  }

  @ParameterizedTest
  @CsvSource({
    "-0.5, 1e-5, has a running variance of -0.5",
    "1, 0, has an epsilon of 0.0",
    "1, -1, has an epsilon of -1.0",
  })
  void aBatchNormThatHasNoRootIsRefused(float variance, float epsilon, String expected) {
    OnnxModel model =
        between(
            Map.of(),
            node(
                "BatchNormalization",
                "",
                Map.of("epsilon", new Attribute.Real(epsilon)),
                "h",
                "one3",
                "one3",
                "one3",
                "v"));
    OnnxTensor ones = OnnxTensor.of("one3", List.of(3L), 1, 1, 1);
    OnnxTensor variances = OnnxTensor.of("v", List.of(3L), 1, variance, 1);
    refused(with(model, ones, variances), "node 2 (BatchNormalization): " + expected);
  }

  /** Examples of PyTorch are exported with {@code view(x.size(0), -1)}, one of them as 1 × −1. */
  @ParameterizedTest
  @CsvSource({"1, 1, true", "4, 4, true", "4, 2, false", "-1, 1, false"})
  void aFixedNumberOfExamplesIsARowForEach(long batch, long rows, boolean taken) {
    OnnxModel model = between(Map.of(), node("Relu", "k", "h"));
    List<Node> nodes = new ArrayList<>(model.graph().nodes());
    nodes.set(0, node("MatMul", "h", "f", "W"));
    nodes.addFirst(node("Reshape", "f", "x", "shape"));
    OnnxTensor shape =
        new OnnxTensor("shape", List.of(2L), new Content.Wholes(new long[] {rows, -1}));
    OnnxModel image =
        new OnnxModel(
            8,
            Map.of("", 17L),
            "test",
            Map.of(),
            new Graph(
                "g",
                nodes,
                with(model, shape).graph().initializers(),
                List.of(new Value("x", Fields.FLOAT, List.of(batch, 1L, 1L, 2L))),
                model.graph().outputs()));
    GraphReader reader = new GraphReader(image, "x", new Flow(null, null, 2, false));
    assertEquals(
        taken
            ? List.of()
            : List.of(
                "node 1 (Reshape): reshapes [n, 1, 1, 2] to ["
                    + rows
                    + ", -1], which is something other than a row for each of n examples; flatten"
                    + " with torch.flatten(x, 1), or the like"),
        reader.notes().unsupported());
  }

  @Test
  void ofSeveralOutputsTheLastOfTheNetworkIsTaken() {
    OnnxModel model = between(Map.of(), node("Relu", "k", "h"));
    Graph graph = model.graph();
    List<Value> outputs = new ArrayList<>();
    for (String name : List.of("h", "k", "y")) {
      outputs.add(new Value(name, Fields.FLOAT, List.of(-1L, 3L)));
    }
    Imported imported =
        read(
            new OnnxModel(
                8,
                Map.of("", 17L),
                "test",
                Map.of(),
                new Graph("g", graph.nodes(), graph.initializers(), graph.inputs(), outputs)));
    assertEquals("2-3-3", imported.model().network().spec().widths());
    assertTrue(
        imported.notes().contains("other outputs of the graph are left out: h, k"),
        imported.notes()::toString);
  }

  @Test
  void classesOfOneNameAreRefused() {
    Map<String, String> metadata = Map.of("layerwise.classes", "[\"a\",\"a\",\"b\"]");
    refused(between(metadata, node("Relu", "k", "h")), "two classes are called 'a'");
  }

  /** What a tensor's message holds. */
  @FunctionalInterface
  private interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      body.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] tensorMessage(int type, List<Long> dimensions, Body values) {
    return message(out -> {
      for (long dimension : dimensions) {
        out.writeInt64(Fields.TENSOR_DIMS >>> 3, dimension);
      }
      out.writeInt32(Fields.TENSOR_DATA_TYPE >>> 3, type);
      out.writeString(Fields.TENSOR_NAME >>> 3, "W");
      values.writeTo(out);
    });
  }

  private Path tensor(int type, List<Long> dimensions, Body values) {
    return model(tensorMessage(type, dimensions, values));
  }

  private Path model(byte[]... tensors) {
    byte[] graph =
        message(out -> {
          for (byte[] tensor : tensors) {
            out.writeByteArray(Fields.GRAPH_INITIALIZER >>> 3, tensor);
          }
        });
    return file(
        message(out -> {
          out.writeInt64(Fields.MODEL_IR_VERSION >>> 3, 8);
          out.writeByteArray(Fields.MODEL_GRAPH >>> 3, graph);
        }));
  }

  private static Body reals(int count) {
    return out -> {
      for (int i = 0; i < count; i++) {
        out.writeFloat(Fields.TENSOR_FLOAT_DATA >>> 3, i);
      }
    };
  }

  private static Body wholes(int field, int count) {
    return out -> {
      for (int i = 0; i < count; i++) {
        out.writeInt64(field >>> 3, i);
      }
    };
  }

  @Test
  void valuesOfAnotherKindThanTheElementTypeCountForNothing() {
    List<Long> shape = List.of(2L, 3L);
    Body longs = wholes(Fields.TENSOR_INT64_DATA, 6);
    for (int type : new int[] {Fields.FLOAT, Fields.DOUBLE}) {
      refused(tensor(type, shape, longs), "asks for 6 values, there are 0");
    }
    for (int type : new int[] {Fields.FLOAT16, Fields.INT32, Fields.INT64, Fields.BOOL}) {
      refused(tensor(type, shape, reals(6)), "asks for 6 values, there are 0");
    }
    Body mixed =
        out -> {
          reals(3).writeTo(out);
          wholes(Fields.TENSOR_INT32_DATA, 3).writeTo(out);
        };
    refused(tensor(Fields.FLOAT, shape, mixed), "asks for 6 values, there are 3");
    refused(tensor(Fields.INT32, shape, mixed), "asks for 6 values, there are 3");
  }

  @Test
  void aNameThatNoFileCanHaveIsRefused() {
    byte[] location =
        message(out -> {
          out.writeString(Fields.ENTRY_KEY >>> 3, "location");
          out.writeString(Fields.ENTRY_VALUE >>> 3, "w\0.bin");
        });
    Body external =
        out -> {
          out.writeByteArray(Fields.TENSOR_EXTERNAL_DATA >>> 3, location);
          out.writeInt32(Fields.TENSOR_DATA_LOCATION >>> 3, 1);
        };
    refused(
        tensor(Fields.FLOAT, List.of(1L), external),
        "its values are in 'w?.bin', and only files of the same folder are read");
  }

  /** A hundred tensors of half a megabyte each, all of them the same bytes of one file. */
  @Test
  void valuesInOtherFilesAreCountedTogether() throws IOException {
    Files.write(folder.resolve("w.bin"), new byte[500_000]);
    byte[] location =
        message(out -> {
          out.writeString(Fields.ENTRY_KEY >>> 3, "location");
          out.writeString(Fields.ENTRY_VALUE >>> 3, "w.bin");
        });
    byte[] graph =
        message(out -> {
          for (int k = 0; k < 100; k++) {
            String name = "w" + k;
            out.writeByteArray(
                Fields.GRAPH_INITIALIZER >>> 3,
                message(tensor -> {
                  tensor.writeInt64(Fields.TENSOR_DIMS >>> 3, 125_000);
                  tensor.writeInt32(Fields.TENSOR_DATA_TYPE >>> 3, Fields.FLOAT);
                  tensor.writeString(Fields.TENSOR_NAME >>> 3, name);
                  tensor.writeByteArray(Fields.TENSOR_EXTERNAL_DATA >>> 3, location);
                  tensor.writeInt32(Fields.TENSOR_DATA_LOCATION >>> 3, 1);
                }));
          }
        });
    Path file =
        file(
            message(out -> {
              out.writeInt64(Fields.MODEL_IR_VERSION >>> 3, 8);
              out.writeByteArray(Fields.MODEL_GRAPH >>> 3, graph);
            }));
    assertEquals(100, OnnxReader.read(file, 51_000_000).graph().initializers().size());
    String message =
        assertThrows(DataException.class, () -> OnnxReader.read(file, 49_000_000)).getMessage();
    assertTrue(message.startsWith(file + ": its values in other files come to more"), message);
    assertTrue(message.contains("more than 49 MB"), message);
    assertTrue(message.endsWith("allow it more (-Xmx)"), message);
  }

  @Test
  void aShapeWhoseSizeOverflowsToASmallOneIsRefused() {
    // 3 times the second is 2^64 + 5.
    List<Long> shape = List.of(3L, 6_148_914_691_236_517_207L);
    refused(tensor(Fields.FLOAT, shape, reals(5)), "no tensor has the shape");
    refused(tensor(Fields.FLOAT, List.of(4L, 1L << 62), reals(0)), "no tensor has the shape");
  }
}
