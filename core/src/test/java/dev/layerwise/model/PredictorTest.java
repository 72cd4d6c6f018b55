package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictorTest {
  private static final int INPUTS = 40;
  private static final int EXAMPLES = 600;

  private static Network network(Loss loss, int classes) {
    NetworkSpec spec =
        NetworkSpec.builder(INPUTS, classes)
            .dense(33, Activation.RELU)
            .batchNorm()
            .dropout(0.5)
            .dense(17, Activation.TANH)
            .loss(loss)
            .build();
    Network network = new Network(spec, ScalarKernels.INSTANCE);
    network.initialize(3);
    SplittableRandom random = new SplittableRandom(4);
    for (Matrix tensor : network.tensors().values()) {
      for (int i = 0; i < tensor.size(); i++) {
        tensor.data()[i] += (float) (0.1 * random.nextDouble());
      }
    }
    return network;
  }

  private static float[] features(double zeros) {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = new float[EXAMPLES * INPUTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble() < zeros ? 0 : random.nextInt(256);
    }
    return x;
  }

  private static Scaling scaling(String kind, float[] x) {
    if (kind.equals("BYTES")) {
      return new Scaling(Scaling.Kind.UNIT, new float[] {0}, new float[] {1 / 255f});
    }
    return Scaling.fit(Scaling.Kind.valueOf(kind), new FloatFeatures(EXAMPLES, INPUTS, x));
  }

  @ParameterizedTest
  @CsvSource({
    "SOFTMAX_CROSS_ENTROPY, 5, BYTES, 0.8",
    "SOFTMAX_CROSS_ENTROPY, 5, STANDARD, 0.8",
    "SIGMOID_CROSS_ENTROPY, 2, BYTES, 0.1",
    "SIGMOID_CROSS_ENTROPY, 4, UNIT, 0.5",
    "MEAN_SQUARED_ERROR, 2, NONE, 1.0",
    "MEAN_SQUARED_ERROR, 3, BYTES, 0.0",
  })
  void saysWhatEvaluationSees(Loss loss, int classes, String kind, double zeros) {
    float[] x = features(zeros);
    Scaling scaling = scaling(kind, x);
    Network network = network(loss, classes);
    Predictions want =
        Predictions.of(
            network,
            new FloatFeatures(EXAMPLES, INPUTS, x),
            IntStream.range(0, EXAMPLES).toArray(),
            scaling);
    Predictor predictor = Predictor.of(network, scaling);

    float[] scores = new float[classes];
    for (int i = 0; i < EXAMPLES; i++) {
      float[] example = Arrays.copyOfRange(x, i * INPUTS, (i + 1) * INPUTS);
      assertEquals(want.classes()[i], predictor.predict(example, scores));
      assertArrayEquals(row(want, i), scores, 0f, "example " + i);
      byte[] bytes = new byte[INPUTS];
      for (int j = 0; j < INPUTS; j++) {
        bytes[j] = (byte) (int) example[j];
      }
      assertEquals(want.classes()[i], predictor.predict(bytes, scores));
      assertArrayEquals(row(want, i), scores, 0f, "bytes of example " + i);
    }
    int[] predicted = new int[EXAMPLES];
    float[] all = new float[EXAMPLES * classes];
    predictor.predictBatch(EXAMPLES, x, predicted, all);
    assertArrayEquals(want.classes(), predicted);
    assertArrayEquals(want.scores().data(), all, 0f);
    assertArrayEquals(
        want.classes(), predictor.predict(new FloatFeatures(EXAMPLES, INPUTS, x)).classes());
    try (Team team = new Team(3)) {
      Arrays.fill(all, -1);
      Arrays.fill(predicted, -1);
      predictor.withTeam(team).predictBatch(EXAMPLES, x, predicted, all);
      assertArrayEquals(want.classes(), predicted);
      assertArrayEquals(want.scores().data(), all, 0f);
    }
  }

  private static float[] row(Predictions predictions, int i) {
    int c = predictions.scores().columns();
    return Arrays.copyOfRange(predictions.scores().data(), i * c, (i + 1) * c);
  }

  @Test
  void manyThreadsSayTheSame() throws Exception {
    float[] x = features(0.8);
    Network network = network(Loss.SOFTMAX_CROSS_ENTROPY, 5);
    int[] want = new int[EXAMPLES];
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        Team team = new Team(2)) {
      Predictor predictor = Predictor.of(network, scaling("BYTES", x)).withTeam(team);
      predictor.predictBatch(EXAMPLES, x, want, null);
      List<Callable<int[]>> calls = new ArrayList<>();
      for (int k = 0; k < 24; k++) {
        boolean batch = k % 2 == 0;
        calls.add(() -> {
          int[] got = new int[EXAMPLES];
          if (batch) {
            predictor.predictBatch(EXAMPLES, x, got, null);
          } else {
            for (int i = 0; i < EXAMPLES; i++) {
              got[i] = predictor.predict(Arrays.copyOfRange(x, i * INPUTS, (i + 1) * INPUTS));
            }
          }
          return got;
        });
      }
      for (Future<int[]> call : pool.invokeAll(calls)) {
        assertArrayEquals(want, call.get());
      }
    }
  }

  @Test
  void refusesWhatItCannotPredict() {
    Predictor predictor = Predictor.of(network(Loss.SOFTMAX_CROSS_ENTROPY, 3), Scaling.NONE);
    assertRefused(
        "predict: expected 40 features, got 41", () -> predictor.predict(new float[INPUTS + 1]));
    assertRefused(
        "predict: expected 3 scores, got 2",
        () -> predictor.predict(new float[INPUTS], new float[2]));
    assertRefused(
        "predict: expected 40 features, got 3", () -> predictor.predict(new byte[3], null));
    assertRefused(
        "predict: expected room for 80 features, got 79",
        () -> predictor.predictBatch(2, new float[79], new int[2], null));
    assertRefused(
        "predict: expected room for 2 classes, got 1",
        () -> predictor.predictBatch(2, new float[80], new int[1], null));
    assertRefused(
        "predict: expected 0 or more examples, got -1",
        () -> predictor.predictBatch(-1, new float[0], new int[0], null));
    float[] x = new float[2 * INPUTS];
    x[INPUTS + 6] = Float.NaN;
    assertRefused(
        "predict: example 2, feature 7: expected a finite number, got NaN",
        () -> predictor.predictBatch(2, x, new int[2], null));
    assertRefused(
        "predictor: the network takes 40 features, and the scaling is for 2",
        () ->
            Predictor.of(
                network(Loss.SOFTMAX_CROSS_ENTROPY, 3),
                new Scaling(Scaling.Kind.UNIT, new float[2], new float[2])));
    // A call that failed has not spoilt the buffers for the next one.
    assertEquals(predictor.predict(new float[INPUTS]), predictor.predict(new float[INPUTS]));
    predictor.predictBatch(0, new float[0], new int[0], new float[0]);
  }

  private static void assertRefused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void wideNetworksGoInSmallChunks() {
    Network narrow = network(Loss.SOFTMAX_CROSS_ENTROPY, 3);
    assertEquals(256, Workspace.chunkRows(narrow));
    NetworkSpec wide = NetworkSpec.builder(10, 2).dense(100_000, Activation.RELU).build();
    assertEquals(8, Workspace.chunkRows(new Network(wide, ScalarKernels.INSTANCE)));
    assertEquals(LayerSpec.Dense.class, wide.layers().getLast().getClass());
  }

  /** Given the arrays of the result, a call leaves no garbage. */
  @Test
  void allocatesNothing() throws Throwable {
    MethodHandle allocatedBytes = counter();
    assumeTrue((long) allocatedBytes.invoke() >= 0, "this Java machine does not count");
    float[] x = features(0.8);
    float[] example = Arrays.copyOf(x, INPUTS);
    byte[] bytes = new byte[INPUTS];
    float[] scores = new float[5];
    int[] predicted = new int[EXAMPLES];
    float[] all = new float[EXAMPLES * 5];
    Predictor predictor = Predictor.of(network(Loss.SOFTMAX_CROSS_ENTROPY, 5), scaling("BYTES", x));
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < 60 && fewest > 1_000; round++) {
      long before = (long) allocatedBytes.invoke();
      for (int i = 0; i < 200; i++) {
        predictor.predict(example, scores);
        predictor.predict(bytes, scores);
      }
      predictor.predictBatch(EXAMPLES, x, predicted, all);
      fewest = Math.min(fewest, (long) allocatedBytes.invoke() - before);
    }
    assertTrue(fewest <= 1_000, fewest + " bytes in 401 calls");
  }

  /** By reflection, since the module of core needs no management and does not read it. */
  private static MethodHandle counter() throws ReflectiveOperationException {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return MethodHandles.publicLookup()
        .unreflect(
            Class.forName("com.sun.management.ThreadMXBean")
                .getMethod("getCurrentThreadAllocatedBytes"))
        .bindTo(bean);
  }

  @Test
  void bytesOfADataSetNeedNoCopy() {
    byte[] pixels = new byte[EXAMPLES * INPUTS];
    new SplittableRandom(1).nextBytes(pixels);
    Network network = network(Loss.SOFTMAX_CROSS_ENTROPY, 5);
    Predictions predictions =
        Predictor.of(network, Scaling.NONE).predict(new ByteFeatures(EXAMPLES, INPUTS, pixels));
    assertEquals(EXAMPLES, predictions.classes().length);
  }
}
