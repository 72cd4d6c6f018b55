package dev.layerwise.report;

/**
 * What a text may use.
 *
 * @param columns the width in characters; values below 20 count as 20
 * @param colour whether 24-bit ANSI colours are understood
 * @param unicode whether block, Braille and line characters can be shown, or ASCII alone
 */
public record TextStyle(int columns, boolean colour, boolean unicode) {
  private static final int LEAST_COLUMNS = 20;

  /** Widens what is too narrow for anything. */
  public TextStyle {
    columns = Math.max(LEAST_COLUMNS, columns);
  }

  /** Cuts a text to a width, with an ellipsis where something is missing. */
  String fit(String text, int width) {
    if (text.codePointCount(0, text.length()) <= width) {
      return text;
    }
    String mark = unicode ? "…" : "~";
    return text.substring(0, text.offsetByCodePoints(0, width - 1)) + mark;
  }
}
