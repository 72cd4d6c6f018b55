package dev.layerwise.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerwiseContestantTest {
  private static final int TRAINING = 600;
  private static final int TEST = 200;

  @TempDir private static Path data;

  @BeforeAll
  static void draw() throws Exception {
    SyntheticImages.write(data, TRAINING, TEST, 1);
  }

  private static List<String> serve(String commands, String... settings) {
    String[] words = Arrays.copyOf(settings, settings.length + 4);
    words[settings.length] = "--data";
    words[settings.length + 1] = data.toString();
    words[settings.length + 2] = "--threads";
    words[settings.length + 3] = "2";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new LayerwiseContestant(Settings.parse(words))
        .serve(
            new BufferedReader(new StringReader(commands)),
            new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void itTrainsWholeStepsOverSeveralEpochsAndLearns() {
    List<String> replies =
        serve(
            "train 0 5000\nscore\none 0\nmany 0\ntrain 0 1\nquit\n",
            "--hidden",
            "30",
            "--batch",
            "50",
            "--rate",
            "0.1");
    assertEquals(6, replies.size(), replies.toString());
    assertTrue(replies.get(0).startsWith("@ ready Layerwise"), replies.get(0));
    assertTrue(replies.get(1).startsWith("@ trained 5000 "), replies.get(1));
    double accuracy = Double.parseDouble(replies.get(2).substring("@ accuracy ".length()));
    assertTrue(accuracy > 0.5 && accuracy <= 1, replies.get(2));
    assertTrue(replies.get(3).startsWith("@ latency "), replies.get(3));
    assertTrue(replies.get(4).startsWith("@ predicted " + TEST + " "), replies.get(4));
    assertTrue(replies.get(5).startsWith("@ trained 50 "), replies.get(5));
  }

  @Test
  void itUnderstandsEverySetting() {
    List<String> replies =
        serve(
            "train 0 1\n",
            "--hidden",
            "8,5",
            "--batch",
            "7",
            "--rate",
            "0.01",
            "--momentum",
            "0.9",
            "--l2",
            "0.001",
            "--dropout",
            "0.05",
            "--batch-norm",
            "--standardised");
    assertTrue(replies.get(1).startsWith("@ trained 7 "), replies.toString());
  }

  @Test
  void anUnknownCommandIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> serve("dance\n", "--hidden", "", "--batch", "10", "--rate", "0.1"));
  }

  @Test
  void syntheticImagesHaveMnistsShareOfZeros() {
    float[] pixels = new Images(data, false).trainingFeatures();
    int zeros = 0;
    for (float pixel : pixels) {
      zeros += pixel == 0 ? 1 : 0;
    }
    assertEquals(0.809, (double) zeros / pixels.length, 0.01);
  }

  @Test
  void imagesAreFoundWhereTheyAreNamed() throws Exception {
    assertEquals(data, DataFolder.find(data, null, null));
    Path above = Files.createTempDirectory(data, "above");
    Path mnist = Files.createDirectory(above.resolve("mnist"));
    for (String part : List.of("train", "t10k")) {
      Files.createFile(mnist.resolve(part + "-images-idx3-ubyte.gz"));
    }
    assertEquals(mnist, DataFolder.find(null, above.toString(), null));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> DataFolder.find(Files.createTempDirectory(data, "empty"), null, null))
            .getMessage();
    assertTrue(message.contains("--synthetic") && message.contains("LAYERWISE_DATA_DIR"), message);
  }
}
