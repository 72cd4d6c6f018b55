package dev.layerwise.cli;

import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * Runs commands as the program does, except that it does not end and that what it prints is caught.
 */
final class Cli {
  /** A training of well under a second. */
  static final List<String> SMALL =
      List.of(
          "--data-size",
          "200",
          "--layers",
          "8",
          "--batch-size",
          "16",
          "--epochs",
          "3",
          "--threads",
          "1");

  private Cli() {}

  /**
   * How a command ended.
   *
   * @param exitCode its exit code
   * @param out what it printed on standard output
   * @param err what it printed on standard error
   */
  record Outcome(int exitCode, String out, String err) {
    /** The JSON object that standard output consists of. */
    Map<String, Object> json(Path folder) {
      try {
        return RunSpecs.readSettings(Files.writeString(folder.resolve("out.json"), out));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Runs a command. */
  static synchronized Outcome run(String... args) {
    PrintStream standardOut = System.out;
    PrintStream standardErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (PrintStream capturedOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream capturedErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setOut(capturedOut);
      System.setErr(capturedErr);
      CommandLine commandLine = Main.commandLine(args);
      commandLine.setOut(new PrintWriter(capturedOut, true, StandardCharsets.UTF_8));
      commandLine.setErr(new PrintWriter(capturedErr, true, StandardCharsets.UTF_8));
      int exitCode = commandLine.execute(args);
      commandLine.getOut().flush();
      commandLine.getErr().flush();
      return new Outcome(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(standardOut);
      System.setErr(standardErr);
    }
  }

  /** Runs a small training on moons into a run directory. */
  static Outcome train(Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "moons", "--out", run.toString()));
    args.addAll(SMALL);
    args.addAll(Arrays.asList(more));
    return run(args.toArray(String[]::new));
  }

  static RunSummary summary(Path run) {
    return RunFiles.readSummary(RunDirectory.open(run));
  }
}
