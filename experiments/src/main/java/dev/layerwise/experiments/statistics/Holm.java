package dev.layerwise.experiments.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Corrects p-values of several tests, so that the chance of even one false finding among them stays
 * below the level (Holm, 1979): the k-th smallest of m is multiplied by {@code m − k + 1}, and none
 * is less than one before it, nor more than 1.
 */
public final class Holm {
  private Holm() {}

  /**
   * The corrected values, in the order given. NaN, a test that could not be made, stays NaN and
   * does not count.
   */
  public static double[] correct(double... p) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      if (!Double.isNaN(p[i])) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingDouble(i -> p[i]));
    double[] corrected = p.clone();
    double least = 0;
    for (int k = 0; k < order.size(); k++) {
      least = Math.max(least, Math.min(1, p[order.get(k)] * (order.size() - k)));
      corrected[order.get(k)] = least;
    }
    return corrected;
  }
}
