package dev.layerwise.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterTest {
  @TempDir private Path home;

  private Starter starter(String python, boolean asInstalled) {
    return new Starter(home, "target", python, python, home.resolve("mnist"), asInstalled);
  }

  @Test
  void aMissingPythonOrModuleIsNamed() {
    Starter without = starter("no-such-python", false);
    assertEquals("there is no no-such-python", without.whyNot(Peer.NUMPY));
    assertEquals("there is no no-such-python", without.whyNot(Peer.SKLEARN));
    // A command that starts and fails stands for a Python without the module.
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String message = starter(java, false).whyNot(Peer.NUMPY);
    assertTrue(message.contains("has no NumPy") && message.contains("import numpy"), message);
  }

  @Test
  void aLibraryThatWasNotFetchedIsNamedWithTheCommandThatFetchesIt() {
    for (Peer peer : List.of(Peer.LIBTORCH, Peer.LIBTORCH_BY_HAND, Peer.TENSORFLOW)) {
      String message = starter("python3", false).whyNot(peer);
      assertTrue(message.contains("benchmarks/run fetch"), message);
    }
  }

  @Test
  void peersAsInstalledAreToldTheirThreadsAlone() {
    assertEquals("PASSIVE", starter("python3", false).environment(2).get("OMP_WAIT_POLICY"));
    assertEquals(null, starter("python3", true).environment(2).get("OMP_WAIT_POLICY"));
    assertEquals("2", starter("python3", true).environment(2).get("OMP_NUM_THREADS"));
  }

  @Test
  void scikitLearnIsSparedWhatItDoesNotHave() {
    assertTrue(Peer.SKLEARN.can(Samples.workload("W1/64")));
    assertEquals(false, Peer.SKLEARN.can(Samples.workload("W1bn/64")));
  }
}
