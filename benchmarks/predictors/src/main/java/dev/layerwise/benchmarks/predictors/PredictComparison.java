package dev.layerwise.benchmarks.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictor;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The latency of predictions of a 784-150-10 network, raw pixels to probabilities: Layerwise's
 * {@link Predictor} and ONNX Runtime's Java API in turns, the same weights and examples, the
 * results compared.
 */
final class PredictComparison {
  private static final int INPUTS = 784;
  private static final int UNITS = 150;
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 1_024;
  private static final int ROUNDS = 5;
  private static final int SINGLES = 40_000;
  private static final int BATCHES = 200;

  /** What probabilities may differ by: another order of sums. */
  private static final float TOLERANCE = 1e-5f;

  private interface Call {
    void run(int i) throws OrtException;
  }

  private final float[] all;
  private final float[][] examples = new float[EXAMPLES][];
  private final Predictor predictor;
  private final OrtSession session;
  private final Team team;

  private PredictComparison(boolean zeros, int threads) throws OrtException {
    this.all = pixels(zeros);
    for (int i = 0; i < EXAMPLES; i++) {
      examples[i] = Arrays.copyOfRange(all, i * INPUTS, (i + 1) * INPUTS);
    }
    NetworkSpec spec = NetworkSpec.builder(INPUTS, CLASSES).dense(UNITS, Activation.RELU).build();
    Network network = new Network(spec, KernelSelection.select("auto").kernels());
    network.initialize(1);
    float factor = 1 / 255f;
    this.predictor =
        Predictor.of(
            network, new Scaling(Scaling.Kind.UNIT, new float[] {0}, new float[] {factor}));
    this.team = new Team(threads);
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    this.session = OrtEnvironment.getEnvironment().createSession(onnx(network, factor), options);
  }

  /** Drawn digits, four fifths of whose pixels are zero; or noise without zeros. */
  private static float[] pixels(boolean zeros) {
    Dataset digits = Digits.test(EXAMPLES, Digits.SEED);
    SplittableRandom random = new SplittableRandom(1);
    float[] all = new float[EXAMPLES * INPUTS];
    for (int i = 0; i < all.length; i++) {
      all[i] = zeros ? digits.features().get(i / INPUTS, i % INPUTS) : 1 + random.nextInt(255);
    }
    return all;
  }

  private static byte[] onnx(Network network, float factor) {
    Map<String, Matrix> tensors = network.tensors();
    return new OnnxGraph()
        .constant("factor", new float[] {factor})
        .constant("w1", data(tensors, "layers.0.weight"), INPUTS, UNITS)
        .constant("b1", data(tensors, "layers.0.bias"), UNITS)
        .constant("w2", data(tensors, "layers.2.weight"), UNITS, CLASSES)
        .constant("b2", data(tensors, "layers.2.bias"), CLASSES)
        .node("Mul", "scaled", "x", "factor")
        .node("Gemm", "z1", "scaled", "w1", "b1")
        .node("Relu", "a1", "z1")
        .node("Gemm", "z2", "a1", "w2", "b2")
        .node("Softmax", "p", "z2")
        .model("x", INPUTS, "p", CLASSES);
  }

  private static float[] data(Map<String, Matrix> tensors, String name) {
    Matrix tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + name);
    }
    return tensor.data();
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private void run(String name) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    float[] ours = new float[CLASSES];
    float[] theirs = new float[CLASSES];
    FloatBuffer in = direct(INPUTS);
    FloatBuffer out = direct(CLASSES);
    try (OnnxTensor x = OnnxTensor.createTensor(environment, in, new long[] {1, INPUTS});
        OnnxTensor p = OnnxTensor.createTensor(environment, out, new long[] {1, CLASSES})) {
      Map<String, OnnxTensor> from = Map.of("x", x);
      Map<String, OnnxTensor> to = Map.of("p", p);
      Call reused =
          i -> {
            in.put(0, examples[i % EXAMPLES]);
            session.run(from, to).close();
            out.get(0, theirs);
          };
      Call usual =
          i -> {
            FloatBuffer wrapped = FloatBuffer.wrap(examples[i % EXAMPLES]);
            try (OnnxTensor each =
                    OnnxTensor.createTensor(environment, wrapped, new long[] {1, INPUTS});
                OrtSession.Result result = session.run(Map.of("x", each))) {
              theirs[0] = ((float[][]) result.get(0).getValue())[0][0];
            }
          };
      compare(
          name + ", single",
          SINGLES,
          i -> predictor.predict(examples[i % EXAMPLES], ours),
          reused,
          usual);
      for (int i = 0; i < EXAMPLES; i++) {
        predictor.predict(examples[i], ours);
        reused.run(i);
        requireEqual(ours, theirs);
      }
    }
    runBatch(name);
  }

  private void runBatch(String name) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Predictor helped = predictor.withTeam(team);
    int[] classes = new int[EXAMPLES];
    float[] ours = new float[EXAMPLES * CLASSES];
    float[] theirs = new float[EXAMPLES * CLASSES];
    FloatBuffer in = direct(EXAMPLES * INPUTS);
    FloatBuffer out = direct(EXAMPLES * CLASSES);
    try (OnnxTensor x = OnnxTensor.createTensor(environment, in, new long[] {EXAMPLES, INPUTS});
        OnnxTensor p = OnnxTensor.createTensor(environment, out, new long[] {EXAMPLES, CLASSES})) {
      Map<String, OnnxTensor> from = Map.of("x", x);
      Map<String, OnnxTensor> to = Map.of("p", p);
      compare(
          name + ", batch of " + EXAMPLES,
          BATCHES,
          _ -> helped.predictBatch(EXAMPLES, all, classes, ours),
          _ -> {
            in.put(0, all);
            session.run(from, to).close();
            out.get(0, theirs);
          },
          null);
      requireEqual(ours, theirs);
    }
  }

  private static void requireEqual(float[] ours, float[] theirs) {
    for (int i = 0; i < ours.length; i++) {
      if (!(Math.abs(ours[i] - theirs[i]) <= TOLERANCE)) {
        throw new IllegalStateException("the results differ: " + ours[i] + " and " + theirs[i]);
      }
    }
  }

  /** In turns; the first of the rounds warms up. */
  private static void compare(
      String name, int calls, Call ours, Call reused, @org.jspecify.annotations.Nullable Call usual)
      throws OrtException {
    long[][] layerwise = new long[ROUNDS][];
    long[][] onnx = new long[ROUNDS][];
    long[][] onnxUsual = new long[ROUNDS][];
    for (int round = 0; round <= ROUNDS; round++) {
      long[] a = measure(ours, round == 0 ? 3 * calls : calls);
      long[] b = measure(reused, calls);
      long[] c = usual == null ? new long[1] : measure(usual, calls / 4);
      if (round > 0) {
        layerwise[round - 1] = a;
        onnx[round - 1] = b;
        onnxUsual[round - 1] = c;
      }
    }
    double best = median(layerwise, 0.5);
    System.out.printf(
        "| %s | %.2f (%.2f) | %.2f (%.2f) | %s | %.1f |%n",
        name,
        best,
        median(layerwise, 0.99),
        median(onnx, 0.5),
        median(onnx, 0.99),
        usual == null
            ? "–"
            : "%.2f (%.2f)".formatted(median(onnxUsual, 0.5), median(onnxUsual, 0.99)),
        median(onnx, 0.5) / best);
  }

  private static long[] measure(Call call, int calls) throws OrtException {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long begun = System.nanoTime();
      call.run(i);
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /** The median over the rounds of a quantile of a round, in microseconds. */
  private static double median(long[][] rounds, double quantile) {
    double[] values = new double[rounds.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rounds[i][(int) (quantile * (rounds[i].length - 1))] / 1e3;
    }
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** Needs no argument. */
  public static void main(String[] arguments) throws OrtException {
    System.out.println("Kernels: " + KernelSelection.select("auto").reason());
    System.out.println("Median (99th percentile) in microseconds.");
    System.out.println();
    System.out.println(
        "| 784-150-10 | Layerwise | ONNX Runtime, buffers reused | usual calls | ratio |");
    System.out.println("|---|---|---|---|---|");
    int processors = Runtime.getRuntime().availableProcessors();
    for (int threads = 1;
        threads <= processors;
        threads = threads == 1 ? Math.max(2, processors) : processors + 1) {
      for (boolean zeros : new boolean[] {true, false}) {
        PredictComparison comparison = new PredictComparison(zeros, threads);
        String words = zeros ? "digits" : "no zeros";
        comparison.run(words + ", " + threads + (threads == 1 ? " thread" : " threads"));
        comparison.team.close();
        comparison.session.close();
      }
    }
  }
}
