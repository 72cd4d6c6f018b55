package dev.layerwise.data;

import dev.layerwise.data.DigitShapes.Point;
import dev.layerwise.data.DigitShapes.Shape;
import dev.layerwise.data.DigitShapes.Stroke;
import dev.layerwise.random.RandomStream;
import java.util.Arrays;

/**
 * Writes one digit after another in a hand that is new each time: a shape is chosen, its control
 * points are jittered, the curve through them is slanted, turned, stretched and warped, and a pen
 * of varying width follows it.
 *
 * <p>Only {@code + - * /} and square roots are used, which IEEE 754 defines to the last bit. An
 * instance holds buffers and serves one thread.
 */
final class DigitPen {
  /** Pixels a side. */
  static final int SIZE = 28;

  /**
   * Polyline points between two control points: fine enough that no straight piece is seen at this
   * size.
   */
  private static final int PIECES = 6;

  private static final int MOST_POINTS = 256;

  /** Control values a side of the warp: a cubic B-spline surface of two patches by two. */
  private static final int LATTICE = 5;

  private final double[] x = new double[MOST_POINTS];
  private final double[] y = new double[MOST_POINTS];
  private final double[] radius = new double[MOST_POINTS];
  private final boolean[] penUp = new boolean[MOST_POINTS];
  private final double[] warpX = new double[LATTICE * LATTICE];
  private final double[] warpY = new double[LATTICE * LATTICE];
  private final double[] spline = new double[8];
  private final double[] field = new double[SIZE * SIZE];
  private int points;

  /**
   * Writes a digit into the {@code SIZE * SIZE} bytes from {@code from} on; 0 is paper, 255 full
   * ink.
   */
  void write(int digit, RandomStream random, byte[] target, int from) {
    trace(DigitShapes.choose(digit, random), random);
    lean(random);
    warp(random);
    double thickness = width(random);
    place(random, thickness);
    slip(random);
    fill(random);
    ink(random, target, from);
  }

  /** Turns a shape into polylines, with every control point moved a little. */
  private void trace(Shape shape, RandomStream random) {
    points = 0;
    double sloppiness = random.nextDouble(1.0, 3.0);
    for (Stroke stroke : shape.strokes()) {
      int count = stroke.points().size();
      double[] cx = new double[count];
      double[] cy = new double[count];
      boolean[] corner = new boolean[count];
      double shiftX = points == 0 ? 0 : 1.8 * random.nextGaussian();
      double shiftY = points == 0 ? 0 : 1.8 * random.nextGaussian();
      for (int i = 0; i < count; i++) {
        Point point = stroke.points().get(i);
        cx[i] = point.x() + shiftX + sloppiness * random.nextGaussian();
        cy[i] = point.y() + shiftY + sloppiness * random.nextGaussian();
        // A hurried hand rounds its corners.
        corner[i] = point.corner() && random.nextDouble() > 0.2;
      }
      overshoot(cx, cy, random);
      int start = 0;
      for (int i = 1; i < count; i++) {
        if (corner[i] || i == count - 1) {
          curve(cx, cy, start, i, start == 0);
          start = i;
        }
      }
      penUp[points - 1] = true;
    }
  }

  /** Now and then a stroke ends late or early. */
  private static void overshoot(double[] cx, double[] cy, RandomStream random) {
    int last = cx.length - 1;
    double late = random.nextDouble() < 0.12 ? random.nextDouble(-0.3, 0.5) : 0;
    cx[last] += late * (cx[last] - cx[last - 1]);
    cy[last] += late * (cy[last] - cy[last - 1]);
  }

  /**
   * Appends the centripetal Catmull-Rom curve through the control points {@code from..to} (Barry
   * and Goldman's recursion); unlike the uniform one it makes neither cusps nor loops between
   * unevenly spaced points.
   */
  private void curve(double[] cx, double[] cy, int from, int to, boolean first) {
    if (first) {
      point(cx[from], cy[from]);
    }
    for (int i = from; i < to; i++) {
      double x1 = cx[i];
      double y1 = cy[i];
      double x2 = cx[i + 1];
      double y2 = cy[i + 1];
      double x0 = i > from ? cx[i - 1] : 2 * x1 - x2;
      double y0 = i > from ? cy[i - 1] : 2 * y1 - y2;
      double x3 = i + 2 <= to ? cx[i + 2] : 2 * x2 - x1;
      double y3 = i + 2 <= to ? cy[i + 2] : 2 * y2 - y1;
      double t1 = knot(x0, y0, x1, y1);
      double t2 = t1 + knot(x1, y1, x2, y2);
      double t3 = t2 + knot(x2, y2, x3, y3);
      for (int k = 1; k <= PIECES; k++) {
        double t = t1 + (t2 - t1) * k / PIECES;
        point(
            barryGoldman(x0, x1, x2, x3, t1, t2, t3, t),
            barryGoldman(y0, y1, y2, y3, t1, t2, t3, t));
      }
    }
  }

  private static double knot(double xa, double ya, double xb, double yb) {
    double dx = xb - xa;
    double dy = yb - ya;
    return Math.sqrt(Math.sqrt(dx * dx + dy * dy + 1e-6));
  }

  private static double barryGoldman(
      double p0, double p1, double p2, double p3, double t1, double t2, double t3, double t) {
    double a1 = ((t1 - t) * p0 + t * p1) / t1;
    double a2 = ((t2 - t) * p1 + (t - t1) * p2) / (t2 - t1);
    double a3 = ((t3 - t) * p2 + (t - t2) * p3) / (t3 - t2);
    double b1 = ((t2 - t) * a1 + t * a2) / t2;
    double b2 = ((t3 - t) * a2 + (t - t1) * a3) / (t3 - t1);
    return ((t2 - t) * b1 + (t - t1) * b2) / (t2 - t1);
  }

  private void point(double px, double py) {
    x[points] = px;
    y[points] = py;
    penUp[points] = false;
    points++;
  }

  /** Slants, turns and stretches the digit about its middle; the result is about one unit high. */
  private void lean(RandomStream random) {
    double slant = clamp(0.15 + 0.23 * random.nextGaussian(), -0.4, 0.75);
    // Half the tangent of the angle gives sine and cosine without a transcendental function.
    double half = clamp(0.055 * random.nextGaussian(), -0.16, 0.16);
    double cos = (1 - half * half) / (1 + half * half);
    double sin = 2 * half / (1 + half * half);
    double stretch = clamp(1.06 + 0.22 * random.nextGaussian(), 0.7, 1.6);
    double waist = clamp(0.3 * random.nextGaussian(), -0.6, 0.6);
    for (int i = 0; i < points; i++) {
      double h = y[i] / 100;
      double v = h + waist * h * (1 - h) - 0.5;
      double u = (x[i] - 30) / 100 * stretch - slant * v;
      x[i] = cos * u - sin * v;
      y[i] = sin * u + cos * v;
    }
  }

  /** Moves every point by a smooth random displacement. */
  private void warp(RandomStream random) {
    double strength = random.nextDouble(0.02, 0.07);
    for (int i = 0; i < warpX.length; i++) {
      warpX[i] = strength * random.nextGaussian();
      warpY[i] = strength * random.nextGaussian();
    }
    for (int i = 0; i < points; i++) {
      int column = basis(clamp(x[i] + 0.5, 0, 1), 0);
      int row = basis(clamp(y[i] + 0.5, 0, 1), 4);
      double dx = 0;
      double dy = 0;
      for (int r = 0; r < 4; r++) {
        for (int c = 0; c < 4; c++) {
          double weight = spline[4 + r] * spline[c];
          dx += weight * warpX[(row + r) * LATTICE + column + c];
          dy += weight * warpY[(row + r) * LATTICE + column + c];
        }
      }
      x[i] += dx;
      y[i] += dy;
    }
  }

  /**
   * Puts the four cubic B-spline weights at {@code t} of [0, 1] into {@code spline}; returns the
   * first's index.
   */
  private int basis(double t, int at) {
    double scaled = t * (LATTICE - 3);
    int cell = Math.min((int) scaled, LATTICE - 4);
    double f = scaled - cell;
    double g = 1 - f;
    spline[at] = g * g * g / 6;
    spline[at + 1] = (3 * f * f * f - 6 * f * f + 4) / 6;
    spline[at + 2] = (3 * g * g * g - 6 * g * g + 4) / 6;
    spline[at + 3] = f * f * f / 6;
    return cell;
  }

  /**
   * Gives every point the pen's radius there, in pixels: a nib that is wider across one direction,
   * pressure that comes and goes, ends that taper. Returns the mean radius.
   */
  private double width(RandomStream random) {
    double base =
        0.85 + 0.7 * random.nextDouble() + 0.3 * random.nextDouble() * random.nextDouble();
    double nib = 0.25 * random.nextDouble();
    double half = random.nextDouble(-1, 1);
    double nibX = (1 - half * half) / (1 + half * half);
    double nibY = 2 * half / (1 + half * half);
    double taper = random.nextDouble(0.0, 0.4);
    double press = random.nextDouble(0.05, 0.2);
    double pressure = press * random.nextGaussian();
    for (int i = 0; i < points; i++) {
      boolean first = i == 0 || penUp[i - 1];
      boolean last = penUp[i];
      int a = first ? i : i - 1;
      int b = last ? i : i + 1;
      double dx = x[b] - x[a];
      double dy = y[b] - y[a];
      double length = Math.sqrt(dx * dx + dy * dy) + 1e-9;
      double across = Math.abs(dx * nibY - dy * nibX) / length;
      // A first-order autoregressive walk: pressure drifts, it does not jump.
      pressure = 0.85 * pressure + 0.53 * press * random.nextGaussian();
      double r = base * (1 + nib * (across - 0.6)) * (1 + clamp(pressure, -0.35, 0.35));
      radius[i] = first || last ? r * (1 - taper) : r;
    }
    return base;
  }

  /**
   * Scales the digit to a size near 20 pixels and puts its centre of mass near the middle of the
   * image.
   */
  private void place(RandomStream random, double thickness) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    double size = clamp(19.3 + 1.2 * random.nextGaussian(), 15.5, 21.5);
    double scale = (size - 2 * thickness) / Math.max(right - left, bottom - top);
    double mass = 0;
    double sumX = 0;
    double sumY = 0;
    for (int i = 0; i + 1 < points; i++) {
      if (!penUp[i]) {
        double dx = x[i + 1] - x[i];
        double dy = y[i + 1] - y[i];
        double part = Math.sqrt(dx * dx + dy * dy) * (radius[i] + radius[i + 1]);
        mass += part;
        sumX += part * (x[i] + x[i + 1]) / 2;
        sumY += part * (y[i] + y[i + 1]) / 2;
      }
    }
    double shiftX =
        SIZE / 2.0 + clamp(0.8 * random.nextGaussian(), -2.2, 2.2) - scale * sumX / mass;
    double shiftY =
        SIZE / 2.0 + clamp(0.8 * random.nextGaussian(), -2.2, 2.2) - scale * sumY / mass;
    for (int i = 0; i < points; i++) {
      x[i] = scale * x[i] + shiftX;
      y[i] = scale * y[i] + shiftY;
    }
  }

  /** Now and then the pen leaves the paper for a moment. */
  private void slip(RandomStream random) {
    if (random.nextDouble() < 0.04) {
      int gap = 4 + random.nextInt(Math.max(1, points - 10));
      double left = random.nextDouble(1.2, 3.2) + 2 * radius[gap];
      for (int i = gap; i < points - 1 && left > 0 && !penUp[i]; i++) {
        double dx = x[i + 1] - x[i];
        double dy = y[i + 1] - y[i];
        left -= Math.sqrt(dx * dx + dy * dy);
        penUp[i] = true;
      }
    }
  }

  /**
   * Computes how much of every pixel is covered: near 1 inside the line, 0 outside, softly between.
   */
  private void fill(RandomStream random) {
    Arrays.fill(field, 0);
    double softness = 1 / random.nextDouble(1.0, 1.7);
    for (int i = 0; i + 1 < points; i++) {
      if (!penUp[i]) {
        segment(i, softness);
      }
    }
  }

  private void segment(int i, double softness) {
    double ax = x[i];
    double ay = y[i];
    double dx = x[i + 1] - ax;
    double dy = y[i + 1] - ay;
    double inverse = 1 / (dx * dx + dy * dy + 1e-12);
    double ra = radius[i];
    double dr = radius[i + 1] - ra;
    double reach = Math.max(ra, ra + dr) + 0.5 / softness;
    // Pixel (column, row) has its centre at (column + 0.5, row + 0.5).
    int left = Math.max(0, (int) (Math.min(ax, ax + dx) - reach));
    int right = Math.min(SIZE - 1, (int) (Math.max(ax, ax + dx) + reach));
    int top = Math.max(0, (int) (Math.min(ay, ay + dy) - reach));
    int bottom = Math.min(SIZE - 1, (int) (Math.max(ay, ay + dy) + reach));
    for (int row = top; row <= bottom; row++) {
      double py = row + 0.5 - ay;
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - ax;
        double t = clamp((px * dx + py * dy) * inverse, 0, 1);
        double ex = px - t * dx;
        double ey = py - t * dy;
        double depth = ra + t * dr - Math.sqrt(ex * ex + ey * ey);
        double cover = depth * softness + 0.5;
        int pixel = row * SIZE + column;
        if (cover > field[pixel]) {
          field[pixel] = Math.min(1, cover);
        }
      }
    }
  }

  /**
   * Turns coverage into grey: faint or strong ink that is not quite even, grain, and some specks of
   * paper.
   */
  private void ink(RandomStream random, byte[] target, int from) {
    double strength = 255 * (1 - 0.45 * random.nextDouble() * random.nextDouble());
    double slopeX = 0.12 * random.nextGaussian() / SIZE;
    double slopeY = 0.12 * random.nextGaussian() / SIZE;
    double grain = random.nextDouble(0.01, 0.09);
    double paper = random.nextDouble() < 0.25 ? random.nextDouble(2, 14) : 0;
    long bits = 0;
    for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
      if ((pixel & 3) == 0) {
        bits = random.nextLong();
      }
      // The difference of two 8-bit numbers: a triangular distribution on (-1, 1).
      double noise = ((int) (bits & 0xFF) - (int) (bits >>> 8 & 0xFF)) / 256.0;
      bits >>>= 16;
      int row = pixel / SIZE;
      int column = pixel % SIZE;
      double even = 1 + slopeX * (column - SIZE / 2) + slopeY * (row - SIZE / 2);
      double value = field[pixel] * strength * even * (1 + 2 * grain * noise) + paper * noise;
      target[from + pixel] = (byte) (int) clamp(value + 0.5, 0, 255);
    }
  }

  private static double clamp(double value, double least, double greatest) {
    return Math.max(least, Math.min(greatest, value));
  }
}
