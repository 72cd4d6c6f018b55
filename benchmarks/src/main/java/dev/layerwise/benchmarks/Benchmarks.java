package dev.layerwise.benchmarks;

import dev.layerwise.benchmarks.compare.CompareCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' commands. */
@Command(
    name = "benchmarks",
    subcommands = {CompareCommand.class})
public final class Benchmarks {
  private Benchmarks() {}

  static void main(String... arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }
}
