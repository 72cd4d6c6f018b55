package dev.layerwise.data;

import dev.layerwise.kernel.Kernels;
import java.util.Arrays;

/**
 * Features that are 32-bit floats.
 *
 * @param rows the number of examples
 * @param columns the number of features
 * @param values the values, row after row
 */
public record FloatFeatures(int rows, int columns, float[] values) implements Features {
  private static final int CACHE_LINE = 64 / Float.BYTES;

  /**
   * Checks the sizes and that every value is finite.
   *
   * @throws IllegalArgumentException if {@code values} does not hold rows × columns values, or if
   *     one of them is NaN or infinite; the message names its row and column, counted from 1
   */
  public FloatFeatures {
    if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "features: " + rows + " x " + columns + " values expected, got " + values.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "features: example "
                + (i / columns + 1)
                + ", column "
                + (i % columns + 1)
                + ": expected a finite number, got "
                + values[i]
                + "; remove or replace it");
      }
    }
  }

  @Override
  public float get(int row, int column) {
    return values[row * columns + column];
  }

  @Override
  public int touch(int[] rows, int from, int count) {
    int sum = 0;
    for (int k = from; k < from + count; k++) {
      int end = (rows[k] + 1) * columns;
      for (int at = rows[k] * columns; at < end; at += CACHE_LINE) {
        sum += (int) values[at];
      }
    }
    return sum;
  }

  @Override
  public void scale(int row, Scaling scaling, Kernels kernels, float[] target, int at) {
    System.arraycopy(values, row * columns, target, at, columns);
    scaling.apply(kernels, target, at, columns);
  }

  @Override
  public FloatFeatures select(int[] rows) {
    float[] selected = new float[Math.multiplyExact(rows.length, columns)];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(values, rows[k] * columns, selected, k * columns, columns);
    }
    return new FloatFeatures(rows.length, columns, selected);
  }

  @Override
  public String sha256() {
    return Checksums.sha256(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FloatFeatures that
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
    return "FloatFeatures[" + rows + " x " + columns + "]";
  }
}
