package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims on folders, as this process sees them and another one. */
class FolderClaimTest {
  @TempDir private Path folder;

  private static final String PROBE =
      """
      import java.nio.channels.FileChannel;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;

      class Probe {
        public static void main(String[] args) throws Exception {
          try (var channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.exit(channel.tryLock() == null ? 7 : 0);
          }
        }
      }
      """;

  private int probe(Path file) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("Probe.java"), PROBE);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(java, source.toString(), file.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Closing any channel to a file would lose the locks that this process has on it. */
  @Test
  void lookingDoesNotLoseTheClaim() throws IOException, InterruptedException {
    Path file = folder.resolve("run.lock");
    assertFalse(FolderClaim.isHeld(file));
    try (FolderClaim claim = FolderClaim.of(file)) {
      assertNotNull(claim);
      assertTrue(FolderClaim.isHeld(file));
      assertNull(FolderClaim.of(file));
      assertTrue(FolderClaim.isHeld(folder.resolve("x/../run.lock").normalize()));
      assertEquals(7, probe(file), "another process sees it as free");
    }
    assertFalse(FolderClaim.isHeld(file));
    assertEquals(0, probe(file));
  }
}
