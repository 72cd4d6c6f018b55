package dev.layerwise.reference;

import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;

/**
 * A small made-up mini-batch.
 *
 * @param x n × d, standard normal
 * @param labels n classes
 */
public record MiniBatch(Matrix x, int[] labels) {
  /** Draws one; the same arguments give the same mini-batch. */
  public static MiniBatch random(int n, int d, int classes, long seed) {
    RandomStream random = RandomStream.of(seed, "mini-batch");
    Matrix x = new Matrix(n, d);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) random.nextGaussian();
    }
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(classes);
    }
    return new MiniBatch(x, labels);
  }
}
