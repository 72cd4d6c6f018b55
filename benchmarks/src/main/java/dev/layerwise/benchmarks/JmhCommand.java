package dev.layerwise.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands everything over to JMH. */
@Command(
    name = "jmh",
    description =
        "Benchmarks of kernels and steps; takes JMH's own options (-h, -l, -prof gc, -p).")
final class JmhCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    org.openjdk.jmh.Main.main(
        arguments.stream()
            .map(argument -> argument.equals("--help") ? "-h" : argument)
            .toArray(String[]::new));
    return 0;
  }
}
