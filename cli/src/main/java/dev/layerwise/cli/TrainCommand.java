package dev.layerwise.cli;

import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code layerwise train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    description = "Trains a network, keeps its best weights, and tells how good they are.",
    footer = {
      "",
      "Examples:",
      "  layerwise train                                      the built-in digits",
      "  layerwise train mnist --layers 20,7,5 --learning-rate 0.009 --table 50",
      "  layerwise train points.csv --layers 8 --activation tanh --loss sigmoid-cross-entropy",
      "  layerwise train --config runs/best/run.yaml --seed 2"
    })
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "DATA",
      description =
          "digits (default), mnist, fashion-mnist, blobs, moons, circles, spirals, xor, or a file:"
              + " CSV, IDX, Parquet (also a folder of such files), NumPy's .npz or .npy (with"
              + " --labels), or a folder of images.")
  private @Nullable String data;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Mixin
  @OptionHeading("Output")
  private OutputOptions output = new OutputOptions();

  @Mixin
  @OptionHeading("Tracking")
  private TrackingOptions tracking = new TrackingOptions();

  /** Where a run writes. */
  static final class OutputOptions {
    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = "Run directory (default: a new one under runs/).")
    private @Nullable Path out;

    @Option(
        names = "--table",
        paramLabel = "N",
        description = "Validate every N steps and print the table of the published reports.")
    private @Nullable Integer table;

    @Option(
        names = "--json",
        description = "Print the result as one JSON object; progress goes to standard error.")
    private boolean json;
  }

  @Override
  public Integer call() {
    Map<String, Object> extra = new LinkedHashMap<>();
    if (data != null) {
      extra.put("data", data);
    }
    if (output.table != null) {
      extra.put("validateEvery", output.table);
    }
    RunSpec runSpec = settings.spec(spec.commandLine().getParseResult(), extra);
    if (output.out != null) {
      RunDirectory.requireUsable(output.out);
    }
    Terminal terminal = output.json ? Terminal.standardError() : Terminal.standardOutput();
    DownloadView downloads = new DownloadView(Terminal.standardError());
    try (Tracking open = tracking.open(terminal);
        RunSession session = RunSession.prepare(runSpec, new DataSources(downloads))) {
      new RunText(terminal).describe(session);
      RunDirectory directory =
          RunDirectory.create(
              output.out != null ? output.out : RunNames.next(Path.of("runs"), session));
      return new TrainingRun(session, terminal, output.json, output.table != null, open)
          .execute(view -> session.run(directory, view));
    }
  }
}
