package dev.layerwise.cli;

import dev.layerwise.experiments.rate.RateCurve;
import dev.layerwise.experiments.rate.RateFinder;
import dev.layerwise.experiments.rate.RateRange;
import dev.layerwise.experiments.table.Column;
import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.experiments.table.ResultTable.Row;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import java.nio.file.Path;
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

/** {@code layerwise find-learning-rate}. */
@Command(
    name = "find-learning-rate",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    description = {
      "Suggests a learning rate: trains a few hundred steps while the rate grows, and shows where"
          + " the loss falls fastest and where it runs away.",
      "Takes the settings of train; --learning-rate and --schedule are not used."
    })
final class FindLearningRateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "DATA", description = "As for train (default: digits).")
  private @Nullable String data;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(names = "--from", paramLabel = "X", description = "The lowest rate (default: 1e-5).")
  private double from = RateRange.DEFAULT.low();

  @Option(names = "--to", paramLabel = "X", description = "The highest rate (default: 10).")
  private double to = RateRange.DEFAULT.high();

  @Option(names = "--steps", paramLabel = "N", description = "Training steps (default: 300).")
  private int steps = RateRange.DEFAULT.steps();

  @Option(names = "--csv", paramLabel = "FILE", description = "Write the curve as CSV.")
  private @Nullable Path csv;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    RateRange range = new RateRange(from, to, steps);
    Map<String, Object> extra = new LinkedHashMap<>();
    if (data != null) {
      extra.put("data", data);
    }
    RunSpec runSpec = settings.spec(spec.commandLine().getParseResult(), extra);
    OutputFile.requireFree(
        "--csv",
        csv,
        runSpec.data(),
        runSpec.labels(),
        runSpec.validation(),
        runSpec.test(),
        runSpec.init(),
        settings.config());
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    RateCurve curve;
    String network;
    try (RunSession session = RunSession.prepare(runSpec, sources)) {
      network = session.network().spec().widths() + " on " + session.data().set().name();
      curve = RateFinder.find(session, range);
    }
    if (csv != null) {
      AtomicFiles.writeString(csv, TableText.csv(table(curve)));
    }
    if (json) {
      Stdout.printJson(RunFiles.toJson(curve));
    } else {
      print(Terminal.standardOutput(), network, curve);
    }
    return curve.suggestion() == null ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private static ResultTable table(RateCurve curve) {
    List<Column> columns =
        List.of(
            new Column("step", "step", Kind.COUNT),
            new Column("learningRate", "learning rate", Kind.TEXT),
            new Column("loss", "loss", Kind.LOSS),
            new Column("smoothedLoss", "smoothed loss", Kind.LOSS));
    List<Row> rows =
        curve.points().stream()
            .map(point ->
                new Row(
                    List.of(point.step(), point.learningRate(), point.loss(), point.smoothedLoss()),
                    false))
            .toList();
    return new ResultTable("Learning-rate range test", columns, rows, List.of());
  }

  private void print(Terminal terminal, String network, RateCurve curve) {
    terminal.line("Learning rates for " + network + ": loss while the rate grows");
    terminal.line();
    new RatePlot(curve, Math.min(terminal.columns(), 100)).lines().forEach(terminal::line);
    terminal.line();
    Double suggestion = curve.suggestion();
    if (suggestion == null) {
      terminal.line(
          "No suggestion: the loss fell at none of these rates by more than mini-batches differ"
              + " by chance. Take more steps (--steps) or larger mini-batches (--batch-size), other"
              + " rates (--from, --to), or look at the data and the network.");
    } else {
      terminal.entry(
          "Suggested", Numbers.setting(suggestion) + ", where the loss falls fastest (|)");
      terminal.entry(
          "",
          String.format(
              java.util.Locale.ROOT,
              curve.diverged()
                  ? "the loss is lowest at %.2g, which is on the brink; it runs away from %.2g"
                  : "the loss is lowest at %.2g, and does not run away up to %.2g (--to)",
              curve.lowest(),
              curve.points().getLast().learningRate()));
      terminal.entry("", "train with it:  --learning-rate " + Numbers.setting(suggestion));
    }
    if (csv != null) {
      terminal.entry("Written", csv.toString());
    }
  }
}
