package dev.layerwise.trackers.tensorboard;

import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.RunInfo;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.tensor.Parameter;
import dev.layerwise.trackers.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one run. Curves of the training, validation and test set lie in folders of these
 * names and bear the same tags, so that TensorBoard draws them into one chart; settings, results,
 * histograms and images lie in the folder of the run itself.
 */
final class TensorBoardRun implements TrackedRun {
  private static final String RUN = "";
  private static final String TRAIN = "train";
  private static final String VALIDATION = "validation";
  private static final String TEST = "test";

  /** Steps that a point of the curve {@code batch_loss} is the mean of. */
  private static final int STEPS_A_POINT = 100;

  private static final long FLUSH_INTERVAL = 1_000_000_000L;

  private final RunInfo run;
  private final Path folder;
  private final Clock clock;
  private final Map<String, EventFile> files = new LinkedHashMap<>();
  private long flushedAt = System.nanoTime();
  private long firstStep;
  private double lossSum;
  private long correct;
  private long rows;
  private int steps;
  private long examplesOfEpoch;
  private double secondsBefore = Double.NaN;

  /** A moment in a recorded run that is told again; null while a run is trained. */
  private @Nullable Double secondsAgain;

  TensorBoardRun(RunInfo run, Path folder, Clock clock) {
    this.run = run;
    this.folder = folder;
    this.clock = clock;
  }

  /** Writing as the callers of a listener do: a disk that fails is an unchecked exception. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private void writing(Writing writing) {
    try {
      writing.write();
    } catch (IOException e) {
      throw AtomicFiles.explain(folder, e);
    }
  }

  @Override
  public void started(Started event) {
    firstStep = event.firstStep();
    writing(() -> {
      Map<String, Object> settings = RunSettings.of(run.spec());
      // Runs that differ in their seed alone are repetitions, not another setting.
      settings.remove("seed");
      add(
          RUN,
          0,
          HyperParameters.start(
              settings,
              Integer.toHexString(settings.hashCode()),
              run.directory().path().toString(),
              run.started().toEpochMilli() / 1e3));
      weights("first_layer", firstStep);
      flush();
    });
  }

  @Override
  public void stepFinished(
      long step, int epoch, int batchRows, double loss, int batchCorrect, double learningRate) {
    lossSum += loss * batchRows;
    correct += batchCorrect;
    rows += batchRows;
    examplesOfEpoch += batchRows;
    steps++;
    if (step % STEPS_A_POINT == 0) {
      point(step, learningRate);
    }
  }

  private void point(long step, double learningRate) {
    if (steps > 0) {
      writing(() -> {
        scalar(TRAIN, "batch_loss", step, lossSum / rows);
        scalar(TRAIN, "batch_accuracy", step, (double) correct / rows);
        scalar(TRAIN, "learning_rate", step, learningRate);
      });
    }
    lossSum = 0;
    correct = 0;
    rows = 0;
    steps = 0;
  }

  @Override
  public void validated(Validated event) {
    Score validation = event.validation();
    if (validation != null) {
      writing(() -> {
        scalar(VALIDATION, "loss", event.step(), validation.loss());
        scalar(VALIDATION, "accuracy", event.step(), validation.accuracy());
        flushNowAndThen();
      });
    }
  }

  @Override
  public void epochFinished(EpochFinished event) {
    secondsAgain = event.seconds();
    writing(() -> {
      long step = event.step();
      scalar(TRAIN, "loss", step, event.trainLoss());
      scalar(TRAIN, "accuracy", step, event.trainAccuracy());
      scalar(TRAIN, "objective", step, event.objective());
      scalar(TRAIN, "epoch", step, event.epoch());
      double seconds = event.seconds() - secondsBefore;
      if (seconds > 0 && examplesOfEpoch > 0) {
        scalar(TRAIN, "examples_per_second", step, examplesOfEpoch / seconds);
      }
      if (run.live()) {
        histograms(step);
        // Doubling distances: early changes are large, and TensorBoard keeps a few images.
        if (Integer.bitCount(event.epoch()) == 1) {
          weights("first_layer", step);
        }
      }
      flushNowAndThen();
    });
    secondsBefore = event.seconds();
    examplesOfEpoch = 0;
  }

  private void histograms(long step) throws IOException {
    Network network = run.network();
    if (network == null) {
      return;
    }
    for (Parameter parameter : network.parameters()) {
      ValueHistogram histogram = ValueHistogram.of(parameter.value().data());
      if (histogram != null) {
        add(RUN, step, Events.histogram("parameters/" + parameter.name(), histogram));
      }
    }
  }

  private void weights(String tag, long step) throws IOException {
    if (run.live() || tag.endsWith("best")) {
      var image = WeightImage.of(run.network(), run.image());
      if (image.isPresent()) {
        add(RUN, step, image.get().summary(tag));
      }
    }
  }

  @Override
  public void ended(RunSummary summary) {
    writing(() -> {
      long step = summary.bestStep();
      result(step, "train", summary.trainLoss(), summary.trainAccuracy());
      result(step, "validation", summary.validationLoss(), summary.validationAccuracy());
      result(step, "test", summary.testLoss(), summary.testAccuracy());
      if (summary.testLoss() != null && summary.testAccuracy() != null) {
        scalar(TEST, "loss", step, summary.testLoss());
        scalar(TEST, "accuracy", step, summary.testAccuracy());
      }
      scalar(RUN, "result/train_seconds", step, summary.trainSeconds());
      weights("first_layer_best", step);
      if (!run.live()) {
        histograms(step);
      }
      end(!summary.diverged());
    });
  }

  private void result(long step, String set, @Nullable Double loss, @Nullable Double accuracy)
      throws IOException {
    if (loss != null && accuracy != null) {
      scalar(RUN, "result/" + set + "_loss", step, loss);
      scalar(RUN, "result/" + set + "_accuracy", step, accuracy);
    }
  }

  @Override
  public void failed(Throwable reason) {
    writing(() -> end(false));
  }

  private void end(boolean success) throws IOException {
    add(RUN, 0, HyperParameters.end(success, wallTime()));
    flush();
  }

  @Override
  public void close() {
    writing(() -> {
      for (EventFile file : files.values()) {
        file.close();
      }
      files.clear();
    });
  }

  private void scalar(String part, String tag, long step, double value) throws IOException {
    add(part, step, Events.scalar(tag, value));
  }

  private void add(String part, long step, Message value) throws IOException {
    EventFile file = files.get(part);
    if (file == null) {
      file = EventFile.create(folder.resolve(part), clock.instant().getEpochSecond());
      files.put(part, file);
      file.write(Events.fileVersion(wallTime()));
      // Also for a run from its beginning: its folder may hold what an earlier one left.
      file.write(Events.sessionStart(wallTime(), firstStep == 0 ? 0 : firstStep + 1));
    }
    file.write(Events.summary(wallTime(), step, value));
  }

  private double wallTime() {
    if (run.live()) {
      return clock.millis() / 1e3;
    }
    double seconds = secondsAgain == null ? 0 : secondsAgain;
    return run.started().toEpochMilli() / 1e3 + seconds;
  }

  private void flushNowAndThen() throws IOException {
    long now = System.nanoTime();
    if (now - flushedAt >= FLUSH_INTERVAL) {
      flush();
    }
  }

  private void flush() throws IOException {
    for (EventFile file : files.values()) {
      file.flush();
    }
    flushedAt = System.nanoTime();
  }
}
