package dev.layerwise.cli;

import dev.layerwise.experiments.rate.RateCurve;
import dev.layerwise.experiments.rate.RateCurve.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The curve of a range test in characters: smoothed loss over the logarithm of the rate. */
final class RatePlot {
  private static final int HEIGHT = 14;
  private static final int MARGIN = 9;

  private final RateCurve curve;
  private final int width;

  RatePlot(RateCurve curve, int columns) {
    this.curve = curve;
    this.width = Math.max(20, columns - MARGIN - 2);
  }

  List<String> lines() {
    List<Point> points = curve.points();
    double low = points.stream().mapToDouble(Point::smoothedLoss).min().orElse(0);
    double start = points.getFirst().smoothedLoss();
    double highest = points.stream().mapToDouble(Point::smoothedLoss).max().orElse(1);
    // Where the loss runs away, its heights would flatten all that matters.
    double high = Math.min(highest, start + 0.5 * (start - low));
    if (!(high > low)) {
      high = low + 1;
    }
    char[][] cells = new char[HEIGHT][width];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
    Double suggestion = curve.suggestion();
    if (suggestion != null) {
      int column = column(suggestion);
      for (char[] row : cells) {
        row[column] = '|';
      }
    }
    for (Point point : points) {
      if (point.smoothedLoss() <= high) {
        double share = (high - point.smoothedLoss()) / (high - low);
        cells[(int) Math.round(share * (HEIGHT - 1))][column(point.learningRate())] = '•';
      }
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < HEIGHT; i++) {
      double value = high - (high - low) * i / (HEIGHT - 1);
      String scale =
          i % 4 == 0 || i == HEIGHT - 1 ? String.format(Locale.ROOT, "%8.3g", value) : "";
      lines.add(String.format("%8s ┤", scale) + new String(cells[i]).stripTrailing());
    }
    lines.add(" ".repeat(MARGIN) + "└" + "─".repeat(width));
    lines.add(" ".repeat(MARGIN + 1) + axis());
    return lines;
  }

  private int column(double rate) {
    double low = Math.log(curve.points().getFirst().learningRate());
    double high = Math.log(curve.points().getLast().learningRate());
    double share = high > low ? (Math.log(rate) - low) / (high - low) : 0;
    return Math.clamp(Math.round(share * (width - 1)), 0, width - 1);
  }

  /** The powers of ten below the columns they belong to. */
  private String axis() {
    char[] axis = new char[width + 6];
    Arrays.fill(axis, ' ');
    int first = (int) Math.ceil(Math.log10(curve.points().getFirst().learningRate()) - 1e-9);
    int last = (int) Math.floor(Math.log10(curve.points().getLast().learningRate()) + 1e-9);
    int free = 0;
    for (int exponent = first; exponent <= last; exponent++) {
      String label = exponent >= -2 && exponent <= 2 ? plain(exponent) : "1e" + exponent;
      int at = column(Math.pow(10, exponent));
      if (at >= free) {
        label.getChars(0, label.length(), axis, at);
        free = at + label.length() + 1;
      }
    }
    return new String(axis).stripTrailing();
  }

  private static String plain(int exponent) {
    return Numbers.setting(Double.parseDouble("1e" + exponent));
  }
}
