package dev.layerwise.reference;

/**
 * {@code y = x · mask}, element by element, with a mask that is given from outside and held still:
 * n × u.
 */
final class ReferenceDropout implements ReferenceLayer {
  private double[][] mask = {};
  private double[][] x = {};

  /** Holds this mask from now on; an empty one lets everything through, as inference does. */
  void hold(double[][] factors) {
    mask = factors;
  }

  @Override
  public double[][] forward(double[][] input) {
    x = input;
    return masked(input);
  }

  @Override
  public double[][] input() {
    return x;
  }

  @Override
  public double[][] backward(double[][] dy) {
    return masked(dy);
  }

  private double[][] masked(double[][] a) {
    if (mask.length == 0) {
      return a;
    }
    double[][] product = new double[a.length][];
    for (int i = 0; i < a.length; i++) {
      product[i] = new double[a[i].length];
      for (int j = 0; j < a[i].length; j++) {
        product[i][j] = a[i][j] * mask[i][j];
      }
    }
    return product;
  }
}
