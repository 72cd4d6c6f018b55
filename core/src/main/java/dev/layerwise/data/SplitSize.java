package dev.layerwise.data;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * How many examples a part of a data set shall have: a share of all, or a number.
 *
 * <p>Its text is {@code 0.2} or {@code 20%} for a share and {@code 12000} for a number; {@code 0}
 * means none. A share of n examples is the whole number nearest to it, halves upward: 0.2 of 60,000
 * is 12,000, and 0.29 of 50, which is 14.5, is 15. It is taken in decimal, as people write shares:
 * in binary 0.29 of 50 is a little less than 14.5.
 */
public sealed interface SplitSize {
  /** No examples. */
  SplitSize NONE = new Count(0);

  /**
   * A share of all examples.
   *
   * @param share from above 0 to below 1
   */
  record Fraction(double share) implements SplitSize {
    /**
     * Checks the share.
     *
     * @throws IllegalArgumentException if it is not between 0 and 1, both excluded
     */
    public Fraction {
      if (!(share > 0 && share < 1)) {
        throw new IllegalArgumentException(
            "share of the examples: expected a number between 0 and 1, such as 0.2, got " + share);
      }
    }

    @Override
    public int of(int examples) {
      return BigDecimal.valueOf(share)
          .multiply(BigDecimal.valueOf(examples))
          .setScale(0, RoundingMode.HALF_UP)
          .intValue();
    }

    @Override
    public String toString() {
      return Double.toString(share);
    }
  }

  /**
   * A number of examples.
   *
   * @param examples zero or more
   */
  record Count(int examples) implements SplitSize {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Count {
      if (examples < 0) {
        throw new IllegalArgumentException(
            "number of examples: expected 0 or more, got " + examples);
      }
    }

    @Override
    public int of(int all) {
      return examples;
    }

    @Override
    public String toString() {
      return Integer.toString(examples);
    }
  }

  /** The number of examples that this size means for a data set of {@code examples}. */
  int of(int examples);

  /** Whether it asks for no examples at all. */
  default boolean isNone() {
    return this instanceof Count count && count.examples == 0;
  }

  /**
   * Reads {@code 0.2}, {@code 20%} or {@code 12000}. Digits alone are a number of examples; a
   * decimal point or a percent sign makes a share.
   *
   * @throws IllegalArgumentException if the text is none of these, or out of range
   */
  static SplitSize parse(String text) {
    String trimmed = text.strip();
    boolean percent = trimmed.endsWith("%");
    String number = percent ? trimmed.substring(0, trimmed.length() - 1).strip() : trimmed;
    if (!percent && number.matches("[0-9][0-9_]*")) {
      try {
        return new Count(Integer.parseInt(number.replace("_", "")));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("number of examples: " + trimmed + " is too large", e);
      }
    }
    if (!number.matches("[0-9]*\\.?[0-9]+([eE]-?[0-9]+)?|[0-9]+\\.")) {
      throw new IllegalArgumentException(
          "expected a share such as 0.2 or 20%, or a number of examples such as 12000, got '"
              + text
              + "'");
    }
    double share = Double.parseDouble(number);
    if (percent && Double.isFinite(share)) {
      // Not share / 100: 0.7 / 100 is less than 0.007.
      share = BigDecimal.valueOf(share).movePointLeft(2).doubleValue();
    }
    return share == 0 ? NONE : new Fraction(share);
  }
}
