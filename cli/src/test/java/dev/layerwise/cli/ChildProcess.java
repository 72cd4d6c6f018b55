package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, which can be killed. */
final class ChildProcess implements AutoCloseable {
  /** Far longer than anything here takes on a slow machine; ends a test that would hang. */
  private static final int PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts {@code layerwise} with the class path of this test; what it prints goes to a file. */
  static ChildProcess start(Path output, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      command.addAll(List.of("-p", modules, "-m", "dev.layerwise.cli/" + Main.class.getName()));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    }
    command.addAll(Arrays.asList(args));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ChildProcess(process, output);
  }

  /** Waits until a file is there and holds something. */
  void awaitContent(Path file) throws IOException, InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      folder.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.exists(file) || Files.size(file) == 0) {
        if (!process.isAlive()) {
          fail("it ended before it wrote " + file + ": " + printed());
        }
        WatchKey key = watch.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertNotNull(key, "it never wrote " + file + ": " + printed());
        key.pollEvents();
        key.reset();
      }
    }
  }

  /**
   * Waits until a file in a folder that exists has so many lines; returns false if the process
   * ended before.
   */
  boolean awaitLines(Path file, long lines) throws IOException, InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      folder.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (!Files.exists(file)
          || Files.readString(file).chars().filter(letter -> letter == '\n').count() < lines) {
        if (!process.isAlive()) {
          return false;
        }
        WatchKey key = watch.poll(100, TimeUnit.MILLISECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
    return true;
  }

  /** Ends it at once, as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end, as Ctrl-C or a service manager does. */
  void askToEnd() {
    process.destroy();
  }

  /** Waits for the end and hands back the exit code. */
  int awaitEnd() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** What it has printed so far. */
  String printed() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
