package dev.layerwise.model;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Features;
import dev.layerwise.data.Scaling;
import dev.layerwise.nn.Loss;
import dev.layerwise.tensor.Matrix;
import java.util.Arrays;

/**
 * What a network says of some examples.
 *
 * @param classes the predicted class of every example
 * @param scores examples × classes: probabilities, or the outputs of a network trained on squared
 *     error
 */
public record Predictions(int[] classes, Matrix scores) {
  /** Rows at a time, as in {@link Evaluation}. */
  private static final int CHUNK = 512;

  /**
   * Predicts.
   *
   * @param features the examples, unscaled
   * @param rows which of them, in the order of the predictions
   * @param scaling how features become the network's inputs
   * @throws IllegalArgumentException if the examples have another number of features, or the
   *     scaling is for another
   * @throws DataException if the outputs for an example are not finite, which names no class
   */
  public static Predictions of(Network network, Features features, int[] rows, Scaling scaling) {
    network.requireInputs(features.columns());
    scaling.requireFit(features.columns());
    int classes = network.spec().classes();
    int chunk = Math.min(CHUNK, Math.max(1, rows.length));
    Inference inference = new Inference(network, chunk);
    Matrix x = new Matrix(chunk, features.columns());
    Matrix scores = new Matrix(chunk, classes);
    int[] predicted = new int[rows.length];
    Matrix all = new Matrix(rows.length, classes);
    for (int from = 0; from < rows.length; from += CHUNK) {
      int count = Math.min(CHUNK, rows.length - from);
      x.resize(count);
      for (int i = 0; i < count; i++) {
        features.scale(
            rows[from + i], scaling, network.kernels(), x.data(), i * features.columns());
      }
      Matrix logits = inference.logits(x);
      for (int i = 0; i < count; i++) {
        predicted[from + i] = predictedClass(network.spec().loss(), logits, i, rows[from + i] + 1);
      }
      network.spec().loss().scores(network.kernels(), logits, scores);
      System.arraycopy(scores.data(), 0, all.data(), from * classes, count * classes);
    }
    return new Predictions(predicted, all);
  }

  /**
   * The class of a row of logits that are finite: an infinite one has no probability.
   *
   * @param example what a message calls it, counted from 1
   */
  static int predictedClass(Loss loss, Matrix logits, int row, int example) {
    int c = logits.columns();
    for (int j = 0; j < c; j++) {
      float logit = logits.data()[row * c + j];
      if (!Float.isFinite(logit)) {
        throw new DataException(
            "example "
                + example
                + ": the network's outputs are not finite ("
                + logit
                + "): its weights have diverged, or the example's values are far outside those it"
                + " was trained on");
      }
    }
    return loss.predictedClass(logits, row);
  }

  /**
   * The share of predictions that equal the labels, NaN for none.
   *
   * @throws IllegalArgumentException if there is not a label for each
   */
  public double accuracy(int[] labels) {
    if (labels.length != classes.length) {
      throw new IllegalArgumentException(
          "accuracy: " + classes.length + " predictions but " + labels.length + " labels");
    }
    int correct = 0;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == labels[i]) {
        correct++;
      }
    }
    return (double) correct / classes.length;
  }

  /** Whether the other has the same classes, and scores of the same bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Predictions that
        && Arrays.equals(classes, that.classes)
        && scores.columns() == that.scores.columns()
        && Arrays.equals(rows(), that.rows());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(classes) + Arrays.hashCode(rows());
  }

  @Override
  public String toString() {
    return "Predictions[" + classes.length + " x " + scores.columns() + "]";
  }

  /** The scores row by row, however they lie. */
  private float[] rows() {
    float[] values = new float[scores.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scores.get(i / scores.columns(), i % scores.columns());
    }
    return values;
  }
}
