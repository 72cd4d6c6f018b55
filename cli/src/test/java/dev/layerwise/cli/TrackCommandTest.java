package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackCommandTest {
  @TempDir Path folder;

  private String events() {
    return folder.resolve("events").toString();
  }

  private long eventFiles(String run) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("events").resolve(run))) {
      return files.filter(file -> file.getFileName().toString().contains("tfevents")).count();
    }
  }

  /** An address where nobody listens. */
  private static String nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://localhost:" + socket.getLocalPort();
    }
  }

  @Test
  void trainingResumingAndTrackingWriteEvents() throws IOException {
    Path run = folder.resolve("run");
    Outcome trained = Cli.train(run, "--tensorboard", events());
    assertEquals(0, trained.exitCode(), trained.err());
    assertTrue(trained.out().contains("Tracked   TensorBoard: tensorboard --logdir " + events()));
    // The run itself, and its training, validation and test set.
    assertEquals(4, eventFiles("run"));
    Outcome resumed = Cli.run("resume", run.toString(), "--epochs", "5", "--tensorboard", events());
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertEquals(8, eventFiles("run"));
    Outcome tracked = Cli.run("track", run.toString(), "--tensorboard", events() + "/again");
    assertEquals(0, tracked.exitCode(), tracked.err());
    assertEquals(4, eventFiles("again/run"));
  }

  @Test
  void aSweepHasAFolderForEachTrial() throws IOException {
    Path sweep = folder.resolve("sweep");
    Outcome outcome =
        Cli.run(
            "sweep",
            "moons",
            "--data-size",
            "200",
            "--epochs",
            "2",
            "--vary",
            "batchSize=16,32",
            "--out",
            sweep.toString(),
            "--tensorboard",
            events());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals(4, eventFiles("sweep/001"));
    assertEquals(4, eventFiles("sweep/002"));
    Outcome again = Cli.run("track", sweep.toString(), "--tensorboard", events() + "/again");
    assertEquals(0, again.exitCode(), again.err());
    assertEquals(4, eventFiles("again/sweep/002"));
  }

  @Test
  void aServerThatIsDownCostsOneLine() throws IOException {
    String address = nobody();
    Path run = folder.resolve("run");
    Outcome trained = Cli.train(run, "--mlflow", address, "--json");
    assertEquals(0, trained.exitCode(), trained.err());
    assertEquals(Cli.summary(run).parametersSha256(), trained.json(folder).get("parametersSha256"));
    assertEquals(
        1, trained.err().lines().filter(line -> line.startsWith("layerwise: MLflow: ")).count());
    assertTrue(
        trained
            .err()
            .contains(
                "the connection was refused; nothing is lost here, and it can be sent later:"
                    + " layerwise track "
                    + run
                    + " --mlflow "
                    + address),
        trained.err());
    Outcome tracked = Cli.run("track", run.toString(), "--mlflow=" + address);
    assertEquals(ExitCode.DATA, tracked.exitCode());
  }

  @Test
  void whatFollowsMlflowMayBeTheData() {
    Outcome outcome = Cli.run("train", "--mlflow", "moons", "--epochs", "1");
    assertEquals(ExitCode.USAGE, outcome.exitCode());
    assertTrue(outcome.err().contains("MLFLOW_TRACKING_URI"), outcome.err());
    assertFalse(outcome.err().contains("moons"), outcome.err());
  }

  @Test
  void wrongPlacesAreRefusedBeforeTraining() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Outcome inTheWay =
        Cli.train(folder.resolve("run"), "--tensorboard", file.resolve("x").toString());
    assertEquals(ExitCode.DATA, inTheWay.exitCode());
    assertTrue(inTheWay.err().contains("--tensorboard"), inTheWay.err());
    Outcome database = Cli.train(folder.resolve("run"), "--mlflow", "sqlite:///mlflow.db");
    assertEquals(ExitCode.USAGE, database.exitCode());
    assertTrue(database.err().contains("mlflow server"), database.err());
    Outcome nowhere = Cli.run("track", folder.toString());
    assertEquals(ExitCode.USAGE, nowhere.exitCode());
    assertTrue(nowhere.err().contains("--tensorboard DIR"), nowhere.err());
    assertFalse(Files.exists(folder.resolve("run")));
    Outcome missing = Cli.run("track", folder.toString(), "--tensorboard", events());
    assertEquals(ExitCode.DATA, missing.exitCode());
  }
}
