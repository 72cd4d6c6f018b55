package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.roofline.Probe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the workloads for Layerwise and its peers in turns, and prints the table. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Runs whole workloads for Layerwise and its peers in turns, and prints the table.",
      "",
      "Every contestant is a process of its own. All of a workload are warmed up, then each"
          + " measures a short while, round after round; the figure is the median over the rounds."
    })
public final class CompareCommand implements Callable<Integer> {
  @Option(
      names = "--only",
      split = ",",
      paramLabel = "W1,W3s/1000",
      description = "These workloads alone; a name without its last part means all of that name.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "NAME",
      description =
          "These contestants alone: layerwise, numpy, libtorch, libtorch-by-hand, tensorflow.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,2",
      description = "The numbers of threads to try (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns of each contestant (default: 5, or 3 with --quick).")
  private int rounds;

  @Option(names = "--quick", description = "Short turns: for a first look, not for publication.")
  private boolean quick;

  @Option(
      names = "--as-installed",
      description =
          "Do not set what helps the peers: AVX-512 in OpenBLAS, OpenMP threads that do not spin.")
  private boolean asInstalled;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of MNIST's four IDX files (default: LAYERWISE_DATA_DIR).")
  private @Nullable Path data;

  @Option(
      names = "--synthetic",
      description = "Measure on made-up images with the same share of zeros instead.")
  private boolean synthetic;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where the table goes as text, Markdown, CSV and JSON (default:"
              + " benchmarks/target/comparison).")
  private @Nullable Path outOption;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Put the tables between the marks of this Markdown file as well.")
  private @Nullable Path write;

  @Option(names = "--python", paramLabel = "COMMAND", description = "The Python that has NumPy.")
  private String python = "python3";

  /** The root of the source tree, as the script says. */
  private final Path home = Path.of(System.getProperty("layerwise.home", ""));

  @Option(names = "--build", hidden = true)
  private String build = "target/ungated";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Path out = outOption == null ? home.resolve("benchmarks/target/comparison") : outOption;
    List<Workload> workloads;
    List<Peer> chosen;
    Path images;
    try {
      workloads = Workloads.named(only);
      chosen = Peer.named(peers);
      requirePositive();
      images =
          DataFolder.find(
              data,
              System.getenv("LAYERWISE_DATA_DIR"),
              synthetic ? out.resolve("synthetic") : null);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Starter starter =
        new Starter(home.toAbsolutePath(), build, python, images.toAbsolutePath(), asInstalled);
    List<String> absent = new ArrayList<>();
    List<Peer> present = new ArrayList<>();
    for (Peer peer : chosen) {
      String whyNot = starter.whyNot(peer);
      if (whyNot.isEmpty()) {
        present.add(peer);
      } else {
        absent.add(peer.label() + " is left out: " + whyNot);
      }
    }
    console.println(MachineDescription.line());
    absent.forEach(console::println);
    console.flush();
    Path logs = Files.createTempDirectory("layerwise-comparison");
    Comparison comparison =
        new Comparison(
            starter,
            effort(),
            logs,
            line -> {
              console.println(line);
              console.flush();
            });
    List<Probe.Limits> limits = new ArrayList<>();
    threads.forEach(count -> limits.add(Probe.measure(count, quick ? 0.4 : 1.2)));
    List<Result> results = new ArrayList<>();
    for (Workload workload : workloads) {
      console.println(workload.name() + "  " + workload.describe());
      console.flush();
      Result result = comparison.measure(workload, present);
      result.failures().forEach(failure -> console.println("  " + failure));
      results.add(result);
    }
    publish(console, out, images, results, present, absent, limits, comparison.descriptions());
    boolean failed = results.stream().anyMatch(result -> !result.failures().isEmpty());
    return failed ? 1 : 0;
  }

  private void requirePositive() {
    if (rounds < 0 || threads.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "expected positive numbers of rounds and threads, got --rounds "
              + rounds
              + " and --threads "
              + threads);
    }
  }

  private Comparison.Effort effort() {
    return quick
        ? new Comparison.Effort(2.5, 0.4, rounds > 0 ? rounds : 3, threads)
        : new Comparison.Effort(5, 1, rounds > 0 ? rounds : 5, threads);
  }

  private void publish(
      PrintWriter console,
      Path out,
      Path images,
      List<Result> results,
      List<Peer> present,
      List<String> absent,
      List<Probe.Limits> limits,
      Map<Peer, String> descriptions)
      throws IOException {
    Grid table = Tables.comparison(results, present, threads);
    boolean ours = present.contains(Peer.LAYERWISE);
    Grid roofline = RooflineTable.of(ours ? results : List.of(), limits, density(images));
    List<String> remarks = remarks(absent, descriptions);
    String text =
        String.join("\n", remarks)
            + "\n\n"
            + table.text()
            + "\n"
            + RooflineTable.limits(limits)
            + "\n\n"
            + roofline.text();
    String list = "- " + String.join("\n- ", remarks) + "\n\n";
    String comparisonBlock = list + table.markdown();
    String rooflineBlock = "- " + RooflineTable.limits(limits) + "\n\n" + roofline.markdown();
    Records.write(
        out, heading(limits, descriptions), results, text, comparisonBlock + "\n" + rooflineBlock);
    if (write != null) {
      MarkedBlock.write(write, "comparison", comparisonBlock);
      MarkedBlock.write(write, "roofline", rooflineBlock);
    }
    console.println();
    console.print(text);
    console.println();
    console.println("written to " + out);
    console.flush();
  }

  private static double density(Path images) {
    float[] pixels = new Images(images, false).trainingFeatures();
    long set = 0;
    for (float pixel : pixels) {
      set += pixel == 0 ? 0 : 1;
    }
    return (double) set / pixels.length;
  }

  private List<String> remarks(List<String> absent, Map<Peer, String> descriptions) {
    List<String> remarks = new ArrayList<>();
    remarks.add("Machine: " + MachineDescription.line());
    remarks.add(
        "Contestants: "
            + String.join("; ", new LinkedHashSet<>(descriptions.values()))
            + (asInstalled ? "; peers as installed" : "; " + help()));
    Comparison.Effort effort = effort();
    remarks.add(
        "Each in turns of "
            + effort.turn()
            + " s, "
            + effort.rounds()
            + " rounds after "
            + effort.warmUp()
            + " s of warm-up; medians; "
            + String.join(" / ", threads.stream().map(String::valueOf).toList())
            + " threads; "
            + (synthetic ? "synthetic images" : "MNIST"));
    remarks.addAll(absent);
    return remarks;
  }

  private static String help() {
    return "peers run with OMP_WAIT_POLICY=PASSIVE"
        + (MachineDescription.hasAvx512() ? " and OPENBLAS_CORETYPE=SkylakeX" : "");
  }

  private Map<String, Object> heading(List<Probe.Limits> limits, Map<Peer, String> descriptions) {
    Map<String, Object> heading = new LinkedHashMap<>();
    heading.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    heading.put("machine", MachineDescription.read());
    heading.put("limits", limits);
    heading.put("contestants", descriptions);
    heading.put("effort", effort());
    heading.put("data", synthetic ? "synthetic" : "mnist");
    return heading;
  }
}
