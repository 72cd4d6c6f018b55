package dev.layerwise.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Unknown;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Graph;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import dev.layerwise.interop.onnx.OnnxTensor.Content;
import dev.layerwise.interop.weights.ImportOptions;
import dev.layerwise.interop.weights.Others;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes that a graph computes from the number of examples, to make rows of images. */
class ComputedShapeTest {
  @TempDir private Path folder;

  private static final List<Long> IMAGE = List.of(-1L, 1L, 2L, 3L);
  private static final List<Long> PLAIN_IMAGE = List.of(-1L, 2L, 3L);

  /** Such as {@code u=Unsqueeze(b, axes=[0])}: an output, an operator, operands and attributes. */
  private static final Pattern NODE = Pattern.compile("(\\w+)=(\\w+)\\((.*)\\)");

  private static Node node(String text) {
    Matcher parts = NODE.matcher(text.strip());
    assertTrue(parts.matches(), text);
    List<String> inputs = new ArrayList<>();
    Map<String, Attribute> attributes = new HashMap<>();
    for (String part : parts.group(3).split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      if (pair.length == 1) {
        inputs.add(pair[0]);
      } else {
        attributes.put(pair[0], attribute(pair[1]));
      }
    }
    return new Node("", parts.group(2), "", inputs, List.of(parts.group(1)), attributes);
  }

  /** {@code 0} is a number, {@code [0]} a list of it, {@code <0>} a constant. */
  private static Attribute attribute(String text) {
    if (text.startsWith("[")) {
      return new Attribute.Wholes(List.of(Long.valueOf(text.substring(1, text.length() - 1))));
    }
    if (text.startsWith("<")) {
      long value = Long.parseLong(text.substring(1, text.length() - 1));
      return new Attribute.Constant(
          new OnnxTensor("", List.of(), new Content.Wholes(new long[] {value})));
    }
    return new Attribute.Whole(Long.parseLong(text));
  }

  /** Nodes from {@code x} to {@code f}, and a dense layer of three units behind. */
  private static OnnxModel model(@Nullable List<Long> dimensions, String nodes) {
    List<Node> all = new ArrayList<>();
    for (String text : nodes.split(";", -1)) {
      all.add(node(text));
    }
    all.add(node("y=MatMul(f, W)"));
    Map<String, OnnxTensor> constants = new HashMap<>();
    constants.put("W", OnnxTensor.of("W", List.of(6L, 3L), new float[18]));
    for (long number : new long[] {-2, -1, 0, 1, 2, 3, 4, 6, Long.MAX_VALUE}) {
      String name = number == Long.MAX_VALUE ? "end" : number < 0 ? "m" + -number : "c" + number;
      Content content = new Content.Wholes(new long[] {number});
      constants.put(name, new OnnxTensor(name, List.of(), content));
      constants.put(name + "s", new OnnxTensor(name + "s", List.of(1L), content));
    }
    return new OnnxModel(
        8,
        Map.of("", 17L),
        "test",
        Map.of(),
        new Graph(
            "g",
            all,
            constants,
            List.of(new Value("x", Fields.FLOAT, dimensions)),
            List.of(new Value("y", Fields.FLOAT, List.of(-1L, 3L)))));
  }

  private static GraphReader read(@Nullable List<Long> dimensions, String nodes) {
    boolean flat = dimensions == null || dimensions.size() == 2;
    int columns = dimensions == null || dimensions.contains(-2L) ? -1 : 6;
    return new GraphReader(model(dimensions, nodes), "x", new Flow(null, null, columns, flat));
  }

  private static void assertTaken(@Nullable List<Long> dimensions, String nodes) {
    GraphReader reader = read(dimensions, nodes);
    assertEquals(List.of(), reader.notes().unsupported());
    Flow flow = assertInstanceOf(Moving.class, reader.output("y")).flow();
    assertTrue(flow.flat());
    Step.Dense dense = assertInstanceOf(Step.Dense.class, flow.steps().getLast());
    assertEquals(6, dense.inputs());
  }

  private static void assertRefused(List<Long> dimensions, String nodes, String expected) {
    GraphReader reader = read(dimensions, nodes);
    assertInstanceOf(Unknown.class, reader.output("y"));
    assertEquals(1, reader.notes().unsupported().size());
    String message = reader.notes().unsupported().getFirst();
    assertTrue(message.contains(expected), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // torch.onnx by tracing: x.view(x.size(0), -1), before opset 13 and since
        "s=Shape(x); b=Gather(s, c0, axis=0); u=Unsqueeze(b, axes=[0]);"
            + "t=Concat(u, m1s, axis=0); f=Reshape(x, t)",
        "s=Shape(x); b=Gather(s, c0, axis=0); u=Unsqueeze(b, c0s);"
            + "t=Concat(u, m1s, axis=0); f=Reshape(x, t)",
        // the same before constants were folded
        "s=Shape(x); i=Constant(value=<0>); b=Gather(s, i, axis=0); a=Constant(value_ints=[0]);"
            + "u=Unsqueeze(b, a); r=Constant(value_int=-1); v=Unsqueeze(r, a);"
            + "t=Concat(u, v, axis=0); f=Reshape(x, t)",
        // torch.onnx by torch.export, and what its optimiser leaves of that
        "s=Shape(x, start=0, end=1); b=Squeeze(s); l=Reshape(b, m1s, allowzero=0);"
            + "t=Concat(l, m1s, axis=0); f=Reshape(x, t, allowzero=1)",
        "s=Shape(x, end=1); t=Concat(s, c6s, axis=0); f=Reshape(x, t, allowzero=1)",
        // tf2onnx: tf.reshape(x, (tf.shape(x)[0], 6))
        "s=Shape(x); a=Cast(s, to=6); b=Slice(a, c0s, c1s, c0s); c=Squeeze(b, axes=[0]);"
            + "u=Unsqueeze(c, axes=[0]); d=Concat(u, c6s, axis=0); t=Cast(d, to=7);"
            + "f=Reshape(x, t)",
        // parts of the shape in other ways
        "s=Shape(x); b=Slice(s, starts=[0], ends=[1]); t=Concat(b, m1s, axis=-1); f=Reshape(x, t)",
        "s=Shape(x); b=Gather(s, c0s); i=Identity(b); t=Concat(i, m1s, axis=0); f=Reshape(x, t)",
        "s=Shape(x); b=Gather(s, c0s); h=Gather(s, m2s); w=Gather(s, m1s); c=Mul(h, w);"
            + "t=Concat(b, c, axis=0); f=Reshape(x, t)",
        "s=Shape(x); h=Slice(s, m2s, m1s); w=Slice(s, m1s, ends, m1s, c1s); c=Mul(w, h);"
            + "t=Concat(m1s, c, axis=0); f=Reshape(x, t)",
        "s=Shape(x); b=Gather(s, c0); o=Mul(b, c1); u=Unsqueeze(o, m1s);"
            + "t=Concat(u, c6s, axis=0); f=Reshape(x, t)",
        // the number of examples as another value has it
        "s=Shape(x, end=1); t=Concat(s, m1s, axis=0); r=Relu(x); f=Reshape(r, t)",
        "r=Relu(x); s=Shape(r, end=1); t=Concat(s, m1s, axis=0); f=Reshape(x, t)",
        "g=Flatten(x); s=Shape(g); f=Reshape(x, s)",
      })
  void whatKeepsARowForEachExampleIsTaken(String nodes) {
    assertTaken(IMAGE, nodes);
    assertTaken(PLAIN_IMAGE, nodes);
    assertTaken(List.of(4L, 1L, 2L, 3L), nodes);
  }

  @Test
  void matricesStayWhatTheyAre() {
    assertTaken(List.of(-1L, 6L), "s=Shape(x); f=Reshape(x, s)");
    assertTaken(List.of(-1L, 6L), "s=Shape(x, end=1); t=Concat(s, m1s, axis=0); f=Reshape(x, t)");
    assertTaken(
        IMAGE,
        "g=Flatten(x); h=Relu(g); s=Shape(h, end=1); t=Concat(s, m1s, axis=0); f=Reshape(h, t)");
  }

  /** −2 stands for a second axis whose size the file does not tell. */
  @Test
  void theRestMayBeOpen() {
    List<Long> open = List.of(-1L, 1L, -2L, 3L);
    assertTaken(open, "s=Shape(x, end=1); t=Concat(s, m1s, axis=0); f=Reshape(x, t)");
    assertRefused(
        open,
        "s=Shape(x); h=Gather(s, c2s); t=Concat(h, m1s, axis=0); f=Reshape(x, t)",
        "reshapes [n, 1, ?, 3] to [?, -1], which is something other than a row");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c6s, b | [6, n]",
        "m1s, b | [-1, n]",
        "c1s, e | [1, 6n]",
        "e | [6n]",
        "d, c3s | [2n, 3]",
        "b, c3s | [n, 3]",
        "b, b | [n, n]",
        "b, c1s, m1s | [n, 1, -1]",
        "m1s, m1s | [-1, -1]",
        "h, m1s | [2, -1]",
        "m1s, c3s | [-1, 3]",
        "c0s, c0s | [n, 1]",
        "m1s, c0s | [-1, 1]",
      })
  void otherShapesAreRefused(String parts, String expected) {
    assertRefused(
        IMAGE,
        "s=Shape(x); b=Gather(s, c0s); h=Gather(s, c2s); d=Mul(b, c2s); e=Mul(c6s, b);"
            + "t=Concat("
            + parts
            + ", axis=0); f=Reshape(x, t)",
        "(Reshape): reshapes [n, 1, 2, 3] to "
            + expected
            + ", which is something other than a row for each of n examples; flatten with"
            + " torch.flatten(x, 1)");
  }

  /** With {@code allowzero} a zero is a size of 0, and not the size that there was. */
  @Test
  void zerosAreWhatAllowzeroSays() {
    String shape = "t=Concat(c0s, m1s, axis=0); f=Reshape(x, t, allowzero=";
    assertTaken(IMAGE, shape + "0)");
    assertRefused(IMAGE, shape + "1)", "reshapes [n, 1, 2, 3] to [0, -1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Add(s, c0) | [n, 1, 2, 3]",
        "Div(b, c1) | n",
        "ReduceProd(s) | [n, 1, 2, 3]",
        "Expand(x, s) | [n, 1, 2, 3]",
        "Cast(s, to=1) | [n, 1, 2, 3]",
        "Cast(s, to=9) | [n, 1, 2, 3]",
        "Gather(s, c4) | [n, 1, 2, 3]",
        "Gather(s, b) | [n, 1, 2, 3] and n",
        "Gather(s, c0, axis=1) | [n, 1, 2, 3]",
        "Gather(b, c0) | n",
        "Slice(s, c0s, c2s, c1s) | [n, 1, 2, 3]",
        "Slice(s, c0s, ends, c0s, c2s) | [n, 1, 2, 3]",
        "Slice(s, ends, c0s, c0s, m1s) | [n, 1, 2, 3]",
        "Slice(s, b, ends) | [n, 1, 2, 3] and n",
        "Slice(s) | [n, 1, 2, 3]",
        "Squeeze(s, c0s) | [n, 1, 2, 3]",
        "Squeeze(b) | n",
        "Unsqueeze(b, c1s) | n",
        "Unsqueeze(s, c0s) | [n, 1, 2, 3]",
        "Unsqueeze(b) | n",
        "Reshape(s, c2s) | [n, 1, 2, 3]",
        "Concat(b, m1s, axis=0) | n",
        "Concat(s, m1s, axis=1) | [n, 1, 2, 3]",
        "Concat(s, W, axis=0) | [n, 1, 2, 3]",
        "Mul(s, c2) | [n, 1, 2, 3]",
      })
  void whatIsNotFollowedIsNamed(String computation, String sizes) {
    assertRefused(
        IMAGE,
        "s=Shape(x); b=Gather(s, c0); t=" + computation + "; f=Reshape(x, t)",
        "("
            + computation.substring(0, computation.indexOf('('))
            + "): computes with the sizes "
            + sizes
            + " in a way that is not followed here; flatten with torch.flatten(x, 1)");
  }

  @Test
  void shapesOfWhatIsNotSupportedAreNotEither() {
    String view = "s=Shape(z, end=1); t=Concat(s, m1s, axis=0); f=Reshape(z, t)";
    assertRefused(IMAGE, "z=Transpose(x); " + view, "node 1 (Transpose): is no operator");
  }

  @Test
  void aShapeIsAListOfWholeNumbers() {
    String expected = "reshapes to what is no list of known sizes; flatten with";
    assertRefused(IMAGE, "s=Shape(x); t=Gather(s, c0); f=Reshape(x, t)", expected);
    assertRefused(IMAGE, "f=Reshape(x, W)", expected);
    assertRefused(IMAGE, "f=Reshape(x, x)", expected);
    assertRefused(IMAGE, "f=Reshape(x)", expected);
    String ranks = "s=Shape(x); t=Shape(s); f=Reshape(x, t)";
    assertRefused(IMAGE, ranks, "reshapes [n, 1, 2, 3] to [4]");
  }

  @Test
  void anInputWithoutAShapeHasNone() {
    GraphReader reader = read(null, "s=Shape(x, end=1); t=Concat(s, m1s, axis=0); f=Reshape(x, t)");
    assertEquals(
        List.of(
            "node 1 (Shape): asks for a shape that the file does not tell; export the input with"
                + " its shape"),
        reader.notes().unsupported());
  }

  /** A list that every node doubles is given up long before it takes memory. */
  @Test
  void listsThatGrowAreGivenUp() {
    StringBuilder nodes = new StringBuilder("s0=Shape(x)");
    for (int k = 0; k < 60; k++) {
      nodes.append(";s%d=Concat(s%d, s%d, axis=0)".formatted(k + 1, k, k));
    }
    assertRefused(IMAGE, nodes + "; f=Reshape(x, s60)", "node 4 (Concat): computes with the sizes");
  }

  @Test
  void productsThatOverflowAreOpen() {
    Size large = new Size.Exact(1L << 40);
    assertEquals(Size.OPEN, Size.product(large, large));
    assertEquals(Size.OPEN, Size.product(Size.EXAMPLES, large));
    assertEquals(Size.OPEN, Size.product(Size.EXAMPLES, Size.EXAMPLES));
    assertEquals(Size.OPEN, Size.product(Size.OPEN, Size.EXAMPLES));
    assertEquals(new Size.Examples(-6), Size.product(new Size.Exact(-6), Size.EXAMPLES));
  }

  @Test
  void ofTwoInputsNoneIsThatOfTheExamples() throws IOException {
    OnnxModel model = model(IMAGE, "s=Shape(z, end=1); t=Concat(s, m1s, axis=0); f=Reshape(x, t)");
    Graph graph = model.graph();
    Value second = new Value("z", Fields.FLOAT, IMAGE);
    OnnxModel two =
        new OnnxModel(
            model.irVersion(),
            model.operatorSets(),
            model.producer(),
            model.metadata(),
            new Graph(
                graph.name(),
                graph.nodes(),
                graph.initializers(),
                List.of(graph.inputs().getFirst(), second),
                graph.outputs()));
    Path file = Files.write(folder.resolve("two.onnx"), OnnxWriter.write(two, "test", "1", ""));
    String message =
        assertThrows(
                DataException.class,
                () -> OnnxImport.read(file, ImportOptions.NONE, Others.KERNELS))
            .getMessage();
    assertTrue(message.contains("the graph has 2 inputs (x, z)"), message);
  }
}
