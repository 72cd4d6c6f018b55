package dev.layerwise.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts keep to the protocol, and learn. */
class PythonContestantsTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  @TempDir private static Path data;
  @TempDir private Path logs;

  @BeforeAll
  static void draw() throws Exception {
    SyntheticImages.write(data, 600, 200, 1);
  }

  private static Starter starter() {
    return new Starter(
        MODULE.resolve(".."), "target", "python3", null, data.toAbsolutePath(), false);
  }

  private static List<String> command(Peer peer) {
    String whyNot = starter().whyNot(peer);
    assumeTrue(whyNot.isEmpty(), whyNot);
    String script = peer == Peer.NUMPY ? "numpy_contestant.py" : "sklearn_contestant.py";
    List<String> command = starter().command(peer, Samples.workload("W1/64"), 1);
    return List.of(
        command.getFirst(),
        MODULE.resolve(script).toString(),
        "--data",
        data.toAbsolutePath().toString(),
        "--hidden",
        "30",
        "--batch",
        "50",
        "--rate",
        "0.1");
  }

  private void assertServes(Peer peer, String name) throws Exception {
    try (Contender contender =
        Contender.start(command(peer), Map.of(), logs.resolve("contestant.log"))) {
      assertTrue(contender.awaitReady().startsWith(name));
      assertTrue(contender.train(0, 6000).examples() >= 6000);
      double accuracy = contender.accuracy();
      assertTrue(accuracy > 0.5 && accuracy <= 1, peer + " got " + accuracy);
      assertEquals(0, contender.predictMany(0.001).examples() % 200);
      Contender.Latency latency = contender.predictOne(0.01);
      assertTrue(latency.medianNanos() > 0 && latency.p99Nanos() >= latency.medianNanos());
    }
  }

  @Test
  void numpyServes() throws Exception {
    assertServes(Peer.NUMPY, "NumPy");
  }

  @Test
  void scikitLearnServes() throws Exception {
    assertServes(Peer.SKLEARN, "scikit-learn");
  }

  @Test
  void aScriptThatFailsIsNamedWithItsLastWords() {
    List<String> command = new ArrayList<>(command(Peer.NUMPY));
    command.set(3, logs.resolve("nowhere").toString());
    Contender.Failure failure =
        assertThrows(
            Contender.Failure.class,
            () -> {
              try (Contender contender =
                  Contender.start(command, Map.of(), logs.resolve("contestant.log"))) {
                contender.awaitReady();
              }
            });
    String message = String.valueOf(failure.getMessage());
    assertTrue(
        message.contains("FileNotFoundError") && message.contains("contestant.log"), message);
  }
}
