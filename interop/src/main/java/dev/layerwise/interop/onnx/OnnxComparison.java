package dev.layerwise.interop.onnx;

import dev.layerwise.data.Features;
import dev.layerwise.data.Scaling;
import dev.layerwise.model.Inference;
import dev.layerwise.nn.Loss;
import dev.layerwise.record.Model;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Path;

/**
 * How far another engine's results are from those of the model that was exported.
 *
 * @param engine who computed the file
 * @param examples on how many examples
 * @param largest the largest difference of two values, each divided by the largest size of a value
 *     in its row where that is above 1; infinite if a value is not finite
 * @param example the example where it is, counted from 1
 * @param column the output where it is, counted from 0
 * @param sameClass on how many examples both choose the same class
 */
public record OnnxComparison(
    String engine, int examples, double largest, int example, int column, int sameClass) {
  private static final int CHUNK = 512;

  /** Whether no difference is larger than {@code tolerance}. */
  public boolean within(double tolerance) {
    return largest <= tolerance;
  }

  /**
   * Computes a file with another engine, and compares the results with the model's own.
   *
   * @param scores whether the file yields scores; else logits
   * @param features the examples, unscaled
   * @param rows which of them
   */
  public static OnnxComparison of(
      OnnxEngine engine, Path file, boolean scores, Model model, Features features, int[] rows) {
    Loss loss = model.network().spec().loss();
    int width = features.columns();
    Inference inference = new Inference(model.network(), CHUNK);
    Matrix raw = new Matrix(CHUNK, width);
    Matrix scaled = new Matrix(CHUNK, width);
    Matrix ours = new Matrix(CHUNK, model.network().spec().classes());
    double largest = 0;
    int example = 1;
    int column = 0;
    int same = 0;
    try (OnnxEngine.Session session = engine.open(file)) {
      for (int from = 0; from < rows.length; from += CHUNK) {
        int count = Math.min(CHUNK, rows.length - from);
        raw.resize(count);
        scaled.resize(count);
        for (int i = 0; i < count; i++) {
          features.scale(
              rows[from + i], Scaling.NONE, model.network().kernels(), raw.data(), i * width);
          features.scale(
              rows[from + i], model.scaling(), model.network().kernels(), scaled.data(), i * width);
        }
        Matrix logits = inference.logits(scaled);
        if (scores) {
          loss.scores(model.network().kernels(), logits, ours);
        }
        Matrix mine = scores ? ours : logits;
        Matrix theirs = session.run(raw);
        for (int i = 0; i < count; i++) {
          same += classOf(loss, scores, mine, i) == classOf(loss, scores, theirs, i) ? 1 : 0;
          double size = Math.max(1, size(mine, i));
          for (int j = 0; j < mine.columns(); j++) {
            double difference = Math.abs(mine.get(i, j) - (double) theirs.get(i, j)) / size;
            if (!(difference <= largest)) {
              largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
              example = from + i + 1;
              column = j;
            }
          }
        }
      }
    }
    return new OnnxComparison(engine.name(), rows.length, largest, example, column, same);
  }

  /** Scores have a column for each class, of which the greatest wins; logits need the loss. */
  private static int classOf(Loss loss, boolean scores, Matrix values, int row) {
    return (scores ? Loss.SOFTMAX_CROSS_ENTROPY : loss).predictedClass(values, row);
  }

  private static double size(Matrix values, int row) {
    double size = 0;
    for (int j = 0; j < values.columns(); j++) {
      size = Math.max(size, Math.abs(values.get(row, j)));
    }
    return size;
  }
}
