package dev.layerwise.cli;

import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.reference.GradientCheck;
import dev.layerwise.reference.GradientReport;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code layerwise check-gradients}. */
@Command(
    name = "check-gradients",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    description = {
      "Checks the gradients of your own network on the first mini-batch of your own data: the"
          + " formulas against finite differences in double precision, and the engine that trains"
          + " against the formulas.",
      "Takes the same settings as train."
    })
final class CheckGradientsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", paramLabel = "DATA", description = "As for train (default: digits).")
  private @Nullable String data;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--elements",
      paramLabel = "N",
      description = "Elements of each parameter to compare with finite differences (default: 50).")
  private int elements = GradientCheck.Settings.DEFAULT.elements();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Map<String, Object> extra = new LinkedHashMap<>();
    if (data != null) {
      extra.put("data", data);
    }
    RunSpec runSpec = settings.spec(spec.commandLine().getParseResult(), extra);
    GradientCheck.Settings check =
        new GradientCheck.Settings(
            elements,
            runSpec.seed(),
            true,
            GradientCheck.Settings.DEFAULT.numericBound(),
            GradientCheck.Settings.DEFAULT.engineBound());
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    try (RunSession session = RunSession.prepare(runSpec, sources)) {
      Examples training = session.data().training();
      MiniBatches batches =
          new MiniBatches(
              training,
              session.data().scaling(),
              runSpec.batchSize(),
              runSpec.shuffle(),
              runSpec.seed(),
              ScalarKernels.INSTANCE,
              Sparsity.NONE);
      batches.beginEpoch(0);
      batches.draw(0);
      GradientReport report =
          GradientCheck.run(
              session.network(), batches.inputs().toMatrix(), batches.labels(), check);
      if (json) {
        Stdout.printJson(RunFiles.toJson(report));
      } else {
        print(Terminal.standardOutput(), session, report, check);
      }
      return exitCode(report);
    }
  }

  static int exitCode(GradientReport report) {
    return report.passed() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static void print(
      Terminal terminal, RunSession session, GradientReport report, GradientCheck.Settings check) {
    terminal.line(
        "Gradients of "
            + session.network().spec().widths()
            + " on a mini-batch of "
            + Numbers.count(session.spec().batchSize(), "example")
            + " of "
            + session.data().set().name());
    terminal.line();
    String format = "%5s  %-11s  %-18s  %11s  %8s  %8s  %13s  %12s";
    terminal.line(
        String.format(
            Locale.ROOT,
            format,
            "layer",
            "kind",
            "parameter",
            "shape",
            "compared",
            "left out",
            "numeric error",
            "engine error"));
    for (GradientReport.Row row : report.rows()) {
      terminal.line(
          String.format(
                  Locale.ROOT,
                  format,
                  row.layer(),
                  row.kind(),
                  row.parameter(),
                  row.height() + "×" + row.width(),
                  row.checked(),
                  row.leftOut(),
                  String.format(Locale.ROOT, "%.1e", row.numericError()),
                  String.format(Locale.ROOT, "%.1e", row.engineError()))
              + (row.passed(check) ? "" : "  WRONG"));
    }
    terminal.line();
    GradientReport.Row worst = report.worst();
    terminal.line(
        String.format(
            Locale.ROOT,
            "Worst: %s, element (%d, %d): gradient %.6e, finite difference %.6e",
            worst.parameter(),
            worst.worst().row(),
            worst.worst().column(),
            worst.worst().analytic(),
            worst.worst().numeric()));
    terminal.line(
        report.passed()
            ? "All gradients are right: numeric errors below "
                + Numbers.setting(check.numericBound())
                + ", engine errors below "
                + Numbers.setting(check.engineBound())
                + "."
            : "Some gradients are WRONG: expected numeric errors below "
                + check.numericBound()
                + " and engine errors below "
                + Numbers.setting(check.engineBound())
                + ".");
  }
}
