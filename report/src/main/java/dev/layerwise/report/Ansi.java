package dev.layerwise.report;

/** Builds text with 24-bit ANSI colours, and sends a colour only when it changes. */
final class Ansi {
  private static final String ESCAPE = "\u001b[";
  private static final int NONE = -1;

  private final StringBuilder out = new StringBuilder();
  private final boolean colour;
  private int foreground = NONE;
  private int background = NONE;

  /** Opens an empty text; without {@code colour} every request for one is ignored. */
  Ansi(boolean colour) {
    this.colour = colour;
  }

  /** Appends a text in the terminal's own colours. */
  Ansi plain(String text) {
    reset();
    out.append(text);
    return this;
  }

  /** Appends a text in a colour. */
  Ansi coloured(String text, int rgb) {
    if (colour) {
      if (background != NONE) {
        reset();
      }
      foreground(rgb);
    }
    out.append(text);
    return this;
  }

  /** Appends a character cell whose upper half has one colour and whose lower half another. */
  Ansi halves(int upper, int lower) {
    foreground(upper);
    if (background != lower) {
      out.append(ESCAPE).append("48;2;").append(triple(lower)).append('m');
      background = lower;
    }
    out.append('▀');
    return this;
  }

  /** Ends a line. Spaces at its end are dropped, and colours never run into the next one. */
  Ansi newLine() {
    reset();
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
    out.append('\n');
    return this;
  }

  private void foreground(int rgb) {
    if (foreground != rgb) {
      out.append(ESCAPE).append("38;2;").append(triple(rgb)).append('m');
      foreground = rgb;
    }
  }

  private void reset() {
    if (foreground != NONE || background != NONE) {
      out.append(ESCAPE).append("0m");
      foreground = NONE;
      background = NONE;
    }
  }

  private static String triple(int rgb) {
    return (rgb >> 16 & 0xFF) + ";" + (rgb >> 8 & 0xFF) + ";" + (rgb & 0xFF);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
