package dev.layerwise.report.figure;

import java.util.List;

/**
 * Names with their values.
 *
 * @param entries in order
 */
public record Definitions(List<Entry> entries) implements Block {
  /**
   * A name and its value.
   *
   * @param name what it is
   * @param value its value as text
   * @param strong whether it stands out: a setting that was changed, say
   */
  public record Entry(String name, String value, boolean strong) {
    /** An ordinary entry. */
    public Entry(String name, String value) {
      this(name, value, false);
    }
  }

  /** Copies the list. */
  public Definitions {
    entries = List.copyOf(entries);
  }
}
