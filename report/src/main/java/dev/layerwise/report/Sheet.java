package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.figure.ImageSet;
import java.util.function.IntUnaryOperator;

/** What figures are drawn on: the same strokes for every kind of file. Lengths are pixels. */
interface Sheet {
  /** Where a text lies about its place. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** Draws a line; {@code dash} 0 is a full one. */
  void line(double x1, double y1, double x2, double y2, int rgb, double width, double dash);

  /** Draws a line through points. */
  void path(double[] x, double[] y, int rgb, double width, double dash);

  /** Fills a polygon; {@code opacity} from 0 to 1. */
  void area(double[] x, double[] y, int rgb, double opacity);

  /** Fills a rectangle. */
  void rect(double x, double y, double width, double height, int rgb);

  /** Draws a circle, filled or as a ring. */
  void circle(double x, double y, double radius, int rgb, boolean filled);

  /**
   * Draws pixels as sharp rectangles.
   *
   * @param colours from a pixel's index, line after line, to its colour
   */
  void pixels(
      int columns,
      int lines,
      IntUnaryOperator colours,
      double x,
      double y,
      double width,
      double height);

  /** Writes a text that stands on the line {@code y}. */
  void text(String text, double x, double y, Size size, int rgb, Anchor anchor);

  /** Writes a text upward, its middle at {@code y}. */
  void upward(String text, double x, double y, Size size, int rgb);

  /** Draws one image of a set in shades of grey. */
  default void image(ImageSet set, int number, double x, double y, double width, double height) {
    byte[] shades = set.images().get(number);
    pixels(set.width(), set.height(), i -> (shades[i] & 0xFF) * 0x010101, x, y, width, height);
  }
}
