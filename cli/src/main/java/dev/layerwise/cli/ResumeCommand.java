package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description =
        "Continues a run that was stopped or killed. It ends on the same bits as a run that was"
            + " left alone.")
final class ResumeCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run directory.")
  private Path run = Path.of("");

  @Option(names = "--epochs", paramLabel = "N", description = "Another limit on epochs.")
  private @Nullable Integer epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Another limit on steps (0: none).")
  private @Nullable Long maxSteps;

  @Option(
      names = "--max-seconds",
      paramLabel = "S",
      description = "Another limit on time (0: none).")
  private @Nullable Double maxSeconds;

  @Option(names = "--threads", paramLabel = "N", description = "Another number of threads.")
  private @Nullable Integer threads;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder that holds mnist/ and fashion-mnist/.")
  private @Nullable String dataDir;

  @Option(names = "--table", description = "Print a row for every validation.")
  private boolean table;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object; progress goes to standard error.")
  private boolean json;

  @Mixin
  @OptionHeading("Tracking")
  private TrackingOptions tracking = new TrackingOptions();

  @Override
  public Integer call() {
    RunDirectory directory = RunDirectory.open(run);
    if (!Files.exists(directory.checkpoint())) {
      throw new DataException(
          run
              + ": holds no checkpoint: the run ended before its first one; train again with"
              + " layerwise train --config "
              + directory.description());
    }
    RunSpec spec = RunSpecs.of(RunSpecs.toSettings(RunSession.specOf(directory)), changes());
    if ((epochs != null || maxSteps != null || maxSeconds != null)
        && SweepDirectory.holdsAsTrial(run)) {
      throw new IllegalArgumentException(
          run
              + ": is a trial of a sweep, whose table would compare it with others as if it had"
              + " their limits; resume a copy of its folder, or leave --epochs, --max-steps and"
              + " --max-seconds away");
    }
    Terminal terminal = json ? Terminal.standardError() : Terminal.standardOutput();
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    try (Tracking open = tracking.open(terminal);
        RunSession session = RunSession.prepareRecorded(spec, sources)) {
      return new TrainingRun(session, terminal, json, table, open)
          .execute(view -> session.resume(directory, view));
    }
  }

  private Map<String, Object> changes() {
    Map<String, Object> changes = new LinkedHashMap<>();
    put(changes, "epochs", epochs);
    put(changes, "maxSteps", maxSteps);
    put(changes, "maxSeconds", maxSeconds);
    put(changes, "threads", threads);
    put(changes, "dataDir", dataDir);
    return changes;
  }

  private static void put(Map<String, Object> changes, String setting, @Nullable Object value) {
    if (value != null) {
      changes.put(setting, value);
    }
  }
}
