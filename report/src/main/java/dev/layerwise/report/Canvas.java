package dev.layerwise.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** A sheet of paper in a palette's colours. */
final class Canvas implements AutoCloseable {
  private static final long MOST_PIXELS = 40_000_000;

  private final BufferedImage image;
  private final Graphics2D graphics;

  /**
   * Takes a blank sheet.
   *
   * @throws IllegalArgumentException if it would have more than forty million pixels
   */
  Canvas(long width, long height, Palette palette) {
    if (width * height > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "picture: expected at most "
              + Counts.text(MOST_PIXELS)
              + " pixels, got "
              + width
              + " x "
              + height
              + "; show fewer examples a class");
    }
    image = new BufferedImage((int) width, (int) height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setColor(new Color(palette.paper()));
    graphics.fillRect(0, 0, (int) width, (int) height);
  }

  Graphics2D graphics() {
    return graphics;
  }

  BufferedImage image() {
    return image;
  }

  @Override
  public void close() {
    graphics.dispose();
  }
}
