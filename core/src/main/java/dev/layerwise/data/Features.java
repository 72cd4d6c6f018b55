package dev.layerwise.data;

import dev.layerwise.tensor.Matrix;

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
   * Writes examples into the rows of a matrix, scaled: row k of {@code target} becomes example
   * {@code rows[from + k]}, for k below {@code count}. {@code target} is resized to {@code count}
   * rows.
   */
  void gather(int[] rows, int from, int count, Scaling scaling, Matrix target);

  /** The same examples in the order given, as new features of the same type. */
  Features select(int[] rows);

  /**
   * The SHA-256 of the values in row order (bytes, or little-endian floats), as lower-case
   * hexadecimal digits.
   */
  String sha256();
}
