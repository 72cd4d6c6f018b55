package dev.layerwise.data;

import dev.layerwise.tensor.Matrix;
import java.util.Arrays;

/**
 * Features that are unsigned bytes, such as the pixels of MNIST.
 *
 * @param rows the number of examples
 * @param columns the number of features
 * @param values the bytes, row after row
 */
public record ByteFeatures(int rows, int columns, byte[] values) implements Features {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if {@code values} does not hold rows × columns bytes
   */
  public ByteFeatures {
    if ((long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "features: " + rows + " x " + columns + " values expected, got " + values.length);
    }
  }

  @Override
  public float get(int row, int column) {
    return values[row * columns + column] & 0xFF;
  }

  @Override
  public void gather(int[] rows, int from, int count, Scaling scaling, Matrix target) {
    target.resize(count);
    float[] out = target.data();
    for (int k = 0; k < count; k++) {
      int source = rows[from + k] * columns;
      int row = k * columns;
      for (int j = 0; j < columns; j++) {
        out[row + j] = values[source + j] & 0xFF;
      }
      scaling.apply(out, row, columns);
    }
  }

  @Override
  public ByteFeatures select(int[] rows) {
    byte[] selected = new byte[Math.multiplyExact(rows.length, columns)];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(values, rows[k] * columns, selected, k * columns, columns);
    }
    return new ByteFeatures(rows.length, columns, selected);
  }

  @Override
  public String sha256() {
    return Checksums.sha256(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteFeatures that
        && rows == that.rows
        && columns == that.columns
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * columns + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "ByteFeatures[" + rows + " x " + columns + "]";
  }
}
