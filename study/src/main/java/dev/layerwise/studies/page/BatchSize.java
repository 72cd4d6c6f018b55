package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.studies.LoopTimes;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Six sizes of mini-batches in four variants. */
final class BatchSize implements Content {
  private static final String VALIDATION = "validationAccuracy";
  private static final String TEST = "testAccuracy";
  private static final int POINTS = 90;

  private final Pairing pairing;
  private final BatchTimes times;
  private final List<String> variants;
  private final List<Integer> sizes;

  BatchSize(StudyResult result) {
    pairing = Pairing.of(result, "results");
    times = new BatchTimes(done(), LoopTimes.read(result.directory().loopTimes()));
    variants = pairing.pairs().stream().map(p -> p.published().get("variant")).distinct().toList();
    sizes =
        pairing.pairs().stream()
            .map(p -> Integer.valueOf(p.published().get("batch_size")))
            .distinct()
            .sorted()
            .toList();
  }

  private @Nullable Pair pair(String variant, int size) {
    return pairing.pairs().stream()
        .filter(p -> variant.equals(p.published().get("variant")))
        .filter(p -> String.valueOf(size).equals(p.published().get("batch_size")))
        .findFirst()
        .orElse(null);
  }

  private double figure(String variant, int size, String name) {
    Pair pair = pair(variant, size);
    return pair == null || pair.ours() == null ? Double.NaN : Figures.mean(pair.ours(), name);
  }

  private List<Pair> done() {
    return pairing.pairs().stream()
        .filter(p -> p.ours() != null && !Double.isNaN(Figures.mean(p.ours(), TEST)))
        .toList();
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    List<Pair> done = done();
    if (done.isEmpty()) {
      return words;
    }
    Pair best =
        done.stream().max(Comparator.comparingDouble(p -> Pairing.mean(p, VALIDATION))).get();
    Pair published = pairing.publishedBest(TEST);
    words.add(
        "Best of our "
            + done.size()
            + " settings by validation accuracy: "
            + best.label()
            + ", with test accuracy "
            + Words.accuracy(Pairing.mean(best, TEST))
            + " after "
            + Words.duration(Pairing.mean(best, "trainSeconds"))
            + " of training. The published best is "
            + published.label()
            + " with "
            + Words.accuracy(Published.number(published.published(), "test_accuracy"))
            + ".");
    words.add(trend());
    words.add(tradeOff(done, best));
    words.add(variant("batch-norm", "plain"));
    words.add(variant("l2", "plain"));
    words.addAll(times.sentences());
    words.removeIf(String::isEmpty);
    return words;
  }

  /** How test accuracy goes with the size, variant by variant. */
  private String trend() {
    List<String> parts = new ArrayList<>();
    for (String variant : variants) {
      int bestSize = 0;
      double best = Double.NEGATIVE_INFINITY;
      for (int size : sizes) {
        double value = figure(variant, size, VALIDATION);
        if (value > best) {
          best = value;
          bestSize = size;
        }
      }
      double change =
          figure(variant, sizes.getLast(), TEST) - figure(variant, sizes.getFirst(), TEST);
      if (bestSize > 0 && !Double.isNaN(change)) {
        parts.add(
            String.format(
                Locale.ROOT,
                "%s is best at %d (by validation accuracy) and %s %s from %d to %d",
                variant,
                bestSize,
                change < 0 ? "loses" : "gains",
                Words.points(change),
                sizes.getFirst(),
                sizes.getLast()));
      }
    }
    return parts.isEmpty()
        ? ""
        : "The trend over mini-batch sizes, by test accuracy: " + Words.list(parts) + ".";
  }

  private String tradeOff(List<Pair> done, Pair best) {
    double within = Pairing.mean(best, VALIDATION) - 0.01;
    Pair quick =
        done.stream()
            .filter(p -> Pairing.mean(p, VALIDATION) >= within)
            .min(Comparator.comparingDouble(p -> Pairing.mean(p, "trainSeconds")))
            .get();
    double small = secondsPerEpoch(sizes.getFirst());
    double large = secondsPerEpoch(sizes.getLast());
    String cost =
        Double.isNaN(small) || Double.isNaN(large)
            ? ""
            : String.format(
                Locale.ROOT,
                "an epoch takes %s with mini-batches of %d and %s with %d",
                Words.duration(small),
                sizes.getFirst(),
                Words.duration(large),
                sizes.getLast());
    return "The trade-off is time: "
        + (cost.isEmpty() ? "" : cost + "; ")
        + (quick.equals(best)
            ? "the best setting is also the quickest within one point of itself."
            : "the quickest within one point of the best is "
                + quick.label()
                + ", with validation accuracy "
                + Words.accuracy(Pairing.mean(quick, VALIDATION))
                + " after "
                + Words.duration(Pairing.mean(quick, "trainSeconds"))
                + " instead of "
                + Words.accuracy(Pairing.mean(best, VALIDATION))
                + " after "
                + Words.duration(Pairing.mean(best, "trainSeconds"))
                + ".");
  }

  private double secondsPerEpoch(int size) {
    return variants.stream()
        .mapToDouble(v -> figure(v, size, "trainSeconds") / figure(v, size, "epochs"))
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }

  /** Whether a variant is better than another, size by size. */
  private String variant(String name, String than) {
    List<Integer> compared =
        sizes.stream()
            .filter(size -> Double.isFinite(figure(name, size, TEST) - figure(than, size, TEST)))
            .toList();
    double[] leads =
        compared.stream()
            .mapToDouble(size -> figure(name, size, TEST) - figure(than, size, TEST))
            .toArray();
    if (leads.length == 0) {
      return "";
    }
    long ahead = Arrays.stream(leads).filter(lead -> lead > 0).count();
    double mean = Arrays.stream(leads).average().orElse(0);
    int most = 0;
    for (int k = 1; k < leads.length; k++) {
      most = leads[k] > leads[most] ? k : most;
    }
    return String.format(
        Locale.ROOT,
        "%s is ahead of %s on %d of %d sizes, on average %s %s by test accuracy; it gains most at"
            + " %d (%s).",
        Reasons.capital(name),
        than,
        ahead,
        leads.length,
        Words.points(mean),
        mean < 0 ? "behind" : "ahead",
        compared.get(most),
        Format.DIFFERENCE.text(leads[most]));
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    if (!done().isEmpty()) {
      sections.add(new Section("sizes", "Accuracy and time over sizes", sizes()));
      sections.add(new Section("times", "Time, run by run", times.tables()));
    }
    sections.add(new Section("curves", "Cost against iteration, run by run", curves()));
    Pair plain = pair("plain", sizes.getFirst());
    Pair l2 = pair("l2", sizes.getFirst());
    if (plain != null && plain.ours() != null && l2 != null && l2.ours() != null) {
      sections.add(
          new Section(
              "weights",
              "Weights with and without L2",
              Weights.compare(
                  plain.ours(), l2.ours(), "the runs with mini-batches of " + sizes.getFirst())));
    }
    return sections;
  }

  private List<Block> sizes() {
    return List.of(
        new SideBySide(
            List.of(
                overSizes("accuracy-over-sizes", "Test accuracy", TEST, "test_accuracy", false),
                overSizes(
                    "time-over-sizes", "Training time", "trainSeconds", "train_seconds", true)),
            420));
  }

  private LineChart overSizes(String id, String title, String ours, String published, boolean log) {
    List<Series> series = new ArrayList<>();
    double[] x = sizes.stream().mapToDouble(Integer::doubleValue).toArray();
    for (int k = 0; k < variants.size(); k++) {
      String variant = variants.get(k);
      series.add(
          new Series(
              variant + ", ours",
              k,
              Stroke.SOLID,
              List.of(x),
              sizes.stream().mapToDouble(s -> figure(variant, s, ours)).toArray()));
      series.add(
          new Series(
              variant + ", published",
              k,
              Stroke.DASHED,
              List.of(x),
              sizes.stream()
                  .mapToDouble(s -> {
                    Pair pair = pair(variant, s);
                    return pair == null
                        ? Double.NaN
                        : Published.number(pair.published(), published);
                  })
                  .toArray()));
    }
    return new LineChart(
        id,
        title,
        "Ours full, published dashed.",
        List.of(new XAxis("mini-batch size", Format.COUNT, true)),
        new LineChart.YAxis(
            log ? "seconds" : "test accuracy", log ? Format.SETTING : Format.ACCURACY, log),
        series,
        List.of());
  }

  private List<Block> curves() {
    List<Block> blocks = new ArrayList<>();
    for (String variant : variants) {
      List<Block> charts = new ArrayList<>();
      for (int size : sizes) {
        Pair pair = pair(variant, size);
        if (pair == null || pair.ours() == null) {
          continue;
        }
        TrialResult trial = pair.ours().trials().getFirst();
        if (trial.status() == TrialStatus.UNFINISHED || trial.status() == TrialStatus.FAILED) {
          continue;
        }
        RunSummary summary = trial.summary();
        charts.add(
            Charts.costs(
                "costs-" + variant.replace("+", "-") + "-" + size,
                variant + ", " + size,
                summary == null ? "" : summary.stopExplanation(),
                trial,
                POINTS));
      }
      if (!charts.isEmpty()) {
        blocks.add(new SideBySide(charts, 340));
      }
    }
    return blocks;
  }
}
