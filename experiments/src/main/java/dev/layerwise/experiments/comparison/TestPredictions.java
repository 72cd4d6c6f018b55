package dev.layerwise.experiments.comparison;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Examples;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.ModelFile;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the predictions of runs for their test sets again, from their models and data. */
final class TestPredictions {
  /** Other kernels may take a few examples for something else; other data take many. */
  private static final double TOLERANCE = 0.002;

  /**
   * What a run takes its test examples for.
   *
   * @param data the digests of the data that the test examples are from
   * @param rows which rows of these they are
   * @param labels their classes
   * @param classes what the run takes them for
   */
  record Predicted(String data, int[] rows, int[] labels, int[] classes) {
    /** Whether both are about the same examples. */
    boolean sameExamples(Predicted other) {
      return data.equals(other.data)
          && Arrays.equals(rows, other.rows)
          && Arrays.equals(labels, other.labels);
    }
  }

  private final DataSources sources;
  private final @Nullable Path dataDir;
  private final IdentityHashMap<ComparedRun, Predicted> known = new IdentityHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();

  /** Looks for published sets in a folder, if one is given, before all other places. */
  TestPredictions(DataSources sources, @Nullable Path dataDir) {
    this.sources = sources;
    this.dataDir = dataDir;
  }

  /** Why predictions could not be made again, in words. */
  Set<String> problems() {
    return problems;
  }

  /** The predictions of a run, or null if they cannot be made again. */
  @Nullable Predicted of(ComparedRun run) {
    if (run.summary().testAccuracy() == null) {
      return null;
    }
    Predicted predicted = known.get(run);
    if (predicted == null) {
      try {
        predicted = predict(run);
        known.put(run, predicted);
      } catch (DataException | IllegalArgumentException e) {
        problems.add(
            "The test predictions of some runs could not be made again, so that McNemar's test"
                + " leaves them out: "
                + e.getMessage());
      }
    }
    return predicted;
  }

  /** Runs of old may not say what their data were; their accuracy has to tell. */
  private static void requireSameData(RunDirectory run, List<RunData.Source> data) {
    if (Files.exists(run.environment())) {
      RunFiles.readEnvironment(run)
          .otherThan(data)
          .ifPresent(other -> {
            throw new DataException(
                run.path() + ": the " + other.role() + " data (" + other.name() + ") have changed");
          });
    }
  }

  private Predicted predict(ComparedRun run) {
    if (!Files.exists(run.directory().model())) {
      throw new DataException(run.directory().model() + ": is missing");
    }
    Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.toSettings(run.spec()));
    settings.remove("init");
    if (dataDir != null) {
      settings.put("dataDir", dataDir.toString());
    }
    try (RunSession session = RunSession.prepare(RunSpecs.of(settings), sources)) {
      requireSameData(run.directory(), session.data().sources());
      Examples test = session.data().test();
      if (test == null) {
        throw new DataException(run.directory().path() + ": its data have no test set any more");
      }
      ModelFile.loadInto(session.network(), run.directory().model());
      Predictions predictions =
          Predictions.of(session.network(), test.features(), test.rows(), session.data().scaling());
      int[] labels = new int[test.size()];
      test.gatherLabels(test.rows(), 0, test.size(), labels);
      double accuracy = predictions.accuracy(labels);
      Double recorded = run.summary().testAccuracy();
      if (recorded != null && Math.abs(accuracy - recorded) > TOLERANCE) {
        throw new DataException(
            run.directory().path()
                + ": its test accuracy was "
                + recorded
                + " and is now "
                + accuracy
                + "; the data have changed");
      }
      String data = session.data().sources().toString();
      return new Predicted(data, test.rows(), labels, predictions.classes());
    }
  }
}
