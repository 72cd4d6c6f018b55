package dev.layerwise.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Counts of actual classes (rows) against predicted classes (columns). */
public final class ConfusionMatrix {
  private static final long MOST_COUNTS = Integer.MAX_VALUE - 8;

  private final int classes;
  private final long[] counts;

  /**
   * Makes a matrix of zeros.
   *
   * @throws IllegalArgumentException if there are so many classes that no array could hold it
   */
  public ConfusionMatrix(int classes) {
    if (classes < 0 || (long) classes * classes > MOST_COUNTS) {
      throw new IllegalArgumentException(
          "confusion matrix: expected 0 to 46,340 classes, got " + classes);
    }
    this.classes = classes;
    this.counts = new long[classes * classes];
  }

  /**
   * A pair of classes that are taken for one another.
   *
   * @param actual the class the examples are of
   * @param predicted the class they were taken for
   * @param count how many
   */
  public record Confusion(int actual, int predicted, long count) {}

  /** Counts one example. */
  public void add(int actual, int predicted) {
    counts[cell(actual, predicted)]++;
  }

  /** Counts several examples at once. */
  public void add(int actual, int predicted, long examples) {
    counts[cell(actual, predicted)] += examples;
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /** How many examples of class {@code actual} were taken for class {@code predicted}. */
  public long count(int actual, int predicted) {
    return counts[cell(actual, predicted)];
  }

  private int cell(int actual, int predicted) {
    return Objects.checkIndex(actual, classes) * classes + Objects.checkIndex(predicted, classes);
  }

  /** All examples. */
  public long total() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** The share of examples on the diagonal, NaN for no examples. */
  public double accuracy() {
    long correct = 0;
    for (int k = 0; k < classes; k++) {
      correct += count(k, k);
    }
    return (double) correct / total();
  }

  /**
   * The share of the examples predicted as class k that are of class k, NaN if none was predicted.
   */
  public double precision(int k) {
    return (double) count(k, k) / predicted(k);
  }

  /** The share of the examples of class k that were found, NaN if there is none. */
  public double recall(int k) {
    return (double) count(k, k) / actual(k);
  }

  /**
   * The harmonic mean of precision and recall, {@code 2 TP / (2 TP + FP + FN)}: 0 for a class that
   * is never predicted rightly, NaN for one that neither has examples nor is predicted.
   */
  public double f1(int k) {
    return 2.0 * count(k, k) / (actual(k) + predicted(k));
  }

  private long actual(int k) {
    long sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += count(k, j);
    }
    return sum;
  }

  private long predicted(int k) {
    long sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += count(i, k);
    }
    return sum;
  }

  /**
   * The class that every example is taken for, of whatever class it is: the network tells nothing
   * apart. Empty if there are several, or if all examples are of that class indeed.
   */
  public OptionalInt solePrediction() {
    int[] predicted = IntStream.range(0, classes).filter(k -> predicted(k) > 0).toArray();
    return predicted.length == 1 && accuracy() < 1
        ? OptionalInt.of(predicted[0])
        : OptionalInt.empty();
  }

  /**
   * The most frequent mistakes, most frequent first; at most {@code limit}.
   *
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public List<Confusion> worst(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("worst: expected a limit of at least 0, got " + limit);
    }
    List<Confusion> mistakes = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < classes; j++) {
        if (i != j && count(i, j) > 0) {
          mistakes.add(new Confusion(i, j, count(i, j)));
        }
      }
    }
    mistakes.sort(Comparator.comparingLong(Confusion::count).reversed());
    return List.copyOf(mistakes.subList(0, Math.min(limit, mistakes.size())));
  }
}
