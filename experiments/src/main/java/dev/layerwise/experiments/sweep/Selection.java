package dev.layerwise.experiments.sweep;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figure by which the best trial is chosen. The test set is not among them: what it chose, it
 * could no longer judge.
 */
public enum Selection {
  /** The highest validation accuracy; among equals the lower validation loss. */
  VALIDATION_ACCURACY("validation-accuracy", "validation accuracy"),
  /** The lowest validation loss. */
  VALIDATION_LOSS("validation-loss", "validation loss"),
  /** The lowest training loss, for trainings without a validation set. */
  TRAIN_LOSS("train-loss", "training loss");

  private final String label;
  private final String words;

  Selection(String label, String words) {
    this.label = label;
    this.words = words;
  }

  /** The name in files and on the command line. */
  public String label() {
    return label;
  }

  /** The name in sentences. */
  public String words() {
    return words;
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Selection::label).toList();
  }

  /**
   * What a trial is judged by: a first figure, and one that decides between equals. Lower is better
   * in both; what is not known or not finite is worst.
   *
   * @param first the figure, negated where more is better
   * @param second what decides between equals
   */
  public record Merit(double first, double second) implements Comparable<Merit> {
    private static final Comparator<Merit> ORDER =
        Comparator.comparingDouble(Merit::first).thenComparingDouble(Merit::second);

    /** Nothing is known: worse than all. */
    public static final Merit NONE = new Merit(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Makes what is not finite the worst. */
    public Merit {
      first = worstIfUnknown(first);
      second = worstIfUnknown(second);
    }

    private static double worstIfUnknown(double value) {
      // Negative zero would come before zero.
      return Double.isFinite(value) ? value + 0.0 : Double.POSITIVE_INFINITY;
    }

    /** Whether there is a figure at all. */
    public boolean isKnown() {
      return Double.isFinite(first);
    }

    @Override
    public int compareTo(Merit other) {
      return ORDER.compare(this, other);
    }
  }

  /** Judges by these figures; null for what was not measured. */
  public Merit merit(
      @Nullable Double trainLoss,
      @Nullable Double validationLoss,
      @Nullable Double validationAccuracy) {
    return switch (this) {
      case VALIDATION_ACCURACY -> new Merit(-orNaN(validationAccuracy), orNaN(validationLoss));
      case VALIDATION_LOSS -> new Merit(orNaN(validationLoss), -orNaN(validationAccuracy));
      case TRAIN_LOSS -> new Merit(orNaN(trainLoss), 0);
    };
  }

  /** The first figure of a merit as it was measured. */
  public double figure(Merit merit) {
    return this == VALIDATION_ACCURACY ? -merit.first() : merit.first();
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
