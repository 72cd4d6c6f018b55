package dev.layerwise.report.run;

import dev.layerwise.data.DataException;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.RunDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Curves of several runs over one another, a chart for each quantity; over repeats their means. */
public final class VariantCurves {
  private static final int MOST_CURVES = 40;

  private static final Map<String, Format> QUANTITIES = new LinkedHashMap<>();

  static {
    QUANTITIES.put("validationLoss", Format.LOSS);
    QUANTITIES.put("validationAccuracy", Format.ACCURACY);
    QUANTITIES.put("trainLoss", Format.LOSS);
    QUANTITIES.put("trainAccuracy", Format.ACCURACY);
  }

  private VariantCurves() {}

  /**
   * Runs whose curves become one.
   *
   * @param name what they are called
   * @param runs the run directories of the repeats
   */
  public record Variant(String name, List<RunDirectory> runs) {
    /** Copies the list. */
    public Variant {
      runs = List.copyOf(runs);
    }
  }

  /**
   * The charts of validation and training loss and accuracy, as far as they were measured, and a
   * notice for each log that cannot be read.
   *
   * @param variants the most important first: the first few have colours of their own
   */
  public static List<Block> charts(List<Variant> variants) {
    List<Block> blocks = new ArrayList<>();
    Map<String, List<MetricsHistory>> histories = new LinkedHashMap<>();
    for (Variant variant : variants.subList(0, Math.min(MOST_CURVES, variants.size()))) {
      List<MetricsHistory> repeats = new ArrayList<>();
      for (RunDirectory run : variant.runs()) {
        try {
          repeats.add(MetricsHistory.read(run));
        } catch (DataException e) {
          blocks.add(Notice.missing("A curve is not shown: " + e.getMessage()));
        }
      }
      histories.put(variant.name(), repeats);
    }
    QUANTITIES.forEach((quantity, format) -> {
      List<Curve> curves = new ArrayList<>();
      histories.forEach((name, repeats) -> {
        List<Curve> measured =
            repeats.stream()
                .map(history -> Curve.of(name, history, quantity))
                .filter(curve -> !curve.isEmpty())
                .toList();
        if (!measured.isEmpty()) {
          curves.add(Curve.mean(name, measured));
        }
      });
      if (!curves.isEmpty()) {
        String words = RunCurves.words(quantity).replace("train ", "training ");
        blocks.add(
            Curve.chart(
                "curves-" + RunCommand.hyphenated(quantity),
                words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
                caption(curves, variants.size()),
                new YAxis(words, format, false),
                curves));
      }
    });
    return blocks;
  }

  private static String caption(List<Curve> curves, int variants) {
    List<String> sentences = new ArrayList<>();
    if (curves.stream().anyMatch(curve -> curve.low().length > 0)) {
      sentences.add("Means over the seeds that came so far; bands of one standard deviation.");
    }
    if (curves.size() > Curve.COLOURS) {
      sentences.add("The best come first; only they have colours.");
    }
    if (variants > MOST_CURVES) {
      sentences.add("The best " + MOST_CURVES + " of " + variants + " are drawn.");
    }
    return String.join(" ", sentences);
  }
}
