package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.runs.RunSummary;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A final figure of a run. */
public enum Figure {
  /** Share of the test set that is classified as labelled. */
  TEST_ACCURACY("test-accuracy", "test accuracy", Kind.ACCURACY),
  /** Share of the validation set that is classified as labelled. */
  VALIDATION_ACCURACY("validation-accuracy", "validation accuracy", Kind.ACCURACY),
  /** Share of the training set that is classified as labelled. */
  TRAIN_ACCURACY("train-accuracy", "train accuracy", Kind.ACCURACY),
  /** Mean loss over the test set. */
  TEST_LOSS("test-loss", "test loss", Kind.LOSS),
  /** Mean loss over the validation set. */
  VALIDATION_LOSS("validation-loss", "validation loss", Kind.LOSS),
  /** Mean loss over the training set. */
  TRAIN_LOSS("train-loss", "train loss", Kind.LOSS),
  /** Epochs begun. */
  EPOCHS("epochs", "epochs", Kind.COUNT),
  /** Steps done. */
  STEPS("steps", "steps", Kind.COUNT),
  /** The time of the training loop. */
  TRAIN_SECONDS("train-seconds", "train time (s)", Kind.SECONDS);

  private final String label;
  private final String words;
  private final Kind kind;

  Figure(String label, String words, Kind kind) {
    this.label = label;
    this.words = words;
    this.kind = kind;
  }

  /** The name on the command line and in files. */
  public String label() {
    return label;
  }

  /** The name in sentences. */
  public String words() {
    return words;
  }

  /** What its values are. */
  public Kind kind() {
    return kind;
  }

  /** Its value for a run, or null if it was not measured. */
  public @Nullable Double of(RunSummary summary) {
    return switch (this) {
      case TEST_ACCURACY -> summary.testAccuracy();
      case VALIDATION_ACCURACY -> summary.validationAccuracy();
      case TRAIN_ACCURACY -> summary.trainAccuracy();
      case TEST_LOSS -> summary.testLoss();
      case VALIDATION_LOSS -> summary.validationLoss();
      case TRAIN_LOSS -> summary.trainLoss();
      case EPOCHS -> (double) summary.epochs();
      case STEPS -> (double) summary.steps();
      case TRAIN_SECONDS -> summary.trainSeconds();
    };
  }

  /** Whether more is better. */
  public boolean moreIsBetter() {
    return kind == Kind.ACCURACY;
  }

  /** All labels. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Figure::label).toList();
  }
}
