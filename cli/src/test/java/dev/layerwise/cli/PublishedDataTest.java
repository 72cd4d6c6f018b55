package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What networks must reach on MNIST and Fashion-MNIST, looked for in the folder that {@code
 * LAYERWISE_DATA_DIR} names, or in {@code shared/data} beside this project. These reach their
 * bounds within seconds; the README's table tells the longer trainings.
 */
@Tag("published-data")
class PublishedDataTest {
  @TempDir Path folder;

  private static @Nullable Path dataDir() {
    String named = System.getenv("LAYERWISE_DATA_DIR");
    if (named != null) {
      return Path.of(named);
    }
    for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
      Path data = above.resolve("shared/data");
      if (Files.isDirectory(data)) {
        return data;
      }
    }
    return null;
  }

  /** Trains with the given words and hands back the accuracy on the test set. */
  private double testAccuracy(String data, String... options) {
    Path found = dataDir();
    assumeTrue(
        found != null && Files.isDirectory(found.resolve(data)),
        data + " is neither in LAYERWISE_DATA_DIR nor in a folder shared/data above this one");
    List<String> args = new ArrayList<>(List.of("train", data));
    args.addAll(Arrays.asList(options));
    args.addAll(
        List.of(
            "--data-dir", found.toString(), "--out", folder.resolve("run").toString(), "--json"));
    Outcome outcome = Cli.run(args.toArray(String[]::new));
    assertEquals(0, outcome.exitCode(), outcome.err());
    Map<String, Object> summary = outcome.json(folder);
    assertEquals(10_000, summary.get("testExamples"));
    return (Double) summary.get("testAccuracy");
  }

  private static void assertReached(double least, double accuracy) {
    assertTrue(accuracy >= least, "expected at least " + least + ", got " + accuracy);
  }

  @Test
  void theDefaultsReadMnist() {
    assertReached(0.975, testAccuracy("mnist"));
  }

  @Test
  void theDeepNetworkReadsMnist() {
    assertReached(
        0.93,
        testAccuracy(
            "mnist",
            "--layers",
            "20,7,5",
            "--batch-size",
            "64",
            "--learning-rate",
            "0.009",
            "--epochs",
            "30"));
  }

  @Test
  void theDeepNetworkReadsMnistBetterWithBatchNorm() {
    assertReached(
        0.94,
        testAccuracy(
            "mnist",
            "--layers",
            "20,7,5",
            "--batch-size",
            "64",
            "--learning-rate",
            "0.009",
            "--batch-norm",
            "--epochs",
            "25"));
  }

  @Test
  void softmaxRegressionTellsGarmentsApart() {
    assertReached(0.84, testAccuracy("fashion-mnist", "--layers", "none", "--schedule", "cosine"));
  }

  @Test
  void aQuickStudyOfMnistEndsInItsReport() throws IOException {
    Path found = dataDir();
    assumeTrue(
        found != null && Files.isDirectory(found.resolve("mnist")),
        "mnist is neither in LAYERWISE_DATA_DIR nor in a folder shared/data above this one");
    Path out = folder.resolve("study");
    Outcome study =
        Cli.run(
            "study",
            "deep-net",
            "--quick",
            "--data-dir",
            found.toString(),
            "--out",
            out.toString(),
            "--json");
    assertEquals(0, study.exitCode(), study.err());
    assertEquals(true, study.json(folder).get("finished"));
    assertTrue(Files.readString(out.resolve("report.html")).contains("This is the quick version"));
    List<String> rows = Files.readAllLines(out.resolve("tables/summary.csv"));
    assertEquals(5, rows.size(), rows.toString());
    assertTrue(rows.getLast().startsWith("\"ours, tuned\""), rows.getLast());
  }
}
