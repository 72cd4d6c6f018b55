package dev.layerwise.studies.page;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Better;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a published table, each with the variant that reproduces it. */
final class Pairing {
  private final StudyResult result;
  private final Counterparts table;
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * A published row with its counterpart.
   *
   * @param published the row as it was printed
   * @param label what it is about, in words
   * @param ours the variant, or null if it has not been trained
   */
  record Pair(Map<String, String> published, String label, @Nullable VariantResult ours) {}

  Pairing(StudyResult result, Counterparts table) {
    this.result = result;
    this.table = table;
    List<VariantResult> variants = result.variants(table.sweep());
    for (Map<String, String> row : Published.read(table.published()).rows()) {
      VariantResult ours =
          variants.stream().filter(variant -> matches(row, variant)).findFirst().orElse(null);
      pairs.add(new Pair(row, label(row), ours));
    }
  }

  /** The pairing of the study's table with this id. */
  static Pairing of(StudyResult result, String id) {
    return new Pairing(
        result,
        result.study().tables().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow());
  }

  List<Pair> pairs() {
    return pairs;
  }

  Counterparts table() {
    return table;
  }

  private String label(Map<String, String> row) {
    List<String> words = new ArrayList<>();
    table
        .keys()
        .forEach((column, ours) -> {
          String value = row.getOrDefault(column, "");
          if (!value.isEmpty()) {
            words.add(ours.equals("variant") ? value : column.replace('_', ' ') + " " + value);
          }
        });
    return String.join(", ", words);
  }

  private boolean matches(Map<String, String> row, VariantResult variant) {
    Map<String, Object> settings = RunSpecs.toSettings(variant.trial().spec());
    return table.keys().entrySet().stream()
        .allMatch(key -> {
          String wanted = row.getOrDefault(key.getKey(), "");
          return key.getValue().equals("variant")
              ? wanted.equals(variant.trial().name())
              : same(key.getValue(), wanted, settings);
        });
  }

  /** A name such as {@code l2[1]} is the second of a list; a list of one counts for all. */
  private boolean same(String name, String wanted, Map<String, Object> settings) {
    if (wanted.isEmpty()) {
      return true;
    }
    int bracket = name.indexOf('[');
    String setting = bracket < 0 ? name : name.substring(0, bracket);
    int index = bracket < 0 ? 0 : Integer.parseInt(name.substring(bracket + 1, name.length() - 1));
    Object value = settings.get(setting);
    if (value instanceof List<?> list) {
      value = list.get(Math.min(index, list.size() - 1));
    }
    if (!(value instanceof Number number)) {
      return wanted.equals(String.valueOf(value));
    }
    double published = Double.parseDouble(wanted);
    if (result.options().quick() && setting.equals("epochs")) {
      published = Math.ceil(published / result.study().quick().epochsDividedBy());
    }
    return number.doubleValue() == published;
  }

  /** The published figure of a row; NaN if it was not printed. */
  static double published(Pair pair, Measured figure) {
    return figure.published().isEmpty()
        ? Double.NaN
        : Published.number(pair.published(), figure.published());
  }

  /** Our figure, over the seeds; NaN if there is none. */
  static Sample ours(Pair pair, Measured figure) {
    return pair.ours() == null ? Sample.of() : Figures.sample(pair.ours(), figure.ours());
  }

  /** Our figure by its name, as a mean over the seeds; NaN if there is none. */
  static double mean(Pair pair, String figure) {
    return pair.ours() == null ? Double.NaN : Figures.mean(pair.ours(), figure);
  }

  /** The figures in which ours should be at least as good. */
  List<Measured> judged() {
    return table.figures().stream().filter(f -> table.judged().contains(f.ours())).toList();
  }

  /** How much better ours is, in the figure's own unit; negative if it is worse. */
  static double lead(Pair pair, Measured figure) {
    double difference = ours(pair, figure).mean() - published(pair, figure);
    return figure.better() == Better.LOWER ? -difference : difference;
  }

  /** The rows in which a judged figure of ours is worse than the published one. */
  List<Pair> behind() {
    return pairs.stream()
        .filter(pair -> judged().stream().anyMatch(figure -> lead(pair, figure) < 0))
        .toList();
  }

  /** The rows that can be judged: both sides have at least one of the judged figures. */
  long comparable() {
    return pairs.stream()
        .filter(pair -> judged().stream().anyMatch(f -> !Double.isNaN(lead(pair, f))))
        .count();
  }

  /** The published row that is best in a figure. */
  Pair publishedBest(String ours) {
    Measured figure = figure(ours);
    Pair best = pairs.getFirst();
    for (Pair pair : pairs) {
      double value = published(pair, figure);
      double present = published(best, figure);
      boolean leads = figure.better() == Better.LOWER ? value < present : value > present;
      best = leads || Double.isNaN(present) ? pair : best;
    }
    return best;
  }

  Measured figure(String ours) {
    return table.figures().stream().filter(f -> f.ours().equals(ours)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    return table.id() + " " + Arrays.toString(pairs.toArray());
  }
}
