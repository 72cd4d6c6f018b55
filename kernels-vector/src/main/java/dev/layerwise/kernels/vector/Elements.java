package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.BYTES;
import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.DOUBLES;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;
import static dev.layerwise.kernels.vector.Lanes.LONGS;

import dev.layerwise.random.RandomStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/**
 * Updates, dropout, products and reductions, element by element.
 *
 * <p>What does not fill a vector at the end is copied to {@link Scratch}, sent through the same
 * method, and copied back: the last elements then have the bits that they would have in the middle.
 */
final class Elements {
  private Elements() {}

  static void addScaled(int count, float a, float[] x, int xo, float[] y, int yo) {
    int whole = FLOATS.loopBound(count);
    FloatVector factor = FloatVector.broadcast(FLOATS, a);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector sum = FloatVector.fromArray(FLOATS, y, yo + i);
      FloatVector.fromArray(FLOATS, x, xo + i).fma(factor, sum).intoArray(y, yo + i);
    }
    // One by one, here and in the updates: wide layers are updated row by row of a thread's units,
    // and copying the end of every row into a vector and back takes longer.
    for (int i = whole; i < count; i++) {
      y[yo + i] = Math.fma(x[xo + i], a, y[yo + i]);
    }
  }

  static void scale(int count, float a, float[] x, int xo) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector.fromArray(FLOATS, x, xo + i).mul(a).intoArray(x, xo + i);
    }
    for (int i = whole; i < count; i++) {
      x[xo + i] *= a;
    }
  }

  static void multiply(int count, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
    int whole = FLOATS.loopBound(count);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
      v.mul(FloatVector.fromArray(FLOATS, y, yo + i)).intoArray(z, zo + i);
    }
    for (int i = whole; i < count; i++) {
      z[zo + i] = x[xo + i] * y[yo + i];
    }
  }

  static void decayedUpdate(
      int count, float rate, float decay, float[] g, int go, float[] w, int wo) {
    int whole = FLOATS.loopBound(count);
    FloatVector share = FloatVector.broadcast(FLOATS, decay);
    FloatVector factor = FloatVector.broadcast(FLOATS, -rate);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector value = FloatVector.fromArray(FLOATS, w, wo + i);
      FloatVector gradient = value.fma(share, FloatVector.fromArray(FLOATS, g, go + i));
      gradient.fma(factor, value).intoArray(w, wo + i);
    }
    for (int i = whole; i < count; i++) {
      float gradient = Math.fma(w[wo + i], decay, g[go + i]);
      w[wo + i] = Math.fma(gradient, -rate, w[wo + i]);
    }
  }

  static void momentumUpdate(
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo) {
    int whole = FLOATS.loopBound(count);
    FloatVector keep = FloatVector.broadcast(FLOATS, momentum);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector step = FloatVector.fromArray(FLOATS, g, go + i).mul(-rate);
      FloatVector velocity = FloatVector.fromArray(FLOATS, v, vo + i).fma(keep, step);
      velocity.intoArray(v, vo + i);
      FloatVector.fromArray(FLOATS, w, wo + i).add(velocity).intoArray(w, wo + i);
    }
    for (int i = whole; i < count; i++) {
      float step = g[go + i] * -rate;
      v[vo + i] = Math.fma(v[vo + i], momentum, step);
      w[wo + i] += v[vo + i];
    }
  }

  static void nesterovUpdate(
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo) {
    int whole = FLOATS.loopBound(count);
    FloatVector keep = FloatVector.broadcast(FLOATS, momentum);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector step = FloatVector.fromArray(FLOATS, g, go + i).mul(-rate);
      FloatVector velocity = FloatVector.fromArray(FLOATS, v, vo + i).fma(keep, step);
      velocity.intoArray(v, vo + i);
      FloatVector ahead = velocity.fma(keep, step);
      FloatVector.fromArray(FLOATS, w, wo + i).add(ahead).intoArray(w, wo + i);
    }
    for (int i = whole; i < count; i++) {
      float step = g[go + i] * -rate;
      v[vo + i] = Math.fma(v[vo + i], momentum, step);
      w[wo + i] += Math.fma(v[vo + i], momentum, step);
    }
  }

  static void dropout(
      int count,
      float[] x,
      int xo,
      float[] y,
      int yo,
      float[] mask,
      int mo,
      long origin,
      int threshold,
      float scale) {
    int whole = FLOATS.loopBound(count);
    // One 64-bit number serves two elements: its low half lies in the even lane, its high half in
    // the odd one.
    LongVector counter =
        LongVector.zero(LONGS).addIndex(1).add(1).mul(RandomStream.GAMMA).add(origin);
    for (int i = 0; i < whole; i += COUNT) {
      // RandomStream.mix of every lane.
      LongVector bits =
          counter.lanewise(VectorOperators.LSHR, 30).lanewise(VectorOperators.XOR, counter);
      bits = bits.mul(0xBF58476D1CE4E5B9L);
      bits = bits.lanewise(VectorOperators.LSHR, 27).lanewise(VectorOperators.XOR, bits);
      bits = bits.mul(0x94D049BB133111EBL);
      bits = bits.lanewise(VectorOperators.LSHR, 31).lanewise(VectorOperators.XOR, bits);
      IntVector half = bits.reinterpretAsInts().lanewise(VectorOperators.LSHR, 1);
      FloatVector keep = FloatVector.broadcast(FLOATS, scale);
      keep = keep.blend(0, half.compare(VectorOperators.LT, threshold).cast(FLOATS));
      keep.intoArray(mask, mo + i);
      FloatVector.fromArray(FLOATS, x, xo + i).mul(keep).intoArray(y, yo + i);
      counter = counter.add(COUNT / 2 * RandomStream.GAMMA);
    }
    if (whole < count) {
      Scratch s = Scratch.ofThread();
      Scratch.copy(x, xo + whole, count - whole, s.end0, 0);
      long next = origin + whole / 2 * RandomStream.GAMMA;
      dropout(COUNT, s.end0, 0, s.end1, 0, s.end2, 0, next, threshold, scale);
      System.arraycopy(s.end1, 0, y, yo + whole, count - whole);
      System.arraycopy(s.end2, 0, mask, mo + whole, count - whole);
    }
  }

  static void widen(int count, byte[] x, int xo, float offset, float factor, float[] y, int yo) {
    int whole = wholeVectorsOfBytes(count);
    for (int i = 0; i < whole; i += COUNT) {
      ByteVector bytes = ByteVector.fromArray(BYTES, x, xo + i);
      Vector<Integer> numbers = bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
      FloatVector v = (FloatVector) numbers.convert(VectorOperators.I2F, 0);
      v.sub(offset).mul(factor).intoArray(y, yo + i);
    }
    for (int i = whole; i < count; i++) {
      y[yo + i] = ((x[xo + i] & 0xFF) - offset) * factor;
    }
  }

  static void widen(
      int count, byte[] x, int xo, float[] offsets, float[] factors, float[] y, int yo) {
    int whole = wholeVectorsOfBytes(count);
    for (int j = 0; j < whole; j += COUNT) {
      ByteVector bytes = ByteVector.fromArray(BYTES, x, xo + j);
      Vector<Integer> numbers = bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
      FloatVector v = (FloatVector) numbers.convert(VectorOperators.I2F, 0);
      FloatVector centred = v.sub(FloatVector.fromArray(FLOATS, offsets, j));
      centred.mul(FloatVector.fromArray(FLOATS, factors, j)).intoArray(y, yo + j);
    }
    for (int j = whole; j < count; j++) {
      y[yo + j] = ((x[xo + j] & 0xFF) - offsets[j]) * factors[j];
    }
  }

  /**
   * How many bytes can be read in whole vectors: where the shortest vector of bytes has more lanes
   * than are wanted, the last ones stay in the array.
   */
  private static int wholeVectorsOfBytes(int count) {
    return Math.max(0, FLOATS.loopBound(count - (BYTES.length() - COUNT)));
  }

  static void standardize(int count, float[] offsets, float[] factors, float[] x, int xo) {
    int whole = FLOATS.loopBound(count);
    for (int j = 0; j < whole; j += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xo + j);
      FloatVector centred = v.sub(FloatVector.fromArray(FLOATS, offsets, j));
      centred.mul(FloatVector.fromArray(FLOATS, factors, j)).intoArray(x, xo + j);
    }
    for (int j = whole; j < count; j++) {
      x[xo + j] = (x[xo + j] - offsets[j]) * factors[j];
    }
  }

  static double sumOfSquares(int count, float[] x, int xo) {
    int whole = FLOATS.loopBound(count);
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = low;
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, xo + i);
      DoubleVector a = (DoubleVector) v.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector b = (DoubleVector) v.convertShape(VectorOperators.F2D, DOUBLES, 1);
      low = a.fma(a, low);
      high = b.fma(b, high);
    }
    Scratch s = Scratch.ofThread();
    low.add(high).intoArray(s.doubles, 0);
    double sum = s.sumOfDoubles();
    for (int i = whole; i < count; i++) {
      sum += (double) x[xo + i] * x[xo + i];
    }
    return sum;
  }

  /** The bits of absolute values are in the order of the values, and NaN above infinity. */
  static float maxAbs(int count, float[] x, int xo) {
    int whole = FLOATS.loopBound(count);
    IntVector most = IntVector.zero(INTS);
    for (int i = 0; i < whole; i += COUNT) {
      most =
          most.max(
              FloatVector.fromArray(FLOATS, x, xo + i).reinterpretAsInts().and(Integer.MAX_VALUE));
    }
    int max = most.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < count; i++) {
      max = Math.max(max, Float.floatToRawIntBits(x[xo + i]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(max);
  }
}
