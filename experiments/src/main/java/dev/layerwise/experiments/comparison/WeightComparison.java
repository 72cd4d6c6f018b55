package dev.layerwise.experiments.comparison;

import dev.layerwise.nn.DenseLayer;
import dev.layerwise.record.Model;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of two models, dense layer by dense layer. Layers are paired by their order, whatever
 * lies between them: a network with batch norm can be compared with one without.
 *
 * @param threshold weights smaller than this in size are counted as near zero
 * @param layers the dense layers that either model has, input side first
 */
public record WeightComparison(double threshold, List<Layer> layers) {
  /** So many bins tell a shape and still fit side by side. */
  public static final int BINS = 41;

  /** What is usually counted as near zero. */
  public static final double NEAR_ZERO = 0.01;

  /** Copies the list. */
  public WeightComparison {
    layers = List.copyOf(layers);
  }

  /**
   * The weights of one dense layer in both models.
   *
   * @param number the layer's number among the dense ones, from 1
   * @param first its figures in the first model, or null if that has fewer layers
   * @param second its figures in the second model, or null
   * @param low the left end of the bins of both histograms
   * @param high their right end
   * @param difference the norm of the difference {@code ‖A − B‖}, or null if the shapes differ
   * @param cosine the cosine of the angle between them, or null if the shapes differ or one is zero
   */
  public record Layer(
      int number,
      @Nullable Weights first,
      @Nullable Weights second,
      double low,
      double high,
      @Nullable Double difference,
      @Nullable Double cosine) {}

  /**
   * Figures of a weight matrix.
   *
   * @param rows inputs
   * @param columns units
   * @param norm the square root of the sum of squares
   * @param mean the mean
   * @param deviation the root of the mean squared distance from the mean
   * @param largest the largest absolute value
   * @param nearZero the share that is near zero
   * @param histogram how many fall into each bin
   */
  public record Weights(
      int rows,
      int columns,
      double norm,
      double mean,
      double deviation,
      double largest,
      double nearZero,
      List<Integer> histogram) {
    /** Copies the list. */
    public Weights {
      histogram = List.copyOf(histogram);
    }
  }

  /**
   * Compares two models.
   *
   * @param threshold what is counted as near zero
   * @throws IllegalArgumentException if the threshold is not above 0
   */
  public static WeightComparison of(Model first, Model second, double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("near zero: expected a size above 0, got " + threshold);
    }
    List<Matrix> a = weights(first);
    List<Matrix> b = weights(second);
    List<Layer> layers = new ArrayList<>();
    for (int k = 0; k < Math.max(a.size(), b.size()); k++) {
      layers.add(
          compare(
              k + 1, k < a.size() ? a.get(k) : null, k < b.size() ? b.get(k) : null, threshold));
    }
    return new WeightComparison(threshold, layers);
  }

  private static List<Matrix> weights(Model model) {
    return model.network().layers().stream()
        .filter(DenseLayer.class::isInstance)
        .map(layer -> ((DenseLayer) layer).weight().value())
        .toList();
  }

  private static Layer compare(
      int number, @Nullable Matrix first, @Nullable Matrix second, double threshold) {
    double largest = Math.max(largest(first), largest(second));
    // Symmetric, with a bin around zero, so that both histograms show their weights' pull to it.
    double bound = largest == 0 ? 1 : largest;
    Double difference = null;
    Double cosine = null;
    if (first != null
        && second != null
        && first.rows() == second.rows()
        && first.columns() == second.columns()) {
      difference = difference(first, second);
      cosine = cosine(first, second);
    }
    return new Layer(
        number,
        first == null ? null : weights(first, bound, threshold),
        second == null ? null : weights(second, bound, threshold),
        -bound,
        bound,
        difference,
        cosine);
  }

  private static double largest(@Nullable Matrix matrix) {
    double largest = 0;
    for (int i = 0; matrix != null && i < matrix.size(); i++) {
      largest = Math.max(largest, Math.abs(matrix.data()[i]));
    }
    return largest;
  }

  private static Weights weights(Matrix matrix, double bound, double threshold) {
    int n = matrix.size();
    double sum = 0;
    double squares = 0;
    int small = 0;
    Integer[] bins = new Integer[BINS];
    Arrays.fill(bins, 0);
    for (int i = 0; i < n; i++) {
      double value = matrix.data()[i];
      sum += value;
      squares += value * value;
      small += Math.abs(value) < threshold ? 1 : 0;
      int bin = (int) Math.floor((value + bound) / (2 * bound) * BINS);
      bins[Math.clamp(bin, 0, BINS - 1)]++;
    }
    double mean = sum / n;
    return new Weights(
        matrix.rows(),
        matrix.columns(),
        Math.sqrt(squares),
        mean,
        Math.sqrt(Math.max(0, squares / n - mean * mean)),
        largest(matrix),
        (double) small / n,
        List.of(bins));
  }

  private static double difference(Matrix first, Matrix second) {
    double squares = 0;
    for (int i = 0; i < first.size(); i++) {
      double difference = (double) first.data()[i] - second.data()[i];
      squares += difference * difference;
    }
    return Math.sqrt(squares);
  }

  private static @Nullable Double cosine(Matrix first, Matrix second) {
    double product = 0;
    double a = 0;
    double b = 0;
    for (int i = 0; i < first.size(); i++) {
      product += (double) first.data()[i] * second.data()[i];
      a += (double) first.data()[i] * first.data()[i];
      b += (double) second.data()[i] * second.data()[i];
    }
    return a == 0 || b == 0 ? null : product / Math.sqrt(a * b);
  }
}
