package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the workloads for Layerwise and its peers in turns, and prints the table. */
@Command(name = "compare")
public final class CompareCommand implements Callable<Integer> {
  @Option(names = "--only", split = ",")
  private List<String> only = new ArrayList<>();

  @Option(names = "--peers", split = ",")
  private List<String> peers = new ArrayList<>();

  @Option(names = "--rounds")
  private int rounds;

  @Option(names = "--quick")
  private boolean quick;

  @Option(names = "--home", hidden = true)
  private Path home = Path.of("benchmarks");

  @Option(names = "--python")
  private String python = "python3";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path logs = Files.createTempDirectory("layerwise-compare");
    Path data = Path.of(System.getenv("LAYERWISE_DATA_DIR"), "mnist");
    Starter starter = new Starter(home, home.resolve("peers/target/lib"), python, data);
    Comparison.Effort effort =
        quick
            ? new Comparison.Effort(1.5, 0.4, rounds > 0 ? rounds : 3, List.of(1, 2))
            : new Comparison.Effort(4, 1, rounds > 0 ? rounds : 5, List.of(1, 2));
    Comparison comparison = new Comparison(starter, effort, logs, out::println);
    List<Peer> chosen = Peer.named(peers);
    List<Peer> present = chosen.stream().filter(p -> starter.whyNot(p).isEmpty()).toList();
    for (Workload workload : Workloads.named(only)) {
      if (workload.kind() == Workload.Kind.WHOLE) {
        continue;
      }
      out.println(workload.name() + "  " + workload.describe());
      out.flush();
      Result result = comparison.measure(workload, present);
      result.failures().forEach(failure -> out.println("  " + failure));
      out.printf(
          Locale.ROOT,
          "  ratio to the best peer %.2f (goal %.2f), 2 threads / 1 thread %.2f%n",
          result.ratio(),
          workload.goal(),
          result.scaling(2));
      out.flush();
    }
    return 0;
  }
}
