package dev.layerwise.trackers;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunInfo;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunTracker;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.train.TrainingListener.EpochFinished;
import dev.layerwise.train.TrainingListener.Started;
import dev.layerwise.train.TrainingListener.Validated;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Tells trackers of runs that were trained before, from their record. */
public final class RecordedRuns {
  private RecordedRuns() {}

  /**
   * Tells a tracker of a run. One that has not ended is told as far as it has come.
   *
   * @throws dev.layerwise.data.DataException if the record is damaged
   */
  public static void tell(RunDirectory directory, RunTracker tracker) {
    MetricsHistory history = MetricsHistory.read(directory);
    boolean ended = Files.exists(directory.summary());
    Network network = null;
    ImageShape image = null;
    if (ended && Files.exists(directory.model())) {
      Model model =
          ModelFile.read(
              directory.model(), KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
      network = model.network();
      image = model.image();
    }
    RunInfo info =
        new RunInfo(
            directory,
            RunSession.specOf(directory),
            RunFiles.readEnvironment(directory),
            network,
            image,
            false);
    try (TrackedRun tracked = tracker.follow(info)) {
      tracked.started(new Started(0, 0, 0, 0, 0, 0, null));
      history.lines().forEach(line -> tell(line, tracked));
      if (ended) {
        tracked.ended(RunFiles.readSummary(directory));
      }
    }
  }

  private static void tell(Line line, TrackedRun tracked) {
    switch (line.event()) {
      case "validation" ->
          tracked.validated(
              new Validated(
                  line.step(),
                  line.epoch(),
                  line.number("batchLoss"),
                  line.number("batchAccuracy"),
                  validation(line),
                  Boolean.parseBoolean(line.texts().get("best")),
                  -1,
                  line.number("learningRate")));
      case "epoch" ->
          tracked.epochFinished(
              new EpochFinished(
                  line.epoch(),
                  line.step(),
                  line.number("trainLoss"),
                  line.number("trainAccuracy"),
                  line.number("objective"),
                  validation(line),
                  line.number("learningRate"),
                  line.number("seconds")));
      default -> {
        // A divergence shows in the epochs, and in the summary.
      }
    }
  }

  private static @Nullable Score validation(Line line) {
    return line.numbers().containsKey("validationLoss")
        ? new Score(line.number("validationLoss"), line.number("validationAccuracy"), 0)
        : null;
  }
}
