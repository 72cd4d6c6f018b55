package dev.layerwise.web.serve;

import java.util.Locale;
import java.util.Set;

/** Numbers as files of data hold them; Java's own parser would also take 1f, 2d and 0x1p3. */
final class CsvNumbers {
  private static final Set<String> NOT_FINITE =
      Set.of("nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private CsvNumbers() {}

  /**
   * The double nearest to the text, rounded to a float; NaN for words that mean no finite number,
   * which the network refuses.
   *
   * @throws NumberFormatException if it is no number
   */
  static float parse(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c > ' ' && "0123456789.+-eE".indexOf(c) < 0) {
        if (NOT_FINITE.contains(cell.strip().toLowerCase(Locale.ROOT))) {
          return Float.NaN;
        }
        throw new NumberFormatException(cell);
      }
    }
    return (float) Double.parseDouble(cell);
  }

  static boolean isNumber(String cell) {
    try {
      parse(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
