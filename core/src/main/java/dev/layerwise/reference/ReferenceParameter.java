package dev.layerwise.reference;

import java.util.Arrays;

/**
 * A parameter of the reference in double precision.
 *
 * @param layer the index of its layer
 * @param name the name of its tensor, as the network calls it
 * @param value its value, rows × columns; changed in place by whoever perturbs it
 * @param gradient +∂J/∂θ of the same shape, written by {@link ReferenceNetwork#backward}
 */
record ReferenceParameter(int layer, String name, double[][] value, double[][] gradient) {
  int rows() {
    return value.length;
  }

  int columns() {
    return value[0].length;
  }

  int size() {
    return rows() * columns();
  }

  void clearGradient() {
    for (double[] row : gradient) {
      Arrays.fill(row, 0);
    }
  }
}
