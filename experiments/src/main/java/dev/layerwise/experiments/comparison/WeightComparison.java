package dev.layerwise.experiments.comparison;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of two models, tensor by tensor.
 *
 * @param first the first model
 * @param second the second
 * @param threshold weights smaller than this in size are counted as near zero
 * @param tensors the weight matrices that either model has, input side first
 */
public record WeightComparison(Side first, Side second, double threshold, List<Tensor> tensors) {
  /** So many bins tell a shape and still fit side by side. */
  public static final int BINS = 41;

  /** Copies the list. */
  public WeightComparison {
    tensors = List.copyOf(tensors);
  }

  /**
   * One of the models.
   *
   * @param path where it was read from
   * @param image the shape of the image that an example is, or null if it is none
   * @param firstLayer the weights of the first layer, inputs × units: a column is what one unit
   *     looks for
   */
  public record Side(Path path, @Nullable ImageShape image, @Nullable Matrix firstLayer) {}

  /**
   * One weight matrix of both models.
   *
   * @param name its name, such as {@code layers.0.weight}
   * @param first its figures in the first model, or null if that has none of this name
   * @param second its figures in the second model, or null
   * @param low the left end of the bins of both histograms
   * @param high their right end
   * @param difference the norm of the difference {@code ‖A − B‖}, or null if the shapes differ
   * @param cosine the cosine of the angle between them, or null if the shapes differ or one is zero
   */
  public record Tensor(
      String name,
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
   * @param first a run directory or a model file
   * @param second another
   * @param threshold what is counted as near zero
   * @throws DataException if one cannot be read
   */
  public static WeightComparison of(Path first, Path second, double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("near zero: expected a size above 0, got " + threshold);
    }
    Model a = read(first);
    Model b = read(second);
    Map<String, Matrix> left = a.network().tensors();
    Map<String, Matrix> right = b.network().tensors();
    List<String> names = new ArrayList<>(left.keySet());
    right.keySet().stream().filter(name -> !left.containsKey(name)).forEach(names::add);
    names.removeIf(name -> !name.endsWith(".weight"));
    List<Tensor> tensors =
        names.stream()
            .map(name -> compare(name, left.get(name), right.get(name), threshold))
            .toList();
    return new WeightComparison(side(first, a), side(second, b), threshold, tensors);
  }

  private static Model read(Path path) {
    Path file = Files.isDirectory(path) ? RunDirectory.open(path).model() : path;
    return ModelFile.read(file, KernelSelection.select("scalar").kernels());
  }

  private static Side side(Path path, Model model) {
    Matrix weights =
        model.network().tensors().entrySet().stream()
            .filter(entry -> entry.getKey().endsWith(".weight"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    return new Side(path, model.image(), weights);
  }

  private static Tensor compare(
      String name, @Nullable Matrix first, @Nullable Matrix second, double threshold) {
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
    return new Tensor(
        name,
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
    java.util.Arrays.fill(bins, 0);
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
