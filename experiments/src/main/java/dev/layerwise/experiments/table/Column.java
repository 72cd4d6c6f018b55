package dev.layerwise.experiments.table;

/**
 * A column of a table.
 *
 * @param key its name for programs, such as {@code validationAccuracy}
 * @param heading its name for people, such as {@code validation accuracy}
 * @param kind what its values are
 */
public record Column(String key, String heading, Kind kind) {
  /** What the values of a column are. */
  public enum Kind {
    /** Words, settings. */
    TEXT,
    /** Whole numbers. */
    COUNT,
    /** Means of whole numbers. */
    NUMBER,
    /** Losses. */
    LOSS,
    /** Shares from 0 to 1. */
    ACCURACY,
    /** Times, in seconds. */
    SECONDS,
    /** Probabilities, such as p-values. */
    PROBABILITY;

    /** What means of such values are. */
    public Kind ofMeans() {
      return this == COUNT ? NUMBER : this;
    }
  }
}
