package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.ModelFile;
import dev.layerwise.record.ParameterDigest;
import dev.layerwise.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings in a process of their own that does not live to see their end. */
class KilledTrainingTest {
  @TempDir Path folder;

  private static String[] training(Path run, int epochs) {
    return new String[] {
      "train",
      "moons",
      "--data-size",
      "2000",
      "--layers",
      "24,12",
      "--batch-norm",
      "--dropout",
      "0.1",
      "--optimizer",
      "momentum",
      "--learning-rate",
      "0.01",
      "--batch-size",
      "10",
      "--epochs",
      "" + epochs,
      "--validate-every",
      "50",
      "--threads",
      "2",
      "--kernels",
      "scalar",
      "--out",
      run.toString()
    };
  }

  /** The measurements without the times. */
  private static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll(",\"seconds\":[^,}]*", ""))
        .toList();
  }

  /** The last epoch that a log, perhaps with half a line at its end, tells of. */
  private static int lastEpoch(Path run) throws IOException {
    Matcher epochs =
        Pattern.compile("\"epoch\":(\\d+),.*\n")
            .matcher(Files.readString(run.resolve("metrics.jsonl")));
    return epochs
        .results()
        .mapToInt(result -> Integer.parseInt(result.group(1)))
        .max()
        .orElseThrow();
  }

  @Test
  void aKilledTrainingResumedEndsOnTheBitsOfOneLeftAlone() throws Exception {
    Path killed = Files.createDirectory(folder.resolve("killed"));
    // So many epochs that no machine is done with them before the first checkpoint.
    try (ChildProcess child =
        ChildProcess.start(folder.resolve("printed"), training(killed, 1_000_000))) {
      child.awaitContent(killed.resolve("checkpoint.safetensors"));
      child.kill();
    }
    assertFalse(Files.exists(killed.resolve("summary.json")));
    int epochs = lastEpoch(killed) + 2;
    Cli.Outcome resumed = Cli.run("resume", killed.toString(), "--epochs", "" + epochs);
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertTrue(resumed.out().contains("Resumed after step "), resumed.out());

    Path alone = folder.resolve("alone");
    assertEquals(0, Cli.run(training(alone, epochs)).exitCode());
    assertEquals(Cli.summary(alone).parametersSha256(), Cli.summary(killed).parametersSha256());
    assertEquals(epochs * 130, Cli.summary(killed).steps());
    assertEquals(metrics(alone), metrics(killed));
  }

  @Test
  void ctrlCEndsATrainingWithAllThatWasLearntWritten() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "signals are sent with kill");
    Path run = Files.createDirectory(folder.resolve("run"));
    try (ChildProcess child =
        ChildProcess.start(folder.resolve("printed"), training(run, 1_000_000))) {
      child.awaitContent(run.resolve("metrics.jsonl"));
      assumeTrue(
          minds(child.pid()),
          "whoever started these tests has it ignore SIGINT, as a shell does in '&'");
      Process kill = new ProcessBuilder("kill", "-INT", "" + child.pid()).inheritIO().start();
      assertTrue(kill.waitFor(30, TimeUnit.SECONDS));
      assertEquals(130, child.awaitEnd(), child.printed());
      assertTrue(child.printed().contains("because it was interrupted"), child.printed());
      assertTrue(child.printed().contains("Written   " + run), child.printed());
    }
    RunSummary summary = Cli.summary(run);
    assertEquals("interrupted", summary.stopReason());
    assertTrue(summary.bestStep() > 0, "no best weights were kept");
    assertEquals(
        summary.parametersSha256(),
        ParameterDigest.sha256(
            ModelFile.read(
                    run.resolve("model.safetensors"), KernelSelection.select("scalar").kernels())
                .network()));
    assertEquals(0, Cli.run("evaluate", run.toString(), "moons").exitCode());
  }

  @Test
  void ctrlCThatCannotWriteWhatWasLearntSaysSo() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    try (ChildProcess child =
        ChildProcess.start(folder.resolve("printed"), training(run, 1_000_000))) {
      child.awaitContent(run.resolve("metrics.jsonl"));
      Path checkpoint = run.resolve("checkpoint.safetensors");
      Files.deleteIfExists(checkpoint);
      Files.createDirectory(checkpoint);
      child.askToEnd();
      assertEquals(ExitCode.DATA, child.awaitEnd(), child.printed());
      assertTrue(
          child.printed().contains(checkpoint + ": cannot be written: it is a folder"),
          child.printed());
    }
  }

  /**
   * Whether a process does not ignore SIGINT; where this cannot be seen, it is taken for granted.
   */
  private static boolean minds(long pid) throws IOException {
    Path status = Path.of("/proc/" + pid + "/status");
    if (!Files.isReadable(status)) {
      return true;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .allMatch(mask -> (mask & 2) == 0);
  }
}
