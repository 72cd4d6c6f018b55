package dev.layerwise.tensor;

/**
 * What training changes in a layer: a value, and the gradient of the objective with respect to it.
 *
 * <p>The gradient always means +∂J/∂θ, averaged over the rows of the mini-batch.
 */
public final class Parameter {
  private final String name;
  private final boolean weight;
  private final Matrix value;
  private final Matrix gradient;

  /**
   * Makes a parameter of zeros.
   *
   * @param name the name of its tensor in files, such as {@code layers.0.weight}
   * @param weight whether it is a weight matrix; L2 penalties reach weights alone, not biases or
   *     the parameters of batch normalisation
   */
  public Parameter(String name, int rows, int columns, boolean weight) {
    this(name, new Matrix(rows, columns), weight);
  }

  /** Makes a parameter of what it begins with; gradients lie as it does. */
  public Parameter(String name, Matrix value, boolean weight) {
    this.name = name;
    this.weight = weight;
    this.value = value;
    this.gradient = value.likewise();
  }

  /** The name of its tensor in files. */
  public String name() {
    return name;
  }

  /** Whether it is a weight matrix. */
  public boolean isWeight() {
    return weight;
  }

  /** The value, changed in place by the optimiser. */
  public Matrix value() {
    return value;
  }

  /** The gradient, overwritten by every backward pass. */
  public Matrix gradient() {
    return gradient;
  }

  /** The number of scalars. */
  public int size() {
    return value.size();
  }

  @Override
  public String toString() {
    return name + " " + value.rows() + " x " + value.columns();
  }
}
