package dev.layerwise.experiments.sweep;

import dev.layerwise.random.RandomStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;

/**
 * What a random search draws a setting from. Drawn numbers are rounded to four significant digits,
 * so that a table shows the very value that was trained with.
 */
public sealed interface Distribution {
  /**
   * Numbers from [low, high], all equally likely.
   *
   * @param low the least
   * @param high the greatest
   */
  record Uniform(double low, double high) implements Distribution {
    /** Checks the bounds. */
    public Uniform {
      requireOrder(low, high);
    }
  }

  /**
   * Numbers whose logarithms are equally likely: as many from 0.001 to 0.01 as from 0.01 to 0.1.
   *
   * @param low the least, above 0
   * @param high the greatest
   */
  record LogUniform(double low, double high) implements Distribution {
    /** Checks the bounds. */
    public LogUniform {
      requireOrder(low, high);
      requirePositive(low);
    }
  }

  /**
   * Whole numbers from {@code low} to {@code high}, both included.
   *
   * @param low the least
   * @param high the greatest
   */
  record WholeNumber(int low, int high) implements Distribution {
    /** Checks the bounds. */
    public WholeNumber {
      requireOrder(low, high);
      if ((long) high - low >= Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "expected bounds less than 2^31 apart, got " + low + " and " + high);
      }
    }
  }

  /**
   * Whole numbers whose logarithms are about equally likely.
   *
   * @param low the least, above 0
   * @param high the greatest
   */
  record LogWholeNumber(int low, int high) implements Distribution {
    /** Checks the bounds. */
    public LogWholeNumber {
      requireOrder(low, high);
      requirePositive(low);
    }
  }

  /**
   * One of a few values, all equally likely.
   *
   * @param values the values
   */
  record Choice(List<Object> values) implements Distribution {
    /** Copies the values. */
    public Choice {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("expected at least one value, got an empty list");
      }
    }
  }

  private static void requireOrder(double low, double high) {
    if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "expected the lower bound first and then a greater one, got " + low + " and " + high);
    }
  }

  private static void requirePositive(double low) {
    if (!(low > 0)) {
      throw new IllegalArgumentException(
          "expected a lower bound above 0, since logarithms are drawn, got " + low);
    }
  }

  /** Draws a value. */
  default Object draw(RandomStream random) {
    return switch (this) {
      case Uniform(double low, double high) -> within(low, high, random.nextDouble(low, high));
      case LogUniform(double low, double high) -> within(low, high, logarithmic(random, low, high));
      case WholeNumber(int low, int high) -> low + random.nextInt(high - low + 1);
      case LogWholeNumber(int low, int high) ->
          Math.clamp((int) Math.floor(logarithmic(random, low, high + 1.0)), low, high);
      case Choice(List<Object> values) -> values.get(random.nextInt(values.size()));
    };
  }

  private static double logarithmic(RandomStream random, double low, double high) {
    return StrictMath.exp(random.nextDouble(StrictMath.log(low), StrictMath.log(high)));
  }

  /** Rounded to four digits, for people read it, but not beyond the range. */
  private static double within(double low, double high, double value) {
    double rounded = new BigDecimal(value).round(new MathContext(4)).doubleValue();
    return rounded < low || rounded > high ? value : rounded;
  }

  /** As it stands in a sweep file. */
  default Map<String, Object> toMap() {
    return switch (this) {
      case Uniform(double low, double high) -> Map.of("uniform", List.of(low, high));
      case LogUniform(double low, double high) -> Map.of("log-uniform", List.of(low, high));
      case WholeNumber(int low, int high) -> Map.of("integer", List.of(low, high));
      case LogWholeNumber(int low, int high) -> Map.of("log-integer", List.of(low, high));
      case Choice(List<Object> values) -> Map.of("choice", values);
    };
  }
}
