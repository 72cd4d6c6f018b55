package dev.layerwise.experiments.rate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a range test has measured, and what follows from it.
 *
 * @param points the steps, by rising rate
 * @param diverged whether the loss ran away before the highest rate
 * @param suggestion a rate to begin with: where the loss falls fastest, rounded to one digit; null
 *     if it never fell
 * @param lowest the rate where the smoothed loss is lowest: training there is on the brink
 */
public record RateCurve(
    List<Point> points, boolean diverged, @Nullable Double suggestion, double lowest) {
  /** A loss must fall by this share of where it began to count as having fallen. */
  private static final double LEAST_FALL = 0.02;

  /** Copies the list. */
  public RateCurve {
    points = List.copyOf(points);
  }

  /**
   * A step.
   *
   * @param step counted from 1
   * @param learningRate its rate
   * @param loss the mini-batch's mean loss before the update
   * @param smoothedLoss the mean of the losses around it
   */
  public record Point(int step, double learningRate, double loss, double smoothedLoss) {}

  /**
   * Draws the conclusion.
   *
   * @param rates the rate of each step
   * @param losses the loss of each step, all finite
   * @param diverged whether the next loss ran away
   */
  static RateCurve of(double[] rates, double[] losses, boolean diverged) {
    int n = losses.length;
    int window = Math.max(1, n / 20);
    double[] smoothed = new double[n];
    for (int i = 0; i < n; i++) {
      // Centred, and narrower at the ends: a mean of the past alone would lag behind the rate.
      int reach = Math.min(window, Math.min(i, n - 1 - i));
      double sum = 0;
      for (int k = i - reach; k <= i + reach; k++) {
        sum += losses[k];
      }
      smoothed[i] = sum / (2 * reach + 1);
    }
    List<Point> points = new ArrayList<>();
    int lowest = 0;
    for (int i = 0; i < n; i++) {
      points.add(new Point(i + 1, rates[i], losses[i], smoothed[i]));
      lowest = smoothed[i] < smoothed[lowest] ? i : lowest;
    }
    return new RateCurve(
        points, diverged, suggestion(rates, smoothed, lowest, window), rates[lowest]);
  }

  private static @Nullable Double suggestion(
      double[] rates, double[] smoothed, int lowest, int window) {
    double start = smoothed[Math.min(window, smoothed.length - 1)];
    if (!(start - smoothed[lowest] > LEAST_FALL * start)) {
      return null;
    }
    int steepest = -1;
    double fall = 0;
    for (int i = window; i + window < smoothed.length && i <= lowest; i++) {
      // Rates are evenly spaced on the logarithmic scale, so the difference is the slope.
      double difference = smoothed[i - window] - smoothed[i + window];
      if (difference > fall) {
        fall = difference;
        steepest = i;
      }
    }
    return steepest < 0
        ? null
        : Double.valueOf(String.format(Locale.ROOT, "%.0e", rates[steepest]));
  }
}
