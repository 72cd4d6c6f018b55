package dev.layerwise.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void put(WritableByteChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Test
  void aFileIsWrittenAndReplaced() throws IOException {
    Path file = folder.resolve("summary.json");
    AtomicFiles.writeString(file, "first, the longer one");
    AtomicFiles.writeString(file, "ä 鞋");
    assertEquals("ä 鞋", Files.readString(file));
    assertEquals(List.of("summary.json"), names());
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("model.safetensors");
    AtomicFiles.writeString(file, "old");

    RecordException e =
        assertThrows(
            RecordException.class,
            () ->
                AtomicFiles.write(
                    file,
                    channel -> {
                      put(channel, "half of the new");
                      throw new IOException("No space left on device");
                    }));

    assertEquals(
        file
            + ": cannot be written: the disk that holds "
            + folder
            + " is full; free some space or choose another place",
        e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("model.safetensors"), names());
  }

  @Test
  void aMistakeInTheWriterLeavesNothing() throws IOException {
    Path file = folder.resolve("model.safetensors");
    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFiles.write(
                file,
                channel -> {
                  put(channel, "half");
                  throw new IllegalStateException("a mistake");
                }));
    assertEquals(List.of(), names());
  }

  @Test
  void aModelThatDoesNotFitOnTheDiskLeavesTheOldOne() throws IOException {
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(file, TestNetworks.model());
    byte[] before = Files.readAllBytes(file);
    for (long room : new long[] {0, 7, 8, 500, before.length - 1}) {
      assertThrows(
          RecordException.class,
          () ->
              AtomicFiles.write(
                  file, channel -> put(new SmallDisk(channel, room), new String(before, UTF_8))));
      assertEquals(List.of("model.safetensors"), names());
      assertEquals(before.length, Files.size(file));
    }
  }

  /** A channel to a disk that takes so many bytes more. */
  private static final class SmallDisk implements WritableByteChannel {
    private final WritableByteChannel channel;
    private long room;

    SmallDisk(WritableByteChannel channel, long room) {
      this.channel = channel;
      this.room = room;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int all = bytes.limit();
      bytes.limit((int) Math.min(all, bytes.position() + room));
      room -= channel.write(bytes);
      bytes.limit(all);
      if (bytes.hasRemaining()) {
        throw new IOException("No space left on device");
      }
      return all;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static void refuses(Path file, String rule) {
    RecordException e =
        assertThrows(RecordException.class, () -> AtomicFiles.writeString(file, "text"));
    assertTrue(e.getMessage().startsWith(file + ": cannot be written: "), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }

  @Test
  void placesThatTakeNoFileAreNamed() throws IOException {
    refuses(folder, "it is a folder; choose another name");
    refuses(
        folder.resolve("missing/a"),
        "the folder " + folder.resolve("missing") + " does not exist; create it");
    Path file = Files.createFile(folder.resolve("file"));
    refuses(file.resolve("a"), file + " is no folder");
    refuses(folder.resolve("x".repeat(300)), "its name is too long");
    assertEquals(List.of("file"), names());
  }

  @Test
  void aFolderThatMustNotBeWrittenToIsNamed() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeFalse(
        !locked.toFile().setWritable(false) || Files.isWritable(locked),
        "this user may write everywhere");
    refuses(locked.resolve("a"), "this user may not write to the folder " + locked);
    assertTrue(locked.toFile().setWritable(true));
  }

  @Test
  void everyReasonHasItsAdvice() {
    Path file = folder.resolve("a");
    assertExplains(file, new AccessDeniedException("a"), "this user may not write to the folder");
    assertExplains(
        file, new FileSystemException("a", null, "Read-only file system"), "is read-only");
    assertExplains(file, new FileSystemException("a", null, "Disk quota exceeded"), "is full");
    assertExplains(file, new IOException("There is not enough space on the disk"), "is full");
    assertExplains(file, new IOException("Input/output error"), "Input/output error");
    assertExplains(file, new IOException(), "IOException");
  }

  private static void assertExplains(Path file, IOException cause, String rule) {
    RecordException e = AtomicFiles.explain(file, cause);
    assertTrue(e.getMessage().startsWith(file + ": cannot be written: "), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
    assertEquals(cause, e.getCause());
  }

  @Test
  void anInterruptedThreadWritesAndStaysInterrupted() throws IOException {
    Path file = folder.resolve("a");
    Thread.currentThread().interrupt();
    AtomicFiles.writeString(file, "before");
    assertTrue(Thread.interrupted());
    assertEquals("before", Files.readString(file));

    int[] calls = {0};
    AtomicFiles.write(
        file,
        channel -> {
          if (calls[0]++ == 0) {
            Thread.currentThread().interrupt();
          }
          put(channel, "during");
        });
    assertTrue(Thread.interrupted());
    assertEquals(2, calls[0]);
    assertEquals("during", Files.readString(file));
    assertEquals(List.of("a"), names());
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    // No process has so large a number.
    Files.createFile(folder.resolve(".a.999999999999-3.tmp"));
    Files.createFile(folder.resolve(".a." + ProcessHandle.current().pid() + "-999999.tmp"));
    Files.createFile(folder.resolve(".b.999999999999-3.tmp"));
    Files.createFile(folder.resolve(".a.tmp"));

    AtomicFiles.writeString(folder.resolve("a"), "text");

    List<String> left = names();
    assertFalse(left.contains(".a.999999999999-3.tmp"));
    assertEquals(4, left.size());
  }
}
