package dev.layerwise.interop.csv;

/** Which column of a CSV file holds the labels. */
public sealed interface LabelColumn {
  /** The column called label, class, target or y (the first of these that there is), else none. */
  LabelColumn AUTO = new Auto();

  /** No column: the file has features alone. */
  LabelColumn NONE = new None();

  /** See {@link #AUTO}. */
  record Auto() implements LabelColumn {}

  /** See {@link #NONE}. */
  record None() implements LabelColumn {}

  /**
   * The column with this name.
   *
   * @param name as in the header; upper and lower case matter only if two columns differ in nothing
   *     else
   */
  record Named(String name) implements LabelColumn {}

  /**
   * The column at this place.
   *
   * @param number counted from 1; or from the end, -1 being the last
   */
  record Numbered(int number) implements LabelColumn {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is 0
     */
    public Numbered {
      if (number == 0) {
        throw new IllegalArgumentException(
            "label column: columns are counted from 1 (or from the end: -1 is the last), got 0");
      }
    }
  }

  /**
   * Reads what a person typed: {@code auto}, {@code none}, a number, or else a name.
   *
   * @throws IllegalArgumentException if it is empty, or the number 0
   */
  static LabelColumn parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException(
          "label column: expected a name, a number or none, got nothing");
    }
    if (trimmed.matches("-?[0-9]{1,9}")) {
      return new Numbered(Integer.parseInt(trimmed));
    }
    return switch (trimmed) {
      case "auto" -> AUTO;
      case "none" -> NONE;
      default -> new Named(trimmed);
    };
  }
}
