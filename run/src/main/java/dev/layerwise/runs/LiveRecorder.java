package dev.layerwise.runs;

import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingResult;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Tells other processes how far a training is, and hears from them that it is to stop: writes
 * {@code progress.json} and looks for {@code run.stop}, twice a second.
 *
 * <p>Nothing depends on either file, so that what goes wrong with them goes unsaid: a training does
 * not fail because nobody could watch it.
 */
final class LiveRecorder implements TrainingListener {
  private static final long INTERVAL = 500_000_000L;

  private final RunDirectory directory;
  private final int epochs;
  private final Runnable stop;
  private long plannedSteps;
  private int stepsPerEpoch;
  private long patienceLeft = -1;
  private long nextAt = System.nanoTime();
  private long writtenAt = nextAt;
  private long examples;
  private double loss = Double.NaN;

  /**
   * Makes one.
   *
   * @param epochs the most epochs
   * @param stop asks the training to stop
   */
  LiveRecorder(RunDirectory directory, int epochs, Runnable stop) {
    this.directory = directory;
    this.epochs = epochs;
    this.stop = stop;
    remove(directory.stopRequest());
  }

  @Override
  public void started(Started event) {
    plannedSteps = event.plannedSteps();
    stepsPerEpoch = event.stepsPerEpoch();
  }

  @Override
  public void stepFinished(
      long step, int epoch, int rows, double batchLoss, int correct, double learningRate) {
    examples += rows;
    loss = batchLoss;
  }

  @Override
  public void validated(Validated event) {
    patienceLeft = event.patienceLeft();
  }

  @Override
  public void safePoint(TrainingState state) {
    long now = System.nanoTime();
    if (now - nextAt < 0) {
      return;
    }
    nextAt = now + INTERVAL;
    if (Files.exists(directory.stopRequest())) {
      remove(directory.stopRequest());
      stop.run();
    }
    double seconds = (now - writtenAt) * 1e-9;
    write(state, seconds > 0 ? examples / seconds : 0);
    writtenAt = now;
    examples = 0;
  }

  private void write(TrainingState state, double examplesPerSecond) {
    var progress = state.progress();
    Path temporary = directory.path().resolve("progress.json.new");
    try {
      Files.writeString(
          temporary,
          RunFiles.toJson(
              new LiveProgress(
                  progress.step(),
                  plannedSteps,
                  stepsPerEpoch,
                  Math.min(epochs, progress.epoch() + 1),
                  epochs,
                  progress.seconds(),
                  examplesPerSecond,
                  patienceLeft < 0 ? null : patienceLeft,
                  Double.isFinite(loss) ? loss : null)));
      Files.move(temporary, directory.progress(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      remove(temporary);
    }
  }

  @Override
  public void finished(TrainingResult result) {
    remove(directory.progress());
    remove(directory.stopRequest());
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It says what is no longer so, and the lock that nobody holds says that.
    }
  }
}
