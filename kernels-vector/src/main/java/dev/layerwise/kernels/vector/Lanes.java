package dev.layerwise.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector shape of this machine, as constants that the JIT compiler folds.
 *
 * <p>{@code reduceLanes(ADD)} is never used on floating-point lanes: its order is left open, and
 * the interpreter and the compiled code do differ.
 *
 * <p>All vectors of floats have the shape of {@link #FLOATS}, also where a shorter one would do.
 * The JVM notes which classes of vectors each call within the Vector API has met, one class for
 * each shape. Where it has met two, the compiler makes a way for either; a vector that comes out of
 * a loop must then be an object for either way, and every round allocates it. Whether the counts
 * say so differs from process to process.
 *
 * <p>Vectors never cross the boundary of a method: where the compiler does not inline it, they
 * travel on the heap.
 *
 * <p>A method with a loop over vectors is compiled on its own, or once in something small. Where
 * the compiler inlines one into a chain of callers that is large already, it may leave vectors on
 * the heap or run an operation as plain Java, ten times slower; and whether it does depends on what
 * it has compiled before, so it differs from process to process. It never inlines a method of more
 * than 325 bytes: tiles are at least as long, one with two branches rather than two short ones.
 *
 * <p>Loads and stores are never masked. A masked load has a slow way near the end of an array; the
 * two ways meet in a vector that the compiler then keeps on the heap, ten times slower. A masked
 * store is so large that a tile of them exceeds the compiler's budget for inlining, with the same
 * effect. Loads are whole vectors, of data that was copied to {@link Scratch} where whole vectors
 * would leave the array, and so are stores.
 */
final class Lanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
  static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, FLOATS.vectorShape());
  static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, FLOATS.vectorShape());

  /** The number of float lanes: 4, 8 or 16. */
  static final int COUNT = FLOATS.length();

  /**
   * Bytes, as many as float lanes. The smallest vector of them has eight; with four float lanes the
   * upper half is not used.
   */
  static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, COUNT * Byte.SIZE)));

  private Lanes() {}

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
}
