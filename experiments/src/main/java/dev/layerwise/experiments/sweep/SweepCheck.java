package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.IdleSettings;
import dev.layerwise.runs.IdleSettings.Idle;
import dev.layerwise.runs.RunData.Source;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Looks before a sweep leaps: whether every variant fits its data. */
public final class SweepCheck {
  private SweepCheck() {}

  /**
   * Reads the data and builds the network of every variant, and writes nothing. Where trials are
   * left to be trained, the data must be those of the trials that were trained before: a table with
   * some of each would compare what cannot be compared.
   *
   * @param directory where the sweep is written, or will be
   * @throws IllegalArgumentException if a setting does not fit the data, such as mini-batches
   *     larger than the training set; the message names the variant
   * @throws DataException if data are missing or cannot be used
   */
  public static void check(List<Trial> trials, SweepDirectory directory, DataSources sources) {
    boolean ended =
        trials.stream().allMatch(trial -> Files.exists(run(directory, trial).summary()));
    int checked = 0;
    List<Source> data = List.of();
    for (Trial trial : trials) {
      if (trial.variant() != checked) {
        checked = trial.variant();
        data = dataOf(trial, sources);
      }
      if (!ended) {
        requireSameData(run(directory, trial), data);
      }
    }
  }

  private static RunDirectory run(SweepDirectory directory, Trial trial) {
    return new RunDirectory(directory.trial(trial.number()));
  }

  private static List<Source> dataOf(Trial trial, DataSources sources) {
    try (RunSession session = RunSession.prepare(trial.spec(), sources)) {
      return session.data().sources();
    } catch (IllegalArgumentException e) {
      throw naming(trial, e, IllegalArgumentException::new);
    } catch (DataException e) {
      throw naming(trial, e, DataException::new);
    }
  }

  private static void requireSameData(RunDirectory run, List<Source> data) {
    if (!Files.exists(run.environment())) {
      return;
    }
    RunFiles.readEnvironment(run)
        .otherThan(data)
        .ifPresent(other -> {
          throw new DataException(
              run.path()
                  + ": was trained on other "
                  + other.role()
                  + " data than "
                  + other.name()
                  + " holds now; bring those back, or begin another sweep (--out)");
        });
  }

  /**
   * Refuses settings that have no effect on the data they are given for. What varies must have one
   * in every variant, or variants would be the same run; what the base says, in one at least, since
   * the data may vary. Variants that differ in their threads alone are refused as well.
   *
   * @param file where the sweep is described, as messages begin with it; empty for none
   * @param places where settings of the base stand that are not of the description, likewise
   * @throws IllegalArgumentException if there is one; the message names its place
   */
  public static void refuseIdle(List<Trial> trials, String file, Map<String, String> places) {
    refuseThreads(trials, file);
    Map<String, Idle> everywhere = new LinkedHashMap<>();
    int checked = 0;
    for (Trial trial : trials) {
      if (trial.variant() == checked) {
        continue;
      }
      checked = trial.variant();
      Map<String, Idle> here = new LinkedHashMap<>();
      for (Idle idle : IdleSettings.of(trial.spec())) {
        if (trial.settings().containsKey(idle.name())) {
          throw new IllegalArgumentException(
              file + "variant " + checked + " (" + trial.label() + "): " + idle.message());
        }
        here.put(idle.name(), idle);
      }
      if (checked == 1) {
        everywhere.putAll(here);
      }
      everywhere.keySet().retainAll(here.keySet());
    }
    if (!everywhere.isEmpty()) {
      Idle idle = everywhere.values().iterator().next();
      throw new IllegalArgumentException(
          places.getOrDefault(idle.name(), file + "base: ") + idle.message());
    }
  }

  /** Not where a sweep is read: those of before may have them. */
  private static void refuseThreads(List<Trial> trials, String file) {
    Map<Map<String, Object>, Trial> seen = new HashMap<>();
    for (Trial trial : trials) {
      Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.toSettings(trial.spec()));
      settings.remove("threads");
      Trial twin = seen.putIfAbsent(settings, trial);
      if (twin != null) {
        throw new IllegalArgumentException(
            file
                + "variants "
                + twin.variant()
                + " ("
                + twin.label()
                + ") and "
                + trial.variant()
                + " ("
                + trial.label()
                + ") differ in the number of threads alone, which changes no result; vary something"
                + " else");
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
