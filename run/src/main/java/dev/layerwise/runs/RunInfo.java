package dev.layerwise.runs;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.model.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker is told of a run.
 *
 * @param directory the run directory; description and environment are written
 * @param spec the description
 * @param environment where and from what the run was made
 * @param network the network, which changes while the run is trained: to be read by the training
 *     thread, in an event; null where a finished run without a model is told again
 * @param image the shape of the image that an example is, or null if it is none
 * @param live whether the run is being trained now; otherwise a recorded run is told again
 */
public record RunInfo(
    RunDirectory directory,
    RunSpec spec,
    Environment environment,
    @Nullable Network network,
    @Nullable ImageShape image,
    boolean live) {

  /** When the run began. */
  public Instant started() {
    return Instant.parse(environment.started());
  }

  /**
   * What a person calls the run: the name of its folder, and for a trial of a sweep the sweep's
   * before it, such as {@code batch-size/004}.
   */
  public String name() {
    String sweep = sweep();
    String own = String.valueOf(directory.path().toAbsolutePath().normalize().getFileName());
    return sweep == null ? own : sweep + "/" + own;
  }

  /** The name of the sweep that the run is a trial of, or null: trials lie in SWEEP/trials/. */
  public @Nullable String sweep() {
    Path trials = directory.path().toAbsolutePath().normalize().getParent();
    if (trials == null || !trials.endsWith("trials")) {
      return null;
    }
    Path sweep = trials.getParent();
    return sweep != null && Files.isRegularFile(sweep.resolve("sweep.yaml"))
        ? String.valueOf(sweep.getFileName())
        : null;
  }
}
