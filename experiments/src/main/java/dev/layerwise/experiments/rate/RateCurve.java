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
 * @param lowest the rate where the smoothed loss is lowest: if the loss ran away after it, training
 *     there is on the brink
 */
public record RateCurve(
    List<Point> points, boolean diverged, @Nullable Double suggestion, double lowest) {
  /** A loss must fall by this share of where it began to count as having fallen. */
  private static final double LEAST_FALL = 0.02;

  /** It must also be so many times what chance makes of a flat curve. */
  private static final double SURE = 5;

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
   * @throws IllegalArgumentException if there was no step with a finite loss
   */
  static RateCurve of(double[] rates, double[] losses, boolean diverged) {
    int n = losses.length;
    if (n == 0) {
      throw new IllegalArgumentException(
          "learning rate: the loss of the first mini-batch is not finite, before anything was"
              + " learnt; look at the scaling of the data (--scaling) and at the first weights"
              + " (--initializer)");
    }
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
    // Where the window is narrow, a lucky mini-batch would be taken for the lowest.
    int lowest = Math.min(window, n - 1);
    for (int i = 0; i < n; i++) {
      points.add(new Point(i + 1, rates[i], losses[i], smoothed[i]));
      boolean steady = i >= window && i < n - window / 2;
      lowest = steady && smoothed[i] < smoothed[lowest] ? i : lowest;
    }
    return new RateCurve(
        points, diverged, suggestion(rates, losses, smoothed, lowest), rates[lowest]);
  }

  private static @Nullable Double suggestion(
      double[] rates, double[] losses, double[] smoothed, int lowest) {
    int window = Math.max(1, smoothed.length / 20);
    double start = smoothed[Math.min(window, smoothed.length - 1)];
    double fall = start - smoothed[lowest];
    if (!(fall > LEAST_FALL * start) || fall < SURE * noise(losses, smoothed, window)) {
      return null;
    }
    int steepest = -1;
    double most = 0;
    // Not from the ends, where hardly more than one mini-batch is smoothed.
    for (int i = 2 * window; i + 2 * window < smoothed.length && i <= lowest; i++) {
      // Rates are evenly spaced on the logarithmic scale, so the difference is the slope.
      double difference = smoothed[i - window] - smoothed[i + window];
      if (difference > most) {
        most = difference;
        steepest = i;
      }
    }
    return steepest < 0
        ? null
        : Double.valueOf(String.format(Locale.ROOT, "%.0e", rates[steepest]));
  }

  /** The standard error of a smoothed loss, judged by the first third, where little is learnt. */
  private static double noise(double[] losses, double[] smoothed, int window) {
    double squares = 0;
    int count = 0;
    for (int i = window; i < Math.max(window + 2, losses.length / 3) && i < losses.length; i++) {
      squares += (losses[i] - smoothed[i]) * (losses[i] - smoothed[i]);
      count++;
    }
    return count == 0 ? 0 : Math.sqrt(squares / count / (2 * window + 1));
  }
}
