package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential functions in single precision, over arrays of whole vectors.
 *
 * <p>All of them rest on {@code e^x = 2^k e^r} with {@code |r| <= ln 2 / 2} and the polynomial of
 * degree six for e^r of S. Moshier's Cephes library (expf). Infinities and NaN give what {@link
 * StrictMath} gives; gradual underflow is kept. Errors against the exact value: exp 1.5 ulp, expm1
 * 2.5 ulp, sigmoid 3 ulp, tanh 4 ulp, log1p 2.5 ulp; a result below 2^-126 errs by one more unit of
 * its last place.
 *
 * <p>These are loops over arrays, not functions from vector to vector: a method that takes or
 * returns a vector is free only while the compiler inlines it, and it stops doing so for reasons
 * that no caller can see.
 */
final class Exponentials {
  static final float LOG2_E = 1.44269504088896341f;

  /** ln 2 in two parts, the first with few enough bits that its product with k is exact. */
  static final float LN2_HIGH = 0.693359375f;

  static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5 · 2^23: adding it rounds to a whole number, which the low bits of the sum then show. */
  static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /** Coefficients of r^2 to r^7 in e^r. */
  static final float C2 = 5.0000001201e-1f;

  static final float C3 = 1.6666665459e-1f;
  static final float C4 = 4.1665795894e-2f;
  static final float C5 = 8.3334519073e-3f;
  static final float C6 = 1.3981999507e-3f;
  static final float C7 = 1.9875691500e-4f;

  static final float OVERFLOW = 89;
  static final float UNDERFLOW = -104;

  /** Below this, e^x - 1 is -1 in single precision. */
  static final float MINUS_ONE = -18;

  /** The exponent bias of a float, and the place of its exponent. */
  static final int BIAS = 127;

  static final int EXPONENT = 23;

  private Exponentials() {}

  /** Replaces x by e^x. */
  static void exp(int count, float[] a, int from) {
    for (int i = from; i < from + count; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, i);
      FloatVector rounded = x.fma(LOG2_E, ROUNDER);
      FloatVector whole = rounded.sub(ROUNDER);
      FloatVector r = whole.fma(whole.broadcast(-LN2_HIGH), x);
      r = whole.fma(whole.broadcast(-LN2_LOW), r);
      FloatVector p = r.fma(C7, C6);
      p = p.fma(r, r.broadcast(C5));
      p = p.fma(r, r.broadcast(C4));
      p = p.fma(r, r.broadcast(C3));
      p = p.fma(r, r.broadcast(C2));
      p = p.mul(r).fma(r, r).add(1);
      // 2^k in two factors: k reaches 128 and -150, beyond the exponents of normal numbers.
      IntVector k = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = k.lanewise(VectorOperators.ASHR, 1);
      IntVector other = k.sub(half);
      p = p.mul(half.add(BIAS).lanewise(VectorOperators.LSHL, EXPONENT).reinterpretAsFloats());
      p = p.mul(other.add(BIAS).lanewise(VectorOperators.LSHL, EXPONENT).reinterpretAsFloats());
      VectorMask<Float> over = x.compare(VectorOperators.GT, OVERFLOW);
      VectorMask<Float> under = x.compare(VectorOperators.LT, UNDERFLOW);
      p.blend(Float.POSITIVE_INFINITY, over).blend(0, under).intoArray(a, i);
    }
  }

  /** Replaces x by e^x - 1, for x at most 0; a positive x is replaced by anything. */
  static void expm1OfNegative(int count, float[] a, int from) {
    for (int i = from; i < from + count; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, i);
      FloatVector rounded = x.fma(LOG2_E, ROUNDER);
      FloatVector whole = rounded.sub(ROUNDER);
      FloatVector r = whole.fma(whole.broadcast(-LN2_HIGH), x);
      r = whole.fma(whole.broadcast(-LN2_LOW), r);
      FloatVector p = r.fma(C7, C6);
      p = p.fma(r, r.broadcast(C5));
      p = p.fma(r, r.broadcast(C4));
      p = p.fma(r, r.broadcast(C3));
      p = p.fma(r, r.broadcast(C2));
      p = p.mul(r).fma(r, r);
      IntVector k = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      FloatVector scale =
          k.add(BIAS).lanewise(VectorOperators.LSHL, EXPONENT).reinterpretAsFloats();
      p = p.fma(scale, scale.sub(1));
      p.blend(-1, x.compare(VectorOperators.LT, MINUS_ONE)).intoArray(a, i);
    }
  }

  /**
   * y = 1 / (1 + e^-x), from e^-|x| so that nothing overflows and small results keep their digits.
   *
   * @param e scratch memory for {@code count} elements
   */
  static void sigmoid(int count, float[] x, int xo, float[] y, int yo, float[] e) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector.fromArray(FLOATS, x, xo + i).abs().neg().intoArray(e, i);
    }
    exp(count, e, 0);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
      FloatVector power = FloatVector.fromArray(FLOATS, e, i);
      FloatVector top = v.broadcast(1).blend(power, v.compare(VectorOperators.LT, 0));
      top.div(power.add(1)).intoArray(y, yo + i);
    }
  }

  /**
   * y = tanh x = -m / (m + 2) with m = e^(-2|x|) - 1, and the sign of x.
   *
   * @param m scratch memory for {@code count} elements
   */
  static void tanh(int count, float[] x, int xo, float[] y, int yo, float[] m) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector.fromArray(FLOATS, x, xo + i).abs().mul(-2).intoArray(m, i);
    }
    expm1OfNegative(count, m, 0);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, m, i);
      IntVector magnitude = v.div(v.add(2)).reinterpretAsInts().and(Integer.MAX_VALUE);
      IntVector sign =
          FloatVector.fromArray(FLOATS, x, xo + i).reinterpretAsInts().and(Integer.MIN_VALUE);
      magnitude.or(sign).reinterpretAsFloats().intoArray(y, yo + i);
    }
  }

  /**
   * Replaces x, from 0 to 1, by log(1 + x): twice the area tangent of x / (2 + x), by its series.
   */
  static void log1p(int count, float[] a, int from) {
    for (int i = from; i < from + count; i += COUNT) {
      FloatVector x = FloatVector.fromArray(FLOATS, a, i);
      FloatVector s = x.div(x.add(2));
      FloatVector t = s.mul(s);
      FloatVector p = t.fma(1 / 15f, 1 / 13f);
      p = p.fma(t, t.broadcast(1 / 11f));
      p = p.fma(t, t.broadcast(1 / 9f));
      p = p.fma(t, t.broadcast(1 / 7f));
      p = p.fma(t, t.broadcast(1 / 5f));
      p = p.fma(t, t.broadcast(1 / 3f));
      FloatVector twice = s.add(s);
      p.mul(t).fma(twice, twice).intoArray(a, i);
    }
  }
}
