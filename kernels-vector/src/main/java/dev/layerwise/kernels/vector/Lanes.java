package dev.layerwise.kernels.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shape of this machine, as constants that the JIT compiler folds, and sums across
 * lanes.
 *
 * <p>{@code reduceLanes(ADD)} is never used on floating-point lanes: its order is left open, and
 * the interpreter and the compiled code do differ. The sums here are trees of fixed shape.
 */
final class Lanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, FLOATS.vectorShape());
  static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, FLOATS.vectorShape());

  /** The number of float lanes: 4, 8 or 16. */
  static final int COUNT = FLOATS.length();

  /** The number of double lanes, half as many. */
  static final int DOUBLE_COUNT = DOUBLES.length();

  /** Lane numbers 0, 1, 2, … */
  static final IntVector INDICES = IntVector.zero(INTS).addIndex(1);

  private static final VectorShuffle<Double> SHIFT_4 = VectorShuffle.iota(DOUBLES, 4, 1, true);
  private static final VectorShuffle<Double> SHIFT_2 = VectorShuffle.iota(DOUBLES, 2, 1, true);
  private static final VectorShuffle<Double> SHIFT_1 = VectorShuffle.iota(DOUBLES, 1, 1, true);

  private Lanes() {}

  /** The mask of the first {@code width} lanes. */
  static VectorMask<Float> first(int width) {
    return FLOATS.indexInRange(0, width);
  }

  /**
   * Stores the first {@code width} lanes, or all of them if there are fewer.
   *
   * <p>Masks are used for stores alone. A masked load has a slow way near the end of an array; the
   * two ways meet in a vector that the compiler then keeps on the heap, ten times slower. Loads are
   * whole vectors, of data that was copied to {@link Scratch} where whole vectors would leave the
   * array.
   *
   * <p>The fast way is written first to make this method longer than the 35 bytes that the first
   * compiler inlines: otherwise the tiles grow beyond what it can compile, and get stuck in a slow
   * tier.
   */
  static void store(FloatVector v, float[] a, int from, int width) {
    if (width >= COUNT) {
      v.intoArray(a, from);
    } else {
      VectorMask<Float> mask = FLOATS.indexInRange(0, width);
      v.intoArray(a, from, mask);
    }
  }

  /**
   * The number of leading rows whose first {@code lanes} elements lie within the array, so that
   * they can be loaded as whole vectors.
   */
  static int rowsInside(int rows, int from, int ld, int lanes, int length) {
    int last = length - lanes - from;
    if (last < 0 || rows == 0) {
      return 0;
    }
    return rows == 1 ? 1 : Math.min(rows, last / ld + 1);
  }

  /** The sum of all lanes, lanes half a vector apart first. */
  static double sum(DoubleVector v) {
    DoubleVector s = v;
    if (DOUBLE_COUNT > 4) {
      s = s.add(s.rearrange(SHIFT_4));
    }
    if (DOUBLE_COUNT > 2) {
      s = s.add(s.rearrange(SHIFT_2));
    }
    if (DOUBLE_COUNT > 1) {
      s = s.add(s.rearrange(SHIFT_1));
    }
    return s.lane(0);
  }

  /** The lower half of the lanes in double precision. */
  static DoubleVector lower(FloatVector v) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  /** The upper half of the lanes in double precision. */
  static DoubleVector upper(FloatVector v) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, DOUBLES, 1);
  }
}
