package dev.layerwise.benchmarks;

import dev.layerwise.benchmarks.compare.CompareCommand;
import dev.layerwise.benchmarks.growth.GrowthCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' commands. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures how fast Layerwise is; docs/benchmarks.md explains the figures.",
    subcommands = {CompareCommand.class, GrowthCommand.class, JmhCommand.class})
public final class Benchmarks {
  private Benchmarks() {}

  static void main(String... arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }
}
