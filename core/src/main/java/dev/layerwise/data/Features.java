package dev.layerwise.data;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;

/**
 * The inputs of a data set, one row an example, as they were read: bytes stay bytes.
 *
 * <p>Instances are immutable by convention: nobody writes to the arrays after construction.
 */
public sealed interface Features permits ByteFeatures, FloatFeatures {
  /** The number of examples. */
  int rows();

  /** The number of features of an example. */
  int columns();

  /** One value, unscaled. */
  float get(int row, int column);

  /**
   * Reads a little of every cache line of some examples, so that the memory fetches all of them at
   * once: what is drawn at random cannot be foreseen by the processor. Returns a meaningless
   * number.
   */
  int touch(int[] rows, int from, int count);

  /**
   * Packs one example, scaled, as row {@code to} of {@code target}.
   *
   * @param unpacked room for one example, from {@code at} on
   */
  default void pack(
      int row,
      Scaling scaling,
      Kernels kernels,
      float[] unpacked,
      int at,
      SparseRows target,
      int to) {
    scale(row, scaling, kernels, unpacked, at);
    kernels.packRow(unpacked, at, target, to);
  }

  /** Writes one example, scaled, from {@code target[at]} on. */
  void scale(int row, Scaling scaling, Kernels kernels, float[] target, int at);

  /** The same examples in the order given, as new features of the same type. */
  Features select(int[] rows);

  /**
   * The SHA-256 of the values in row order (bytes, or little-endian floats), as lower-case
   * hexadecimal digits.
   */
  String sha256();
}
