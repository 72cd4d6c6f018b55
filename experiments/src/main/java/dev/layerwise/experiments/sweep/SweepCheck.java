package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunSession;
import java.util.List;
import java.util.function.Function;

/** Looks before a sweep leaps: whether every variant fits its data. */
public final class SweepCheck {
  private SweepCheck() {}

  /**
   * Reads the data and builds the network of every variant, and writes nothing.
   *
   * @throws IllegalArgumentException if a setting does not fit the data, such as mini-batches
   *     larger than the training set; the message names the variant
   * @throws DataException if data are missing or cannot be used
   */
  public static void check(List<Trial> trials, DataSources sources) {
    int checked = 0;
    for (Trial trial : trials) {
      if (trial.variant() == checked) {
        continue;
      }
      checked = trial.variant();
      try {
        RunSession.prepare(trial.spec(), sources).close();
      } catch (IllegalArgumentException e) {
        throw naming(trial, e, IllegalArgumentException::new);
      } catch (DataException e) {
        throw naming(trial, e, DataException::new);
      }
    }
  }

  private static <E extends RuntimeException> E naming(
      Trial trial, RuntimeException e, Function<String, E> make) {
    E named =
        make.apply("variant " + trial.variant() + " (" + trial.label() + "): " + e.getMessage());
    named.addSuppressed(e);
    return named;
  }
}
