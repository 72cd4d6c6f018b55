package dev.layerwise.experiments.comparison;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.comparison.PairComparison.SeedTest;
import dev.layerwise.experiments.comparison.TestPredictions.Predicted;
import dev.layerwise.experiments.statistics.Holm;
import dev.layerwise.experiments.statistics.McNemarTest;
import dev.layerwise.experiments.statistics.PairedTest;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.SettingWords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares runs. */
public final class Comparisons {
  /** Up to so many variants, each is compared with each. */
  private static final int ALL_PAIRS = 5;

  private Comparisons() {}

  /**
   * What is asked for.
   *
   * @param figure what to test, or null for the test accuracy, or the validation accuracy where
   *     there is no test set
   * @param against the label or the number, from 1, of the variant that all others are compared
   *     with; null for each with each, or, of more than five, all with the best
   * @param predictions where to find the data to make test predictions again; null not to
   * @param dataDir a folder with the published sets, or null for the places that the runs name
   */
  public record Request(
      @Nullable Figure figure,
      @Nullable String against,
      @Nullable DataSources predictions,
      @Nullable Path dataDir) {
    /** A request that finds data where the runs found them. */
    public Request(
        @Nullable Figure figure, @Nullable String against, @Nullable DataSources predictions) {
      this(figure, against, predictions, null);
    }
  }

  /**
   * Compares.
   *
   * @param paths run directories and sweep directories
   * @throws DataException if one holds no run, or a run that has not ended
   * @throws IllegalArgumentException if there is nothing to compare
   */
  public static Comparison compare(List<Path> paths, Request request) {
    RunCollector collector = new RunCollector();
    paths.forEach(collector::add);
    if (collector.runs().isEmpty()) {
      throw new DataException(paths.getFirst() + ": holds no run that has ended");
    }
    Grouping grouping = Grouping.of(collector.runs());
    List<ComparedVariant> variants = grouping.variants();
    Figure figure = request.figure() == null ? usual(variants) : request.figure();
    int best = best(variants);
    List<String> notes = new ArrayList<>(collector.notes());
    notes.addAll(grouping.notes());
    notes.addAll(SameData.notes(collector.runs()));
    noteUnfinished(variants, notes);

    List<int[]> pairs = pairs(variants, request.against(), best);
    List<Draft> drafts = new ArrayList<>();
    TestPredictions predictions =
        request.predictions() == null
            ? null
            : new TestPredictions(request.predictions(), request.dataDir());
    for (int[] pair : pairs) {
      Draft draft = Draft.of(variants, pair[0], pair[1], figure, predictions);
      if (!draft.seeds().isEmpty()) {
        drafts.add(draft);
      }
    }
    if (variants.size() > 1 && drafts.isEmpty() && !pairs.isEmpty()) {
      notes.add(
          "No two of these variants were trained with the same seed, so there is no fair test"
              + " between them; train them with the same seeds.");
    }
    if (predictions != null) {
      notes.addAll(predictions.problems());
    }
    if (variants.size() > ALL_PAIRS && request.against() == null && best >= 0) {
      notes.add(
          "Of more than "
              + ALL_PAIRS
              + " variants, each is compared with the best by validation alone (--against names"
              + " another).");
    }
    List<PairComparison> tested = corrected(drafts, figure, variants);
    if (tested.stream().anyMatch(pair -> pair.seeds().size() == 1)) {
      notes.add(
          "One training each does not tell what another seed would bring; train the variants with"
              + " several (sweep --repeats 5).");
    }
    // Without repeats there is no p-value over the seeds, and without predictions none over the
    // examples: what is not there is not corrected.
    noteCorrection(
        "over the seeds",
        tested.stream().filter(pair -> !Double.isNaN(pair.test().p())).count(),
        notes);
    noteCorrection(
        "over the test examples",
        tested.stream().mapToLong(pair -> pair.predictions().size()).sum(),
        notes);
    return new Comparison(figure, grouping.differing(), variants, best, tested, notes);
  }

  private static void noteCorrection(String over, long tests, List<String> notes) {
    if (tests > 1) {
      notes.add(
          "p-values "
              + over
              + " are corrected for "
              + tests
              + " comparisons by the method of Holm.");
    }
  }

  private static void noteUnfinished(List<ComparedVariant> variants, List<String> notes) {
    for (ComparedVariant variant : variants) {
      int left = variant.runs().size() - variant.done().size();
      if (left > 0) {
        String fates =
            String.join(
                ", ",
                variant.runs().stream()
                    .filter(run -> run.status() != TrialStatus.DONE)
                    .map(run -> "seed " + run.spec().seed() + " " + run.status().label())
                    .toList());
        notes.add(variant.label() + ": runs that do not count in its figures: " + fates + ".");
      }
    }
  }

  private static Figure usual(List<ComparedVariant> variants) {
    boolean tested =
        variants.stream()
            .flatMap(variant -> variant.runs().stream())
            .allMatch(run -> run.summary().testAccuracy() != null);
    return tested ? Figure.TEST_ACCURACY : Figure.VALIDATION_ACCURACY;
  }

  /** By validation: the test set must not choose whom the others are compared with. */
  private static int best(List<ComparedVariant> variants) {
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < variants.size(); i++) {
      double mean = variants.get(i).sample(Figure.VALIDATION_ACCURACY).mean();
      if (mean > highest) {
        highest = mean;
        best = i;
      }
    }
    return best;
  }

  private static List<int[]> pairs(
      List<ComparedVariant> variants, @Nullable String against, int best) {
    List<int[]> pairs = new ArrayList<>();
    int fixed = against != null ? find(variants, against) : variants.size() > ALL_PAIRS ? best : -1;
    for (int i = 0; i < variants.size(); i++) {
      for (int j = i + 1; j < variants.size(); j++) {
        if (fixed < 0 || i == fixed || j == fixed) {
          pairs.add(new int[] {i, j});
        }
      }
    }
    return pairs;
  }

  private static int find(List<ComparedVariant> variants, String wanted) {
    List<String> labels = variants.stream().map(ComparedVariant::label).toList();
    if (labels.contains(wanted)) {
      return labels.indexOf(wanted);
    }
    if (wanted.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(wanted);
      if (number >= 1 && number <= labels.size()) {
        return number - 1;
      }
    }
    throw new IllegalArgumentException(
        "against: expected the number of a variant, 1 to "
            + labels.size()
            + ", or its label, one of '"
            + String.join("', '", labels)
            + "'; got '"
            + wanted
            + "'");
  }

  /** A pair before the correction, which needs all of them. */
  private record Draft(
      int first,
      int second,
      List<Long> seeds,
      PairedTest test,
      Map<Long, McNemarTest> predictions) {
    static Draft of(
        List<ComparedVariant> variants,
        int first,
        int second,
        Figure figure,
        @Nullable TestPredictions predictions) {
      Map<Long, ComparedRun> a = bySeed(variants.get(first), figure);
      Map<Long, ComparedRun> b = bySeed(variants.get(second), figure);
      List<Long> seeds = a.keySet().stream().filter(b::containsKey).toList();
      Map<Long, McNemarTest> tests = new TreeMap<>();
      for (long seed : seeds) {
        McNemarTest test =
            predictions == null
                ? null
                : test(
                    predictions,
                    Objects.requireNonNull(a.get(seed)),
                    Objects.requireNonNull(b.get(seed)));
        if (test != null) {
          tests.put(seed, test);
        }
      }
      return new Draft(
          first,
          second,
          seeds,
          PairedTest.of(values(a, seeds, figure), values(b, seeds, figure)),
          tests);
    }

    private static Map<Long, ComparedRun> bySeed(ComparedVariant variant, Figure figure) {
      Map<Long, ComparedRun> runs = new TreeMap<>();
      for (ComparedRun run : variant.done()) {
        if (figure.of(run.summary()) != null) {
          runs.put(run.spec().seed(), run);
        }
      }
      return runs;
    }

    private static double[] values(Map<Long, ComparedRun> runs, List<Long> seeds, Figure figure) {
      return seeds.stream()
          .map(seed -> Objects.requireNonNull(runs.get(seed)))
          .map(run -> Objects.requireNonNull(figure.of(run.summary())))
          .mapToDouble(Double::doubleValue)
          .toArray();
    }

    private static @Nullable McNemarTest test(
        TestPredictions predictions, ComparedRun a, ComparedRun b) {
      Predicted first = predictions.of(a);
      Predicted second = predictions.of(b);
      return first == null || second == null || !first.sameExamples(second)
          ? null
          : McNemarTest.of(first.labels(), first.classes(), second.classes());
    }
  }

  private static List<PairComparison> corrected(
      List<Draft> drafts, Figure figure, List<ComparedVariant> variants) {
    double[] overSeeds = Holm.correct(drafts.stream().mapToDouble(d -> d.test().p()).toArray());
    double[] overExamples =
        Holm.correct(
            drafts.stream()
                .flatMap(draft -> draft.predictions().values().stream())
                .mapToDouble(McNemarTest::p)
                .toArray());
    List<PairComparison> pairs = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      List<SeedTest> seedTests = new ArrayList<>();
      for (Map.Entry<Long, McNemarTest> test : draft.predictions().entrySet()) {
        seedTests.add(new SeedTest(test.getKey(), test.getValue(), overExamples[next++]));
      }
      PairComparison pair =
          new PairComparison(
              draft.first(),
              draft.second(),
              figure,
              draft.seeds(),
              draft.test(),
              overSeeds[i],
              seedTests,
              "");
      pairs.add(
          new PairComparison(
              pair.first(),
              pair.second(),
              figure,
              pair.seeds(),
              pair.test(),
              pair.corrected(),
              seedTests,
              Sentences.of(
                  pair,
                  SettingWords.in(variants.get(pair.first()).label()),
                  SettingWords.in(variants.get(pair.second()).label()))));
    }
    return pairs;
  }
}
