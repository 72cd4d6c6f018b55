package dev.layerwise.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far a training is right now: what {@code progress.json} holds while it runs. The file is
 * rewritten about twice a second, and removed when training ends.
 *
 * @param step the steps done
 * @param plannedSteps the steps if nothing stops it early
 * @param stepsPerEpoch the steps of an epoch
 * @param epoch the epoch under way, counted from 1
 * @param epochs the most epochs
 * @param seconds the training time so far
 * @param examplesPerSecond examples trained on per second since the file was written before, all
 *     that happened meanwhile included
 * @param patienceLeft the steps until patience ends, or null if nothing is waited for
 * @param batchLoss the loss of the last mini-batch, or null if it is not finite
 */
public record LiveProgress(
    long step,
    long plannedSteps,
    int stepsPerEpoch,
    int epoch,
    int epochs,
    double seconds,
    double examplesPerSecond,
    @Nullable Long patienceLeft,
    @Nullable Double batchLoss)
    implements PlainValues.PlainRecord {

  /** Reads the file of a run; nothing if there is none, or it is just being replaced. */
  public static Optional<LiveProgress> read(RunDirectory run) {
    Path file = run.progress();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonMapper.shared().readValue(file.toFile(), LiveProgress.class));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
