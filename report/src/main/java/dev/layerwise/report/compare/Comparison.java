package dev.layerwise.report.compare;

import dev.layerwise.record.Model;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.run.Curve;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several runs, or settings with repeats, as their page needs them; see {@link ComparePage}.
 *
 * @param name its heading
 * @param subtitle a line below it
 * @param sentences the result in plain words: which is better, by how much, how sure
 * @param members what is compared
 * @param columns the final figures, with formats and which end is the good one
 * @param quantities the charts of curves: the names of {@link Member#curves} with their axes
 * @param statistics tables of means, intervals and tests
 * @param footer what made the page
 */
public record Comparison(
    String name,
    String subtitle,
    List<String> sentences,
    List<Member> members,
    List<Column> columns,
    Map<String, YAxis> quantities,
    List<Table> statistics,
    String footer) {
  /**
   * One of what is compared.
   *
   * @param name what it is called
   * @param settings all of its settings by name; the page shows those that differ
   * @param results its figures by the names of the columns
   * @param curves what it measured, by quantity; over repeats see {@link Curve#mean}
   * @param model its best weights, or null
   */
  public record Member(
      String name,
      Map<String, String> settings,
      Map<String, Double> results,
      Map<String, Curve> curves,
      @Nullable Model model) {
    /** Copies the maps. */
    public Member {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
      results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
      curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
    }
  }

  /** Copies the lists. */
  public Comparison {
    sentences = List.copyOf(sentences);
    members = List.copyOf(members);
    columns = List.copyOf(columns);
    quantities = Collections.unmodifiableMap(new LinkedHashMap<>(quantities));
    statistics = List.copyOf(statistics);
  }
}
