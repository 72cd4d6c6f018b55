package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.function.IntUnaryOperator;

/** A sheet that becomes a picture of pixels, two for every unit of length. */
final class RasterSheet implements Sheet, AutoCloseable {
  private static final int SCALE = 2;

  private final Canvas canvas;
  private final Graphics2D graphics;
  private final Lettering letters = Lettering.best();

  RasterSheet(int width, int height, Palette palette) {
    canvas = new Canvas((long) SCALE * width, (long) SCALE * height, palette);
    graphics = canvas.graphics();
    graphics.scale(SCALE, SCALE);
  }

  BufferedImage image() {
    return canvas.image();
  }

  @Override
  public void close() {
    canvas.close();
  }

  private void stroke(int rgb, double width, double dash) {
    graphics.setColor(new Color(rgb));
    graphics.setStroke(
        new BasicStroke(
            (float) width,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            10,
            dash > 0 ? new float[] {(float) dash} : null,
            0));
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, int rgb, double width, double dash) {
    stroke(rgb, width, dash);
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void path(double[] x, double[] y, int rgb, double width, double dash) {
    if (x.length > 0) {
      stroke(rgb, width, dash);
      graphics.draw(shape(x, y));
    }
  }

  @Override
  public void area(double[] x, double[] y, int rgb, double opacity) {
    if (x.length == 0) {
      return;
    }
    Composite before = graphics.getComposite();
    graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
    graphics.setColor(new Color(rgb));
    Path2D shape = shape(x, y);
    shape.closePath();
    graphics.fill(shape);
    graphics.setComposite(before);
  }

  private static Path2D shape(double[] x, double[] y) {
    Path2D.Double path = new Path2D.Double();
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    return path;
  }

  @Override
  public void rect(double x, double y, double width, double height, int rgb) {
    graphics.setColor(new Color(rgb));
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void circle(double x, double y, double radius, int rgb, boolean filled) {
    Ellipse2D circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    if (filled) {
      graphics.setColor(new Color(rgb));
      graphics.fill(circle);
    } else {
      stroke(rgb, 1.4, 0);
      graphics.draw(circle);
    }
  }

  @Override
  public void pixels(
      int columns,
      int lines,
      IntUnaryOperator colours,
      double x,
      double y,
      double width,
      double height) {
    // Copied pixel by pixel: a stretched image would be smoothed.
    int left = (int) Math.round(SCALE * x);
    int top = (int) Math.round(SCALE * y);
    int across = (int) Math.round(SCALE * width);
    int down = (int) Math.round(SCALE * height);
    for (int r = 0; r < down; r++) {
      for (int c = 0; c < across; c++) {
        int i = (int) ((long) r * lines / down) * columns + (int) ((long) c * columns / across);
        canvas.image().setRGB(left + c, top + r, colours.applyAsInt(i));
      }
    }
  }

  @Override
  public void text(String text, double x, double y, Size size, int rgb, Anchor anchor) {
    double width = letters.width(text, size);
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2;
          case END -> x - width;
        };
    letters.draw(graphics, text, (int) Math.round(left), (int) Math.round(y), size, rgb);
  }

  @Override
  public void upward(String text, double x, double y, Size size, int rgb) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    graphics.rotate(-Math.PI / 2);
    letters.draw(graphics, text, -letters.width(text, size) / 2, 0, size, rgb);
    graphics.setTransform(before);
  }
}
