package dev.layerwise.kernel;

import java.util.Locale;

/** The element-wise functions a layer can apply, {@code y = f(z)}. */
public enum Activation {
  /** {@code 1 / (1 + e^-z)}. */
  SIGMOID,
  /** {@code tanh z}. */
  TANH,
  /** {@code max(0, z)}; the derivative at 0 is taken as 0. */
  RELU,
  /** {@code z} for positive z, {@code 0.01 z} otherwise. */
  LEAKY_RELU,
  /** {@code z} for positive z, {@code e^z - 1} otherwise (Clevert et al., 2015, with α = 1). */
  ELU,
  /** {@code z Φ(z)} by the tanh approximation of Hendrycks and Gimpel (2016). */
  GELU,
  /** {@code z / (1 + e^-z)}, also called swish. */
  SILU;

  /** The slope of {@link #LEAKY_RELU} for negative z. */
  public static final float LEAKY_SLOPE = 0.01f;

  /** {@code sqrt(2/π)}, of {@link #GELU}. */
  public static final float GELU_SCALE = 0.7978845608f;

  /** The coefficient of the cubic term of {@link #GELU}. */
  public static final float GELU_CUBIC = 0.044715f;

  /** The name used in descriptions and on the command line, such as {@code leaky-relu}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
