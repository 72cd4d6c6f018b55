package dev.layerwise.experiments.table;

import dev.layerwise.experiments.statistics.Sample;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How one value is written: for people with few digits, for programs with all of them. */
public final class Cells {
  private Cells() {}

  /** For people; what is not there is {@code –}. */
  public static String shown(Column.Kind kind, @Nullable Object value) {
    if (value == null) {
      return "–";
    }
    if (value instanceof Sample sample) {
      return spread(kind, sample);
    }
    return switch (kind) {
      case TEXT -> plain(value);
      case COUNT -> String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
      case ACCURACY -> accuracy(((Number) value).doubleValue());
      case LOSS -> loss(((Number) value).doubleValue());
      case NUMBER -> String.format(Locale.ROOT, "%,.1f", ((Number) value).doubleValue());
      case SECONDS -> seconds(((Number) value).doubleValue());
      case PROBABILITY -> probability(((Number) value).doubleValue());
    };
  }

  /** The mean, ± one standard deviation if there are several. */
  private static String spread(Column.Kind kind, Sample sample) {
    if (sample.n() == 0) {
      return "–";
    }
    if (sample.n() == 1) {
      return kind == Column.Kind.NUMBER
          ? String.format(Locale.ROOT, "%,.0f", sample.mean())
          : shown(kind, sample.mean());
    }
    return shown(kind, sample.mean()) + " ± " + shown(kind, sample.deviation());
  }

  /** A setting or figure with all its digits; a list as {@code 20,7,5}, an empty one as none. */
  public static String plain(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list -> list.stream().map(Cells::plain).collect(Collectors.joining(","));
      case Double number -> number(number);
      case Float number -> number(number);
      default -> value.toString();
    };
  }

  /** A number as people type it: {@code 1}, {@code 0.009}, {@code 1e-4}. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }

  /** Four decimals; only where all is right they are {@code 1.0000}. */
  public static String accuracy(double value) {
    return fixed(value < 1 ? Math.min(value, 0.9999) : value);
  }

  /** Four decimals. */
  private static String fixed(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%.4f", value)
        : String.valueOf(value);
  }

  private static String loss(double value) {
    boolean unusual = Math.abs(value) >= 1e4 || (value != 0 && Math.abs(value) < 1e-4);
    return Double.isFinite(value) && unusual
        ? String.format(Locale.ROOT, "%.2e", value)
        : fixed(value);
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.2f" : "%.0f", value);
  }

  /** A p-value: three decimals, and no more than can be believed of small ones. */
  public static String probability(double value) {
    return value < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
