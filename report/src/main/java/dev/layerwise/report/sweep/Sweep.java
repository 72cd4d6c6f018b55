package dev.layerwise.report.sweep;

import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Table.Column;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sweep as its page needs it; see {@link SweepPage}.
 *
 * @param name its heading
 * @param subtitle a line below it
 * @param sentences the result in plain words, or none to have the page find its own
 * @param columns the results of the table, with formats and which end is the good one
 * @param objective the column that trials are chosen by
 * @param better which end of the objective is the good one
 * @param trials in the order they were planned
 * @param quantities the charts of curves: the names of {@link Trial#curves} with their axes
 * @param command the command that makes the sweep again, or an empty text
 * @param environment where it was made
 * @param footer what made the page
 */
public record Sweep(
    String name,
    String subtitle,
    List<String> sentences,
    List<Column> columns,
    String objective,
    Better better,
    List<Trial> trials,
    Map<String, YAxis> quantities,
    String command,
    List<Entry> environment,
    String footer) {
  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if no column is called as the objective is
   */
  public Sweep {
    sentences = List.copyOf(sentences);
    columns = List.copyOf(columns);
    trials = List.copyOf(trials);
    quantities = Collections.unmodifiableMap(new LinkedHashMap<>(quantities));
    environment = List.copyOf(environment);
    String wanted = objective;
    if (columns.stream().noneMatch(column -> column.name().equals(wanted))) {
      throw new IllegalArgumentException(
          name + ": there is no column called '" + objective + "' to choose trials by");
    }
  }
}
