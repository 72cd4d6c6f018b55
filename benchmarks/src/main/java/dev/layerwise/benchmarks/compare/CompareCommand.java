package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.roofline.Probe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
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
          "These contestants alone: layerwise, numpy, sklearn, libtorch, libtorch-by-hand,"
              + " tensorflow.")
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
  private @Nullable Integer rounds;

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
          "Where the records go, and the tables as text, Markdown and CSV (default:"
              + " benchmarks/target/comparison, or comparison-as-installed).")
  private @Nullable Path outOption;

  @Option(
      names = "--add",
      description =
          "Keep what the folder holds of an earlier comparison, and show it in the tables.")
  private boolean add;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Put the tables between the marks of this Markdown file as well.")
  private @Nullable Path write;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "The Python that has NumPy (default: python3).")
  private String python = "python3";

  @Option(
      names = "--sklearn-python",
      paramLabel = "COMMAND",
      description =
          "The Python that has scikit-learn (default: that with NumPy, or /usr/bin/python3).")
  private @Nullable String sklearnPython;

  /** The root of the source tree, as the script says. */
  private final Path home = Path.of(System.getProperty("layerwise.home", ""));

  @Option(names = "--build", hidden = true)
  private String build = "target/ungated";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    List<Workload> workloads;
    List<Peer> chosen;
    Path images;
    Path out = outOption == null ? home.resolve(folder(asInstalled)) : outOption;
    try {
      workloads = Workloads.named(only);
      chosen = Peer.named(peers);
      requirePositive();
      images =
          DataFolder.find(
              data,
              System.getenv("LAYERWISE_DATA_DIR"),
              synthetic ? out.resolve("synthetic") : null);
      if (write != null) {
        Publication.requireMarks(write, asInstalled);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    Starter starter =
        new Starter(
            home.toAbsolutePath(),
            build,
            python,
            sklearnPython,
            images.toAbsolutePath(),
            asInstalled);
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
    if (present.isEmpty()) {
      console.println("nobody is left to be measured");
      return 1;
    }
    double density = density(images);
    if (!add) {
      Session.clear(out);
    }
    Path logs = Files.createTempDirectory("layerwise-comparison");
    boolean failed = false;
    for (Workload workload : workloads) {
      Session session = measure(workload, starter, present, absent, density, logs);
      session.save(out);
      failed |= !session.result().failures().isEmpty();
    }
    Publication publication = new Publication(Session.readAll(out));
    publication.write(out, write);
    publication.print(console);
    console.println("written to " + out);
    return failed ? 1 : 0;
  }

  /** Where the records of a comparison lie, below the root of the source tree. */
  static String folder(boolean asInstalled) {
    return "benchmarks/target/comparison" + (asInstalled ? "-as-installed" : "");
  }

  private Session measure(
      Workload workload,
      Starter starter,
      List<Peer> present,
      List<String> absent,
      double density,
      Path logs) {
    PrintWriter console = spec.commandLine().getOut();
    console.println(workload.name() + "  " + workload.describe());
    console.flush();
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Comparison.Effort effort = effort();
    Comparison comparison =
        new Comparison(
            starter,
            effort,
            logs,
            line -> {
              console.println(line);
              console.flush();
            });
    List<Probe.Limits> limits = new ArrayList<>();
    if (workload.kind() == Workload.Kind.TRAIN) {
      threads.forEach(count -> limits.add(Probe.measure(count, quick ? 0.4 : 1.2)));
    }
    Result result = comparison.measure(workload, present);
    result.failures().forEach(failure -> console.println("  " + failure));
    return new Session(
        time,
        MachineDescription.read(),
        asInstalled,
        synthetic ? "synthetic images" : "MNIST",
        density,
        effort,
        limits,
        comparison.descriptions(),
        absent,
        result);
  }

  private void requirePositive() {
    if (rounds != null && rounds < 1) {
      throw new IllegalArgumentException("--rounds: expected 1 or more, got " + rounds);
    }
    if (threads.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException("--threads: expected 1 or more, got " + threads);
    }
  }

  private Comparison.Effort effort() {
    return quick
        ? new Comparison.Effort(5, 0.4, rounds != null ? rounds : 3, threads)
        : new Comparison.Effort(5, 1, rounds != null ? rounds : 5, threads);
  }

  private static double density(Path images) {
    float[] pixels = new Images(images, false).trainingFeatures();
    long set = 0;
    for (float pixel : pixels) {
      set += pixel == 0 ? 0 : 1;
    }
    return (double) set / pixels.length;
  }
}
