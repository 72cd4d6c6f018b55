package dev.layerwise.benchmarks.predictors;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import dev.layerwise.benchmarks.compare.MachineDescription;
import dev.layerwise.benchmarks.compare.MarkedBlock;
import dev.layerwise.kernel.KernelSelection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The latency of predictions of a 784-150-10 network, raw pixels to probabilities: Layerwise, ONNX
 * Runtime and DJL in turns, the same weights and examples, the results compared.
 */
final class PredictComparison {
  /** What probabilities may differ by: another order of sums. */
  private static final float TOLERANCE = 1e-5f;

  private final TestNetwork network = new TestNetwork();
  private final Turns turns;

  PredictComparison(Turns turns) {
    this.turns = turns;
    // DJL insists on making ONNX Runtime's environment, of which a process has one.
    Engine.getEngine("OnnxRuntime");
  }

  private Map<String, Way> ways(Examples examples, int threads) throws Exception {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("Layerwise", new LayerwiseWay(network, examples, threads));
    ways.put("ONNX Runtime, buffers reused", new OnnxRuntimeWay.Reused(network, examples, threads));
    ways.put("usual calls of ONNX Runtime", new OnnxRuntimeWay.Usual(network, examples, threads));
    ways.put("DJL, arrays reused", new DjlWay.Reused(DjlWay.onPyTorch(network, threads), examples));
    ways.put("usual calls of DJL", new DjlWay.Usual(DjlWay.onPyTorch(network, threads), examples));
    ways.put(
        "DJL on ONNX Runtime", new DjlWay.Usual(DjlWay.onOnnxRuntime(network, threads), examples));
    return ways;
  }

  /** A table in Markdown. */
  String table(int[] threadCounts) throws Exception {
    List<String> batches = new ArrayList<>();
    StringBuilder table = new StringBuilder();
    for (int threads : threadCounts) {
      for (String pixels : List.of("digits", "no zeros")) {
        Examples examples = pixels.equals("digits") ? Examples.digits() : Examples.noise();
        Map<String, Way> ways = ways(examples, threads);
        if (table.isEmpty()) {
          heading(table, ways.keySet());
        }
        String thread = threads == 1 ? "1 thread" : threads + " threads";
        List<Turns.Call> single = new ArrayList<>();
        List<Turns.Call> batch = new ArrayList<>();
        float[] one = new float[TestNetwork.CLASSES];
        float[] all = new float[Examples.COUNT * TestNetwork.CLASSES];
        for (Way way : ways.values()) {
          single.add(i -> way.predict(i % Examples.COUNT, one));
          batch.add(_ -> way.predictAll(all));
        }
        check(ways);
        row(table, pixels + ", single, " + thread, turns.measure(single));
        StringBuilder last = new StringBuilder();
        row(last, pixels + ", " + Examples.COUNT + " at a time, " + thread, turns.measure(batch));
        batches.add(last.toString());
        ways.values().forEach(Way::close);
      }
    }
    batches.forEach(table::append);
    return table.toString();
  }

  private static void heading(StringBuilder table, Iterable<String> names) {
    table.append("| 784-150-10 |");
    int columns = 3;
    for (String name : names) {
      table.append(' ').append(name).append(" |");
      columns++;
    }
    table.append(" to ONNX Runtime | to DJL |\n").append("|---".repeat(columns)).append("|\n");
  }

  /** Ratios are those of the medians, to the better of each peer's ways. */
  private static void row(StringBuilder table, String name, List<Turns.Latency> all) {
    table.append("| ").append(name);
    all.forEach(latency -> table.append(" | ").append(latency));
    double ours = all.getFirst().median();
    double onnx = Math.min(all.get(1).median(), all.get(2).median());
    double djl = all.subList(3, 6).stream().mapToDouble(Turns.Latency::median).min().orElseThrow();
    table.append(String.format(Locale.ROOT, " | %.1f | %.1f |%n", onnx / ours, djl / ours));
  }

  /** Compares what each way says of every example, alone and all at once, with the first way. */
  private static void check(Map<String, Way> ways) throws Exception {
    int classes = TestNetwork.CLASSES;
    float[] expected = new float[Examples.COUNT * classes];
    ways.values().iterator().next().predictAll(expected);
    for (Map.Entry<String, Way> entry : ways.entrySet()) {
      float[] batch = new float[expected.length];
      entry.getValue().predictAll(batch);
      float[] one = new float[classes];
      for (int i = 0; i < Examples.COUNT; i++) {
        entry.getValue().predict(i, one);
        for (int j = 0; j < classes; j++) {
          float value = expected[i * classes + j];
          require(entry.getKey(), i, value, batch[i * classes + j]);
          require(entry.getKey(), i, value, one[j]);
        }
      }
    }
  }

  private static void require(String way, int example, float expected, float got) {
    if (!(Math.abs(expected - got) <= TOLERANCE)) {
      throw new IllegalStateException(
          "%s: example %d: expected %s, got %s".formatted(way, example, expected, got));
    }
  }

  private static int[] threadCounts() {
    int processors = Runtime.getRuntime().availableProcessors();
    return processors == 1 ? new int[] {1} : new int[] {1, processors};
  }

  /** Prints a table; {@code --write FILE} also puts it between the marks of a Markdown file. */
  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Path file = arguments.length == 2 ? Path.of(arguments[1]) : null;
    if (arguments.length > 0 && (file == null || !arguments[0].equals("--write"))) {
      System.err.println("predict: expected nothing, or --write and a file");
      System.exit(2);
    }
    if (file != null) {
      MarkedBlock.require(file, "predict");
    }
    PredictComparison comparison = new PredictComparison(new Turns(12, 700, 100));
    String text =
        """
        - Machine: %s
        - Layerwise with %s kernels, ONNX Runtime %s, DJL %s with PyTorch %s
        - Median (99th percentile) in microseconds; ratios of medians, to the fastest way of each peer

        """
                .formatted(
                    MachineDescription.line(),
                    KernelSelection.select("auto").kernels().name(),
                    OrtEnvironment.getEnvironment().getVersion(),
                    Engine.getDjlVersion(),
                    Engine.getEngine("PyTorch").getVersion())
            + comparison.table(threadCounts());
    System.out.print(text);
    if (file != null) {
      MarkedBlock.write(file, "predict", text);
    }
  }
}
