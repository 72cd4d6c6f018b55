package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir Path folder;

  private static String refusal(Path path) {
    return assertThrows(DataException.class, () -> RunDirectory.create(path)).getMessage();
  }

  private static String openRefusal(Path path) {
    return assertThrows(DataException.class, () -> RunDirectory.open(path)).getMessage();
  }

  @Test
  void aNewFolderIsMadeWithItsParents() {
    RunDirectory run = RunDirectory.create(folder.resolve("runs/first"));
    assertTrue(Files.isDirectory(run.path()));
  }

  @Test
  void anEmptyFolderMayBeUsed() {
    assertEquals(folder, RunDirectory.create(folder).path());
  }

  /** On a full disk nothing more is written than the names of files. */
  @Test
  void aFolderOfATrainingThatCouldNotBeginMayBeUsed() throws IOException {
    Files.createFile(folder.resolve("run.lock"));
    Path metrics = Files.createFile(folder.resolve("metrics.jsonl"));
    assertEquals(folder, RunDirectory.create(folder).path());
    Files.writeString(metrics, "{}");
    assertTrue(refusal(folder).endsWith("is not empty; name another (--out)"));
  }

  @Test
  void aFolderThatHoldsARunIsRefusedWithTheWayToContinueIt() throws IOException {
    Files.writeString(folder.resolve("run.yaml"), "");
    assertEquals(
        folder
            + ": the output directory already exists and holds a run; name another (--out), or"
            + " continue that run (layerwise resume "
            + folder
            + ")",
        refusal(folder));
  }

  @Test
  void aFolderThatHoldsSomethingElseIsRefusedAndLeftAsItIs() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear");
    assertEquals(
        folder + ": the output directory already exists and is not empty; name another (--out)",
        refusal(folder));
    assertEquals("Dear", Files.readString(letter));
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(
        file + ": is a file, and a folder is needed here; name another (--out)", refusal(file));
    assertEquals(
        file + ": is a file, and a folder is needed here; name another (--out)",
        refusal(file.resolve("run")));
    assertEquals(
        file + ": is a file, and a folder is needed here; name another (--out)",
        refusal(file.resolve("runs/first")));
  }

  @Test
  void aFolderThatMayNotBeWrittenToIsRefused() throws IOException {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write to every folder");
    assumeTrue(
        folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "permissions are set the POSIX way");
    Path closed =
        Files.createDirectory(
            folder.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    String advice =
        ": the output directory cannot be written to; check its permissions or name another"
            + " (--out)";
    assertEquals(closed + advice, refusal(closed));
    assertEquals(closed.resolve("run") + advice, refusal(closed.resolve("run")));
  }

  @Test
  void aRunIsOpenedByItsDescription() throws IOException {
    Files.writeString(folder.resolve("run.yaml"), "");
    RunDirectory run = RunDirectory.open(folder);
    assertEquals(folder.resolve("run.yaml"), run.description());
    assertEquals(folder.resolve("metrics.jsonl"), run.metrics());
    assertEquals(folder.resolve("model.safetensors"), run.model());
    assertEquals(folder.resolve("checkpoint.safetensors"), run.checkpoint());
    assertEquals(folder.resolve("summary.json"), run.summary());
    assertEquals(folder.resolve("environment.json"), run.environment());
  }

  @Test
  void whatIsNoRunIsToldApart() throws IOException {
    assertEquals(
        folder.resolve("absent") + ": there is no such run", openRefusal(folder.resolve("absent")));
    assertEquals(folder + ": is no run directory: it holds no run.yaml", openRefusal(folder));
    Path file = Files.writeString(folder.resolve("model.safetensors"), "");
    assertEquals(file + ": is a file; name the run directory that holds it", openRefusal(file));
  }

  @Test
  void aRunHasOneTrainerAtATime() {
    RunDirectory run = RunDirectory.create(folder);
    try (FolderClaim _ = run.lock()) {
      DataException refused = assertThrows(DataException.class, run::lock);
      assertEquals(
          folder + ": another process is training this run right now", refused.getMessage());
    }
    run.lock().close();
  }

  @Test
  void aLockOnAFolderThatIsGoneIsToldAsSuch() {
    RunDirectory run = new RunDirectory(folder.resolve("gone"));
    String message = assertThrows(DataException.class, run::lock).getMessage();
    assertTrue(message.startsWith(run.path() + ": cannot claim the run: "), message);
    assertFalse(Files.exists(run.path()));
  }
}
