package dev.layerwise.interop.csv;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads decimal numbers from characters, without making strings of the usual ones.
 *
 * <p>The value is the double nearest to the text, rounded to a float, as NumPy and pandas read it.
 * What is no number comes back as NaN, and {@link #complaint} says why.
 */
public final class Decimals {
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "null", "none", "?", "-");
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?[0-9]+,[0-9]+");
  private static final Pattern TOO_LARGE =
      Pattern.compile("[+-]?[0-9.]+e[+]?[0-9]+|[+-]?[0-9]{39,}.*");

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = new double[23];

  private static final long MAX_EXACT = 1L << 53;

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Decimals() {}

  /**
   * The number in these characters, blanks around it ignored; NaN if there is none or it is too
   * large for a float.
   */
  static float parse(char[] text, int from, int length) {
    int end = from + length;
    while (from < end && text[from] <= ' ') {
      from++;
    }
    while (end > from && text[end - 1] <= ' ') {
      end--;
    }
    int i = from;
    boolean negative = i < end && text[i] == '-';
    if (i < end && (text[i] == '-' || text[i] == '+')) {
      i++;
    }
    long mantissa = 0;
    int digits = 0;
    int decimals = 0;
    boolean point = false;
    for (; i < end; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits++;
        if (mantissa > MAX_EXACT / 10 - 1) {
          return slow(text, from, end);
        }
        mantissa = mantissa * 10 + digit;
        if (point) {
          decimals++;
        }
      } else if (text[i] == '.' && !point) {
        point = true;
      } else {
        return slow(text, from, end);
      }
    }
    if (digits == 0 || decimals >= POWERS.length) {
      return slow(text, from, end);
    }
    // Both operands are exact, so the one rounding of the division gives the nearest double.
    double value = mantissa / POWERS[decimals];
    return (float) (negative ? -value : value);
  }

  private static float slow(char[] text, int from, int end) {
    boolean digit = false;
    for (int i = from; i < end; i++) {
      char c = text[i];
      // Java's own parser would also take 1f, 0x1p3 and NaN.
      boolean isDigit = c >= '0' && c <= '9';
      if (!isDigit && "+-.eE".indexOf(c) < 0) {
        return Float.NaN;
      }
      digit |= isDigit;
    }
    if (!digit) {
      return Float.NaN;
    }
    try {
      float value = (float) Double.parseDouble(new String(text, from, end - from));
      return Float.isInfinite(value) ? Float.NaN : value;
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }

  /** The number of a text; NaN if there is none or it is too large for a float. */
  public static float parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /** Whether the text is a number, or a word for one that is not finite. */
  static boolean looksNumeric(String text) {
    return !Float.isNaN(parse(text)) || NOT_FINITE.contains(text.strip().toLowerCase(Locale.ROOT));
  }

  /** Whether whoever wrote the text meant a number, even if it is none that can be read. */
  public static boolean isMeantAsNumber(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return looksNumeric(text)
        || DECIMAL_COMMA.matcher(word).matches()
        || TOO_LARGE.matcher(word).matches();
  }

  /** Whether the text is a word for a value that is missing. */
  static boolean isMissing(String text) {
    return MISSING.contains(text.strip().toLowerCase(Locale.ROOT));
  }

  /** Why {@link #parse(String)} gave NaN for this text, and what to do. */
  public static String complaint(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (isMissing(word)) {
      return (word.isEmpty()
              ? "the cell is empty"
              : "the value is missing ('" + text.strip() + "')")
          + ", a number is needed; fill it in or drop the line";
    }
    if (NOT_FINITE.contains(word)) {
      return "expected a finite number, got '" + text.strip() + "'; replace it or drop the line";
    }
    if (DECIMAL_COMMA.matcher(word).matches()) {
      return "expected a number, got '"
          + text.strip()
          + "'; write decimals with a point, and thousands without a comma";
    }
    if (TOO_LARGE.matcher(word).matches()) {
      return "'" + text.strip() + "' is beyond the range of 32-bit floats";
    }
    return "expected a number, got '" + shortened(text.strip()) + "'";
  }

  /** Whether a text that is no number might be a label. */
  static boolean looksLikeWord(String text) {
    return text.strip().length() > 1
        && Character.isLetter(text.strip().charAt(0))
        && !isMissing(text)
        && !looksNumeric(text);
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }
}
