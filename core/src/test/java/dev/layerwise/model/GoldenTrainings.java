package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code trainings.py} describes, from this side: the examples, the weights, the order, the
 * golden arrays.
 */
final class GoldenTrainings {
  static final int INPUTS = 784;
  private static final int CLASSES = 10;
  private static final int EXAMPLES = 320;
  private static final long SEED = 20261120;

  private GoldenTrainings() {}

  /** All golden arrays by name. */
  static Map<String, double[]> arrays() throws IOException {
    ByteBuffer data = ByteBuffer.wrap(resource("trainings.bin")).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, double[]> arrays = new LinkedHashMap<>();
    for (String line : index()) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ");
      boolean wide = words[1].equals("f8");
      int size =
          Arrays.stream(words[2].split("x")).mapToInt(Integer::parseInt).reduce(1, (a, b) -> a * b);
      int offset = Integer.parseInt(words[3]);
      double[] values = new double[size];
      Arrays.setAll(
          values, i -> wide ? data.getDouble(offset + 8 * i) : data.getFloat(offset + 4 * i));
      arrays.put(words[0], values);
    }
    return arrays;
  }

  static double[] array(Map<String, double[]> arrays, String name) {
    double[] array = arrays.get(name);
    if (array == null) {
      throw new AssertionError("no golden array is called " + name);
    }
    return array;
  }

  private static String[] index() throws IOException {
    return new String(resource("trainings.txt"), StandardCharsets.UTF_8).split("\n");
  }

  private static byte[] resource(String name) throws IOException {
    String path = "/dev/layerwise/golden/" + name;
    try (InputStream in = GoldenTrainings.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no test resource " + path);
      }
      return in.readAllBytes();
    }
  }

  /** Draws the initial weights; biases are 0. */
  static void initialise(Network network) throws IOException {
    network.initialize(0);
    RandomStream random = RandomStream.at(SEED + 3);
    Digest digest = new Digest();
    for (Layer layer : network.layers()) {
      if (layer instanceof DenseLayer dense) {
        Matrix w = dense.weight().value();
        double limit = Math.sqrt(6.0 / w.rows());
        for (int i = 0; i < w.size(); i++) {
          w.data()[i] = (float) ((2 * random.nextDouble() - 1) * limit);
        }
        digest.add(w.data());
      }
    }
    digest.assertTold("initial weights");
  }

  /** The mini-batches in their order. */
  static final class MiniBatches {
    private final float[][] examples = examples();
    private final int[] order = new int[EXAMPLES];
    private final RandomStream random = RandomStream.at(SEED + 4);
    private final Matrix x;
    private final int[] labels;
    private int position = EXAMPLES;

    MiniBatches(int size) {
      x = new Matrix(size, INPUTS);
      labels = new int[size];
      Arrays.setAll(order, i -> i);
    }

    void next() {
      if (position == EXAMPLES) {
        shuffle();
        position = 0;
      }
      for (int i = 0; i < labels.length; i++) {
        int row = order[position + i];
        System.arraycopy(examples[row], 0, x.data(), i * INPUTS, INPUTS);
        labels[i] = row % CLASSES;
      }
      position += labels.length;
    }

    private void shuffle() {
      for (int i = EXAMPLES - 1; i > 0; i--) {
        int j = (int) (random.nextDouble() * (i + 1));
        int swap = order[i];
        order[i] = order[j];
        order[j] = swap;
      }
    }

    Matrix x() {
      return x;
    }

    int[] labels() {
      return labels;
    }
  }

  private static float[][] examples() {
    RandomStream random = RandomStream.at(SEED + 1);
    int[][] templates = new int[CLASSES][INPUTS];
    for (int[] template : templates) {
      Arrays.setAll(template, k -> Math.max(0, (int) (1024 * random.nextDouble()) - 768));
    }
    RandomStream noise = RandomStream.at(SEED + 2);
    float[][] x = new float[EXAMPLES][INPUTS];
    for (int r = 0; r < EXAMPLES; r++) {
      for (int k = 0; k < INPUTS; k++) {
        int level = (templates[r % CLASSES][k] + (int) (256 * noise.nextDouble())) / 2;
        x[r][k] = level / 256f;
      }
    }
    return x;
  }

  /** Fails early, and with the right reason, if both sides do not start from the same numbers. */
  static void assertSameExamples() throws IOException {
    Digest digest = new Digest();
    for (float[] row : examples()) {
      digest.add(row);
    }
    digest.assertTold("examples");
  }

  private static final class Digest {
    private final MessageDigest sha256;

    Digest() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java platform has SHA-256", e);
      }
    }

    void add(float[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      sha256.update(bytes.array());
    }

    void assertTold(String what) throws IOException {
      String prefix = "# sha256 of the " + what + " as float32: ";
      String told =
          Arrays.stream(index()).filter(line -> line.startsWith(prefix)).findFirst().orElseThrow();
      assertEquals(
          told.substring(prefix.length()), HexFormat.of().formatHex(sha256.digest()), what);
    }
  }
}
