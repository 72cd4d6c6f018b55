package dev.layerwise.report;

import java.awt.Graphics2D;

/** Draws text. */
sealed interface Lettering permits SystemLetters, PlainLetters {
  /** The sizes in use. */
  enum Size {
    /** The heading of a picture. */
    TITLE,
    /** Names. */
    BODY,
    /** Numbers and notes. */
    SMALL
  }

  /** The system's fonts where there are any, or else the built-in letters. */
  static Lettering best() {
    return Holder.BEST;
  }

  /** The width of a text in pixels. */
  int width(String text, Size size);

  /** The height of a capital letter in pixels. */
  int height(Size size);

  /** Draws a text whose left end is at {@code x} and which stands on the line {@code y}. */
  void draw(Graphics2D graphics, String text, int x, int y, Size size, int rgb);

  /** Cuts a text to a width in pixels, with an ellipsis where something is missing. */
  default String fit(String text, int width, Size size) {
    if (width(text, size) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 1 && width(text.substring(0, end) + "…", size) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  /** As {@link #fit}, but what is missing is in the middle: names often differ in how they end. */
  default String fitMiddle(String text, int width, Size size) {
    if (width(text, size) <= width) {
      return text;
    }
    int[] signs = text.codePoints().toArray();
    int kept = signs.length - 1;
    String cut = text;
    while (kept > 1 && width(cut, size) > width) {
      kept--;
      int head = (kept + 1) / 2;
      int tail = kept - head;
      cut = new String(signs, 0, head) + "…" + new String(signs, signs.length - tail, tail);
    }
    return cut;
  }

  /** Finds the letters when they are first needed: asking the system for its fonts takes time. */
  final class Holder {
    private static final Lettering BEST = SystemLetters.find();

    private Holder() {}
  }
}
