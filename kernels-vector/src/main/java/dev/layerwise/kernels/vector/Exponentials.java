package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Exponential functions of vectors in single precision.
 *
 * <p>All of them rest on {@code e^x = 2^k e^r} with {@code |r| <= ln 2 / 2} and the polynomial of
 * degree six for e^r of S. Moshier's Cephes library (expf). Infinities and NaN give what {@link
 * StrictMath} gives; gradual underflow is kept. Errors against the exact value: exp 1.5 ulp, expm1
 * 2.5 ulp, sigmoid 3 ulp, tanh 4 ulp, log1p 2.5 ulp; a result below 2^-126 errs by one more unit of
 * its last place.
 */
final class Exponentials {
  private static final float LOG2_E = 1.44269504088896341f;

  /** ln 2 in two parts, the first with few enough bits that its product with k is exact. */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5 · 2^23: adding it rounds to a whole number, which the low bits of the sum then show. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private static final float OVERFLOW = 89;
  private static final float UNDERFLOW = -104;

  /** Below this, e^x - 1 is -1 in single precision. */
  private static final float MINUS_ONE = -18;

  private Exponentials() {}

  /** e^x. */
  static FloatVector exp(FloatVector x) {
    FloatVector rounded = x.fma(LOG2_E, ROUNDER);
    FloatVector p = expm1OfRemainder(remainder(x, rounded)).add(1);
    IntVector k = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
    // 2^k in two factors: k reaches 128 and -150, beyond the exponents of normal numbers.
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    FloatVector y = p.mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
    VectorMask<Float> over = x.compare(VectorOperators.GT, OVERFLOW);
    VectorMask<Float> under = x.compare(VectorOperators.LT, UNDERFLOW);
    return y.blend(Float.POSITIVE_INFINITY, over).blend(0, under);
  }

  /** e^x - 1 for x at most 0; anything where x is positive. */
  static FloatVector expm1OfNegative(FloatVector x) {
    FloatVector rounded = x.fma(LOG2_E, ROUNDER);
    FloatVector q = expm1OfRemainder(remainder(x, rounded));
    FloatVector scale = powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS));
    FloatVector y = q.fma(scale, scale.sub(1));
    return y.blend(-1, x.compare(VectorOperators.LT, MINUS_ONE));
  }

  /** x - k ln 2 with k = rounded - ROUNDER. */
  private static FloatVector remainder(FloatVector x, FloatVector rounded) {
    FloatVector k = rounded.sub(ROUNDER);
    FloatVector r = k.fma(k.broadcast(-LN2_HIGH), x);
    return k.fma(k.broadcast(-LN2_LOW), r);
  }

  private static FloatVector expm1OfRemainder(FloatVector r) {
    FloatVector p = r.fma(1.9875691500e-4f, 1.3981999507e-3f);
    p = p.fma(r, r.broadcast(8.3334519073e-3f));
    p = p.fma(r, r.broadcast(4.1665795894e-2f));
    p = p.fma(r, r.broadcast(1.6666665459e-1f));
    p = p.fma(r, r.broadcast(5.0000001201e-1f));
    return p.mul(r).fma(r, r);
  }

  private static FloatVector powerOfTwo(IntVector k) {
    return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** 1 / (1 + e^-x), from e^-|x| so that nothing overflows and small results keep their digits. */
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector one = x.broadcast(1);
    return one.blend(e, x.compare(VectorOperators.LT, 0)).div(e.add(1));
  }

  /** tanh x = -m / (m + 2) with m = e^(-2|x|) - 1, and the sign of x. */
  static FloatVector tanh(FloatVector x) {
    FloatVector m = expm1OfNegative(x.abs().mul(-2));
    IntVector t = m.neg().div(m.add(2)).reinterpretAsInts();
    IntVector magnitude = t.and(Integer.MAX_VALUE);
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    return magnitude.or(sign).reinterpretAsFloats();
  }

  /** log(1 + x) for x from 0 to 1: twice the area tangent of x / (2 + x), by its series. */
  static FloatVector log1p(FloatVector x) {
    FloatVector s = x.div(x.add(2));
    FloatVector t = s.mul(s);
    FloatVector p = t.fma(1 / 15f, 1 / 13f);
    p = p.fma(t, t.broadcast(1 / 11f));
    p = p.fma(t, t.broadcast(1 / 9f));
    p = p.fma(t, t.broadcast(1 / 7f));
    p = p.fma(t, t.broadcast(1 / 5f));
    p = p.fma(t, t.broadcast(1 / 3f));
    FloatVector twice = s.add(s);
    return p.mul(t).fma(twice, twice);
  }

  /**
   * The lanes' bits without their signs: in the order of the absolute values, NaN above infinity.
   */
  static IntVector magnitudeBits(FloatVector x) {
    return x.reinterpretAsInts().and(Integer.MAX_VALUE);
  }

  static IntVector zeroBits() {
    return IntVector.zero(INTS);
  }
}
