package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Activation;

/** The functions of {@link Exponentials} and {@link Activations}, one value at a time. */
final class PlainFunctions {
  private static final int ROUNDER_BITS = Float.floatToRawIntBits(Exponentials.ROUNDER);

  private PlainFunctions() {}

  /** Those that are more than a comparison. */
  static float activation(Activation f, float z) {
    return switch (f) {
      case SIGMOID -> sigmoid(z);
      case TANH -> tanh(z);
      case RELU -> z <= 0 ? 0 : z;
      case LEAKY_RELU -> z <= 0 ? Activation.LEAKY_SLOPE * z : z;
      case ELU -> z <= 0 ? expm1OfNegative(z) : z;
      case GELU -> z * 0.5f * (tanh(geluInner(z)) + 1);
      case SILU -> z * sigmoid(z);
    };
  }

  static float siluSlope(float z) {
    float s = sigmoid(z);
    return ((1 - s) * z + 1) * s;
  }

  static float geluSlope(float z) {
    float t = tanh(geluInner(z));
    float inner = (z * (3 * Activation.GELU_CUBIC) * z + 1) * Activation.GELU_SCALE;
    float bell = 1 - t * t;
    float steep = bell == 0 ? 0 : z * 0.5f * bell * inner;
    return (t + 1) * 0.5f + steep;
  }

  private static float geluInner(float z) {
    return (z * Activation.GELU_CUBIC * z * z + z) * Activation.GELU_SCALE;
  }

  static float exp(float x) {
    if (x > Exponentials.OVERFLOW) {
      return Float.POSITIVE_INFINITY;
    }
    if (x < Exponentials.UNDERFLOW) {
      return 0;
    }
    float rounded = Math.fma(x, Exponentials.LOG2_E, Exponentials.ROUNDER);
    float whole = rounded - Exponentials.ROUNDER;
    float p = polynomial(rest(x, whole)) + 1;
    int k = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
    int half = k >> 1;
    return p * power(half) * power(k - half);
  }

  /** e^x - 1, for x at most 0. */
  private static float expm1OfNegative(float x) {
    if (x < Exponentials.MINUS_ONE) {
      return -1;
    }
    float rounded = Math.fma(x, Exponentials.LOG2_E, Exponentials.ROUNDER);
    float whole = rounded - Exponentials.ROUNDER;
    float scale = power(Float.floatToRawIntBits(rounded) - ROUNDER_BITS);
    return Math.fma(polynomial(rest(x, whole)), scale, scale - 1);
  }

  /** x - k ln 2. */
  private static float rest(float x, float whole) {
    float r = Math.fma(whole, -Exponentials.LN2_HIGH, x);
    return Math.fma(whole, -Exponentials.LN2_LOW, r);
  }

  /** e^r - 1. */
  private static float polynomial(float r) {
    float p = Math.fma(r, Exponentials.C7, Exponentials.C6);
    p = Math.fma(p, r, Exponentials.C5);
    p = Math.fma(p, r, Exponentials.C4);
    p = Math.fma(p, r, Exponentials.C3);
    p = Math.fma(p, r, Exponentials.C2);
    return Math.fma(p * r, r, r);
  }

  /** 2^k. */
  private static float power(int k) {
    return Float.intBitsToFloat((k + Exponentials.BIAS) << Exponentials.EXPONENT);
  }

  static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (e + 1);
  }

  private static float tanh(float x) {
    float m = expm1OfNegative(Math.abs(x) * -2);
    return Math.copySign(m / (m + 2), x);
  }

  /** log(1 + x), for x from 0 to 1. */
  static float log1p(float x) {
    float s = x / (x + 2);
    float t = s * s;
    float p = Math.fma(t, 1 / 15f, 1 / 13f);
    p = Math.fma(p, t, 1 / 11f);
    p = Math.fma(p, t, 1 / 9f);
    p = Math.fma(p, t, 1 / 7f);
    p = Math.fma(p, t, 1 / 5f);
    p = Math.fma(p, t, 1 / 3f);
    float twice = s + s;
    return Math.fma(p * t, twice, twice);
  }
}
