package dev.layerwise.interop.onnx;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.interop.ClassNames;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Scored;
import dev.layerwise.interop.onnx.Known.Unknown;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import dev.layerwise.interop.weights.ImportOptions;
import dev.layerwise.interop.weights.Imported;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.nn.Loss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads ONNX files of dense networks, as PyTorch, scikit-learn and Keras export them: dense layers,
 * activations in whatever form they were written, batch norm, scaling, softmax.
 *
 * <p>What is not supported is named node by node.
 */
public final class OnnxImport {
  private static final int MOST_NAMED = 12;

  private final Path file;
  private final OnnxModel onnx;
  private final List<String> notes = new ArrayList<>();

  private OnnxImport(Path file, OnnxModel onnx) {
    this.file = file;
    this.onnx = onnx;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing or damaged, or holds something else than a dense network
   */
  public static Imported read(Path file, ImportOptions options, Kernels kernels) {
    return new OnnxImport(file, OnnxReader.read(file)).model(options, kernels);
  }

  private Imported model(ImportOptions options, Kernels kernels) {
    Value input = input();
    GraphReader graph = new GraphReader(onnx, input.name(), start(input));
    Scored scored = scores(graph, options);
    if (graph.notes().rounded()) {
      notes.add("64-bit weights were rounded to 32 bits");
    }
    Assembly assembly = new Assembly(file.toString(), scored.logits().steps());
    List<String> names = names(options, scored, graph);
    return new Imported(
        assembly.model(
            scored.loss(),
            names,
            options.scaling(),
            onnx.metadata().get(Metadata.SCALING),
            image(options, input, assembly.inputs()),
            provenance(),
            kernels),
        notes);
  }

  /** The one input that is no constant. */
  private Value input() {
    List<Value> inputs =
        onnx.graph().inputs().stream()
            .filter(value -> !onnx.graph().initializers().containsKey(value.name()))
            .toList();
    if (inputs.size() != 1) {
      throw new DataException(
          file
              + ": the graph has "
              + inputs.size()
              + " inputs ("
              + String.join(", ", inputs.stream().map(Value::name).limit(MOST_NAMED).toList())
              + "); a dense network has one, with a row for each example");
    }
    return inputs.getFirst();
  }

  private static Flow start(Value input) {
    List<Long> dimensions = input.dimensions();
    if (dimensions == null || dimensions.size() < 2) {
      return new Flow(null, null, -1, true);
    }
    long columns = 1;
    for (long dimension : dimensions.subList(1, dimensions.size())) {
      columns = dimension < 0 || columns > Integer.MAX_VALUE ? -1 : columns * dimension;
      if (columns < 0) {
        break;
      }
    }
    int known = columns > 0 && columns < Integer.MAX_VALUE ? (int) columns : -1;
    return new Flow(null, null, known, dimensions.size() == 2);
  }

  /**
   * The output that most steps lead to, of several the first: what comes before it are values on
   * the way, such as those of a hidden layer. Scores go before the logits that they are made of.
   */
  private Scored scores(GraphReader graph, ImportOptions options) {
    Known found = null;
    int most = 0;
    Map<String, Flow> usable = new LinkedHashMap<>();
    boolean unknown = false;
    for (Value output : onnx.graph().outputs()) {
      Known known = graph.output(output.name());
      unknown |= known instanceof Unknown;
      @Nullable Flow flow =
          switch (known) {
            case Scored scored -> scored.logits();
            case Moving(Flow moving) when moving.step() != null -> moving;
            default -> null;
          };
      if (flow == null) {
        continue;
      }
      usable.put(output.name(), flow);
      int steps = 2 * flow.steps().size() + (known instanceof Scored ? 1 : 0);
      if (steps > most) {
        found = known;
        most = steps;
      }
    }
    if (found == null) {
      throw unsupported(graph, unknown);
    }
    Scored scored =
        switch (found) {
          case Scored s -> s;
          case Moving(Flow flow) -> endingIn(flow);
          default -> throw new IllegalStateException("no output of a network");
        };
    usable.values().removeIf(flow -> flow.equals(scored.logits()));
    if (found instanceof Moving(Flow taken)) {
      usable.values().removeIf(flow -> flow.equals(taken));
    }
    if (!usable.isEmpty()) {
      notes.add(
          "other outputs of the graph are left out: "
              + String.join(", ", usable.keySet().stream().map(OnnxImport::printable).toList()));
    }
    return new Scored(scored.logits(), loss(options, scored), scored.classNames());
  }

  /** Sigmoids at the end are scores; all else are logits, of which the file may tell the loss. */
  private Scored endingIn(Flow flow) {
    if (flow.step() instanceof Step.Pointwise(var _, var function)
        && function == Activation.SIGMOID
        && flow.before() != null) {
      return new Scored(flow.before(), Loss.SIGMOID_CROSS_ENTROPY, null);
    }
    for (Loss loss : Loss.values()) {
      if (loss.label().equals(onnx.metadata().get(Metadata.LOSS))) {
        return new Scored(flow, loss, null);
      }
    }
    boolean one = flow.columns() == 1;
    notes.add(
        "the graph ends without softmax or sigmoid; its outputs are taken for the logits of "
            + (one ? "a sigmoid" : "a softmax")
            + " (--loss says otherwise)");
    return new Scored(flow, one ? Loss.SIGMOID_CROSS_ENTROPY : Loss.SOFTMAX_CROSS_ENTROPY, null);
  }

  private static Loss loss(ImportOptions options, Scored scored) {
    Loss asked = options.loss();
    return asked == null ? scored.loss() : asked;
  }

  private DataException unsupported(GraphReader graph, boolean unknown) {
    List<String> nodes = graph.notes().unsupported();
    if (!unknown || nodes.isEmpty()) {
      return new DataException(
          file + ": no output of the graph is that of a network (scores or logits of classes)");
    }
    StringBuilder text =
        new StringBuilder(file + ": the graph holds what Layerwise has no layer for:");
    for (String node : nodes.subList(0, Math.min(MOST_NAMED, nodes.size()))) {
      text.append(text.charAt(text.length() - 1) == ':' ? " " : "; ").append(printable(node));
    }
    if (nodes.size() > MOST_NAMED) {
      text.append("; and ").append(nodes.size() - MOST_NAMED).append(" more");
    }
    return new DataException(text + "; export the dense part of the network alone");
  }

  private static String printable(String text) {
    String plain =
        text.codePoints()
            .limit(200)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return plain.replaceAll("\\p{Cntrl}", "?");
  }

  private List<String> names(ImportOptions options, Scored scored, GraphReader graph) {
    if (!options.classNames().isEmpty()) {
      return options.classNames();
    }
    List<String> ours = Texts.list(onnx.metadata().get(Metadata.CLASSES));
    if (ours != null) {
      return ClassNames.distinct(file + ", metadata '" + Metadata.CLASSES + "'", ours);
    }
    List<String> names =
        scored.classNames() != null ? scored.classNames() : graph.notes().classNames();
    return names == null ? List.of() : ClassNames.distinct(file.toString(), names);
  }

  private @Nullable ImageShape image(ImportOptions options, Value input, int inputs) {
    if (options.image() != null) {
      return options.image();
    }
    ImageShape told = Texts.image(onnx.metadata().get(Metadata.IMAGE));
    if (told != null && told.height() * told.width() == inputs) {
      return told;
    }
    List<Long> dimensions = input.dimensions();
    if (dimensions == null || dimensions.size() < 3) {
      return null;
    }
    List<Long> sizes =
        dimensions.subList(1, dimensions.size()).stream().filter(size -> size != 1).toList();
    return sizes.size() == 2 && sizes.get(0) > 0 && sizes.get(0) * sizes.get(1) == inputs
        ? new ImageShape(sizes.get(0).intValue(), sizes.get(1).intValue())
        : null;
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = Texts.withPrefix(onnx.metadata(), Metadata.PROVENANCE);
    provenance.put("imported", String.valueOf(file.getFileName()));
    provenance.put("producer", onnx.producer());
    return provenance;
  }
}
