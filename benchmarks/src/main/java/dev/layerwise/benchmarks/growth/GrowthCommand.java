package dev.layerwise.benchmarks.growth;

import dev.layerwise.benchmarks.compare.MachineDescription;
import dev.layerwise.benchmarks.compare.MarkedBlock;
import dev.layerwise.benchmarks.roofline.Probe;
import dev.layerwise.benchmarks.steps.Steps;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.Team;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how the cost of training grows, and draws it. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description =
        "Measures training over units 16 to 4096, batch sizes 1 to 8192, depths 1 to 20 and every"
            + " number of threads; writes CSV and charts.")
public final class GrowthCommand implements Callable<Integer> {
  /** How long a trial of several threads waits for their cores. */
  private static final long PATIENCE_NANOS = 1_000_000_000L;

  /** Trials of a setting, of which the median counts. */
  private static final int TRIALS = 3;

  private static final int MOST_WARM_UPS = 20;
  private static final double STEADY = 0.03;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "0.3",
      description = "Time of each of three trials of a setting (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Some of units, batch, depth.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the results (default: benchmarks/target/growth).")
  private @Nullable Path out;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Show the charts between the marks of this Markdown file.")
  private @Nullable Path write;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Sweep> sweeps =
        Sweep.all().stream().filter(s -> only.isEmpty() || only.contains(s.name())).toList();
    if (sweeps.isEmpty() || !(seconds > 0)) {
      throw new ParameterException(
          spec.commandLine(),
          "expected some of units, batch, depth, and a positive time, got --only "
              + String.join(",", only)
              + " --seconds "
              + seconds);
    }
    if (write != null) {
      try {
        MarkedBlock.require(write, "growth");
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
    }
    PrintWriter console = spec.commandLine().getOut();
    Path folder =
        out == null
            ? Path.of(System.getProperty("layerwise.home", "")).resolve("benchmarks/target/growth")
            : out;
    Files.createDirectories(folder);
    List<Integer> threads =
        IntStream.rangeClosed(1, Runtime.getRuntime().availableProcessors()).boxed().toList();
    Kernels kernels = KernelSelection.select(KernelSelection.AUTOMATIC).kernels();
    List<Team> teams = threads.stream().map(Team::new).toList();
    StringBuilder csv =
        new StringBuilder("sweep,value,threads,hidden,batch,examples_per_second,gflops\n");
    List<String> cliffs = new ArrayList<>();
    for (Sweep sweep : sweeps) {
      console.println(sweep.name() + ": " + sweep.description());
      List<Point> points = new ArrayList<>();
      for (Sweep.Setting setting : sweep.settings()) {
        List<Point> measured = measure(sweep, setting, kernels, teams);
        points.addAll(measured);
        measured.forEach(point -> csv.append(point.csv()).append('\n'));
        console.println(line(setting, measured));
        console.flush();
      }
      Charts.write(folder, sweep, points, threads);
      List<String> found = Cliffs.of(sweep, points, threads);
      found.forEach(cliff -> console.println("cliff: " + cliff));
      cliffs.addAll(found);
      console.flush();
    }
    Files.writeString(folder.resolve("growth.csv"), csv);
    if (write != null) {
      MarkedBlock.write(write, "growth", block(write, folder, sweeps, cliffs));
    }
    console.println("written to " + folder);
    return 0;
  }

  private static String block(Path file, Path folder, List<Sweep> sweeps, List<String> cliffs) {
    Path base = file.toAbsolutePath().normalize().getParent();
    Path charts = folder.toAbsolutePath().normalize();
    String prefix =
        base == null ? charts.toString() : base.relativize(charts).toString().replace('\\', '/');
    StringBuilder text = new StringBuilder("- Machine: " + MachineDescription.line() + "\n");
    text.append("- Cliffs: ")
        .append(cliffs.isEmpty() ? "none" : String.join("; ", cliffs))
        .append('\n');
    for (Sweep sweep : sweeps) {
      for (String figure : List.of("examples", "flops")) {
        String name = Charts.fileName(sweep, figure);
        text.append("\n![")
            .append(figure.equals("flops") ? "Gflop/s" : "Examples per second")
            .append(" over ")
            .append(sweep.name())
            .append(": ")
            .append(sweep.description())
            .append("](")
            .append(prefix)
            .append('/')
            .append(name)
            .append(")\n");
      }
    }
    return text.toString();
  }

  /** All numbers of threads in turns, so that a drift of the machine hits all alike. */
  private List<Point> measure(
      Sweep sweep, Sweep.Setting setting, Kernels kernels, List<Team> teams) {
    List<Steps> steps =
        teams.stream()
            .map(team -> new Steps(kernels, team, setting.hidden(), setting.batch(), 0, false))
            .toList();
    steps.forEach(each -> warmUp(each, setting.batch()));
    double[][] rates = new double[steps.size()][TRIALS];
    for (int trial = 0; trial < TRIALS; trial++) {
      for (int i = 0; i < rates.length; i++) {
        Probe.awaitCores(teams.get(i).threads(), PATIENCE_NANOS);
        rates[i][trial] = rate(steps.get(i), setting.batch());
      }
    }
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      Arrays.sort(rates[i]);
      points.add(
          new Point(
              sweep.name(),
              setting.value(),
              teams.get(i).size(),
              setting.hidden(),
              setting.batch(),
              rates[i][TRIALS / 2]));
    }
    return points;
  }

  /** Until the compiler has nothing more to add: two rates in a row are alike. */
  private void warmUp(Steps steps, int batch) {
    double before = 0;
    for (int i = 0; i < MOST_WARM_UPS; i++) {
      double rate = rate(steps, batch);
      if (i > 0 && Math.abs(rate - before) < STEADY * rate) {
        return;
      }
      before = rate;
    }
  }

  private double rate(Steps steps, int batch) {
    long began = System.nanoTime();
    long examples = 0;
    double lossSum = 0;
    long elapsed;
    do {
      lossSum += steps.step();
      examples += batch;
      elapsed = System.nanoTime() - began;
    } while (elapsed < seconds * 1e9);
    if (!Double.isFinite(lossSum)) {
      throw new IllegalStateException("the training diverged");
    }
    return examples * 1e9 / elapsed;
  }

  private static String line(Sweep.Setting setting, List<Point> points) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%8d", setting.value()));
    for (Point point : points) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %,12.0f/s %6.1f Gflop/s",
              point.examplesPerSecond(),
              point.flopsPerSecond() * 1e-9));
    }
    return text.toString();
  }
}
