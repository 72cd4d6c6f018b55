package dev.layerwise.cli;

import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepCheck;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.experiments.sweep.SweepTables;
import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code layerwise sweep}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    description = {
      "Trains many variants of a run, side by side, and compares them in a table.",
      "Stopped or killed, it goes on where it was when its directory is given, or the same command"
          + " with the same FILE or --out. Takes the settings of train for the run that the"
          + " variants start from."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise sweep docs/examples/batch-size.yaml        a file says what varies",
      "  layerwise sweep digits --vary batchSize=16,64,256 --vary batchNorm=none,after --epochs 5",
      "  layerwise sweep mnist --vary layers=64,128-64 --repeats 3",
      "  layerwise sweep sweeps/batch-size                    goes on, or shows the table again"
    })
final class SweepCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR|DATA",
      description =
          "A sweep file (YAML), a sweep directory to go on with, or, with --vary, the data"
              + " (default: digits).")
  private @Nullable String what;

  @Mixin
  @OptionHeading("Sweep")
  private SweepOptions options = new SweepOptions();

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin
  @OptionHeading("Tracking")
  private TrackingOptions tracking = new TrackingOptions();

  /** What varies, and how the sweep is run. */
  static final class SweepOptions {
    @Option(
        names = "--vary",
        paramLabel = "NAME=V,V",
        description =
            "Try these values of a setting; several --vary combine. Layers are written 20-7-5.")
    private List<String> vary = new ArrayList<>();

    @Option(
        names = "--repeats",
        paramLabel = "N",
        description = "Train each variant with N seeds: --seed and those after it (default: 1).")
    private @Nullable Integer repeats;

    @Option(
        names = "--select",
        paramLabel = "FIGURE",
        description =
            "What the best is chosen by: validation-accuracy (default), validation-loss or"
                + " train-loss.")
    private @Nullable String select;

    @Option(
        names = "--prune",
        paramLabel = "RULE",
        description = "Give up hopeless trials: median or successive-halving (default: none).")
    private @Nullable String prune;

    @Option(
        names = "--parallel",
        paramLabel = "N",
        description = "Trials side by side, each in one thread (default: as many as cores).")
    private @Nullable Integer parallel;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = "Sweep directory (default: sweeps/NAME, or a new one for --vary).")
    private @Nullable Path out;

    @Option(
        names = "--json",
        description = "Print the result as one JSON object; progress goes to standard error.")
    private boolean json;
  }

  /** A sweep and where it is written. */
  private record Order(SweepSpec sweep, SweepDirectory directory) {}

  @Override
  public Integer call() {
    Order order = order();
    order.directory().requireUsableFor(order.sweep());
    Terminal terminal = options.json ? Terminal.standardError() : Terminal.standardOutput();
    DataSources sources = DataSources.keeping(new DownloadView(Terminal.standardError()));
    List<Trial> trials = order.sweep().trials();
    SweepCheck.check(trials, order.directory(), sources);
    SweepView view = new SweepView(terminal, order.sweep(), System::nanoTime);
    view.describe(order.directory(), trials, slots(trials.size()));
    try (Tracking open = tracking.open(terminal);
        LocalExecutor executor = new LocalExecutor(slots(trials.size()), sources, open.tracker())) {
      Sweep sweep = new Sweep(order.sweep(), order.directory(), executor, view);
      return Interruption.guard(sweep::requestStop, () -> run(sweep, view, terminal, open));
    }
  }

  private int run(Sweep sweep, SweepView view, Terminal terminal, Tracking open) {
    SweepResult result;
    try {
      result = sweep.run();
    } finally {
      view.close();
    }
    new SweepText(terminal).result(result);
    terminal.out().flush();
    if (options.json) {
      Stdout.printJson(RunFiles.toJson(SweepTables.toMap(result)));
    }
    // Here, where Ctrl-C waits for it.
    open.finish();
    return exitCode(result);
  }

  /** A sweep does not fail with a trial: it fails when none came to anything. */
  private static int exitCode(SweepResult result) {
    if (result.count(TrialStatus.UNFINISHED) > 0) {
      return ExitCode.INTERRUPTED;
    }
    if (result.count(TrialStatus.DONE) > 0) {
      return ExitCode.OK;
    }
    return result.count(TrialStatus.DIVERGED) > 0 ? ExitCode.DIVERGED : ExitCode.DATA;
  }

  private int slots(int trials) {
    int cores = Runtime.getRuntime().availableProcessors();
    int wanted = options.parallel == null ? cores : options.parallel;
    if (wanted < 1) {
      throw new IllegalArgumentException("parallel: expected at least 1 trial, got " + wanted);
    }
    return Math.min(wanted, trials);
  }

  private Order order() {
    Map<String, Object> named = settings.named(spec.commandLine().getParseResult());
    Path path = Path.of(what == null ? "digits" : what);
    if (SweepDirectory.isSweep(path)) {
      return begun(path, named);
    }
    boolean file = Files.isRegularFile(path) && what != null && what.matches(".+\\.(ya?ml|json)");
    if (file) {
      return fromFile(path, named);
    }
    if (options.vary.isEmpty()) {
      String reason =
          what == null
              ? "name a sweep file, or say what varies (--vary batchSize=16,64)"
              : what.matches(".+\\.(ya?ml|json)")
                  ? what + ": there is no such sweep file"
                  : what
                      + ": is no sweep file (.yaml) and no sweep directory; if it is the data, say"
                      + " what varies (--vary batchSize=16,64)";
      throw new IllegalArgumentException(reason);
    }
    if (what != null) {
      named.put("data", what);
    }
    return fromOptions(named);
  }

  private Order begun(Path path, Map<String, Object> named) {
    boolean changed = options.repeats != null || options.select != null || options.prune != null;
    if (!named.isEmpty() || !options.vary.isEmpty() || changed) {
      throw new IllegalArgumentException(
          path
              + ": a sweep that has begun keeps its description; leave the settings away, or begin"
              + " another one with them: layerwise sweep "
              + path.resolve("sweep.yaml")
              + " ... --out DIR");
    }
    if (options.out != null && !options.out.equals(path)) {
      throw new IllegalArgumentException(
          path + ": a sweep goes on in its own folder; leave --out away");
    }
    SweepDirectory directory = SweepDirectory.open(path);
    return new Order(SweepFile.read(directory.description(), Map.of()), directory);
  }

  private Order fromFile(Path file, Map<String, Object> named) {
    if (!options.vary.isEmpty()) {
      throw new IllegalArgumentException(
          "vary: what varies stands in " + file + "; add it there (under 'grid')");
    }
    SweepSpec sweep = SweepFile.read(file, named, extra());
    SweepCheck.refuseIdle(
        sweep.trials(), file + ": ", settings.places(spec.commandLine().getParseResult()));
    Path out = options.out != null ? options.out : Path.of("sweeps", sweep.name());
    return new Order(sweep, new SweepDirectory(out));
  }

  private Order fromOptions(Map<String, Object> named) {
    Map<String, Object> raw = new LinkedHashMap<>(extra());
    Map<String, List<Object>> grid = VaryOption.parse(options.vary);
    for (String setting : grid.keySet()) {
      if (named.containsKey(setting)) {
        throw new IllegalArgumentException(
            "vary: " + setting + " is varied and given as an option; keep one of them");
      }
    }
    raw.put("grid", grid);
    String data =
        String.valueOf(Path.of(String.valueOf(named.getOrDefault("data", "digits"))).getFileName());
    String name =
        (data.replaceAll("\\..*$", "") + "-" + String.join("-", grid.keySet()))
            .replaceAll("[^A-Za-z0-9._+-]", "-");
    SweepSpec sweep =
        SweepFile.of(raw, name.substring(0, Math.min(80, name.length())), null, named);
    SweepCheck.refuseIdle(sweep.trials(), "", settings.places(spec.commandLine().getParseResult()));
    Path out = options.out != null ? options.out : RunNames.next(Path.of("sweeps"), sweep.name());
    return new Order(sweep, new SweepDirectory(out));
  }

  /** What the options say of the sweep itself. */
  private Map<String, Object> extra() {
    Map<String, Object> extra = new LinkedHashMap<>();
    if (options.repeats != null) {
      extra.put("repeats", options.repeats);
    }
    if (options.select != null) {
      extra.put("select", options.select);
    }
    if (options.prune != null) {
      extra.put("prune", options.prune);
    }
    return extra;
  }
}
