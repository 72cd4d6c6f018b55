package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on: nothing is lost in silence, and letters are those of the data. */
class StdoutTest {
  @TempDir Path folder;

  @Test
  void aFullDiskIsTold() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "this system has no /dev/full");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String modules = System.getProperty("jdk.module.path");
    command.addAll(
        modules != null
            ? List.of("-p", modules, "-m", "dev.layerwise.cli/" + Main.class.getName())
            : List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("info");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(full.toFile())
            .redirectError(err.toFile())
            .start();
    assertEquals(3, process.waitFor(), "the exit code of a command whose output was lost");
    String said = Files.readString(err);
    assertTrue(said.contains("layerwise: standard output: cannot be written: "), said);
  }

  @Test
  void programsReadUtf8WhateverTheLocale() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,y,label"));
    for (int i = 0; i < 64; i++) {
      lines.add(i + "," + i * i % 7 + "," + (i % 2 == 0 ? "grün" : "赤"));
    }
    String csv = Files.write(folder.resolve("points.csv"), lines).toString();
    String run = folder.resolve("run").toString();
    String train = inAscii("train", csv, "--layers", "2", "--epochs", "1", "--out", run, "--json");
    assertTrue(train.contains("\"classNames\":[\"grün\",\"赤\"]"), train);
    String evaluation = inAscii("evaluate", run, csv, "--json");
    assertTrue(evaluation.contains("\"classNames\":[\"grün\",\"赤\"]"), evaluation);
    String predictions = inAscii("predict", run, csv);
    assertTrue(predictions.startsWith("example,predicted,grün,赤"), predictions);
  }

  /** Runs a command where standard output is that of the locale C, and reads it as UTF-8. */
  private static synchronized String inAscii(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream ascii = new PrintStream(bytes, true, StandardCharsets.US_ASCII)) {
      System.setOut(ascii);
      assertEquals(0, Main.commandLine(args).execute(args), Arrays.toString(args));
      return bytes.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
    }
  }
}
