package dev.layerwise.data;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Features that are unsigned bytes, such as the pixels of MNIST.
 *
 * @param rows the number of examples
 * @param columns the number of features
 * @param values the bytes, row after row
 */
public record ByteFeatures(int rows, int columns, byte[] values) implements Features {
  private static final int CACHE_LINE = 64;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if {@code values} does not hold rows × columns bytes
   */
  public ByteFeatures {
    if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "features: " + rows + " x " + columns + " values expected, got " + values.length);
    }
  }

  @Override
  public float get(int row, int column) {
    return values[row * columns + column] & 0xFF;
  }

  @Override
  public int touch(int[] rows, int from, int count) {
    int sum = 0;
    for (int k = from; k < from + count; k++) {
      int end = (rows[k] + 1) * columns;
      for (int at = rows[k] * columns; at < end; at += CACHE_LINE) {
        sum += values[at];
      }
    }
    return sum;
  }

  @Override
  public void scale(int row, Scaling scaling, Kernels kernels, float[] target, int at) {
    int source = row * columns;
    if (scaling.isUniform()) {
      kernels.widen(
          columns, values, source, scaling.offsets()[0], scaling.factors()[0], target, at);
      return;
    }
    kernels.widen(columns, values, source, scaling.offsets(), scaling.factors(), target, at);
  }

  @Override
  public void pack(
      int row,
      Scaling scaling,
      Kernels kernels,
      float[] unpacked,
      int at,
      SparseRows target,
      int to) {
    if (packsAsBytes(scaling)) {
      kernels.packBytes(values, row * columns, scaling.factors()[0], target, to);
    } else {
      Features.super.pack(row, scaling, kernels, unpacked, at, target, to);
    }
  }

  /** Whether zeros stay zeros, and all features have the same factor. */
  boolean packsAsBytes(Scaling scaling) {
    return scaling.isUniform() && scaling.offsets()[0] == 0;
  }

  /** Some rows without their zeros; null if there are too many of them. */
  @Nullable SparseBytes sparse(List<BlockOrder> orders, int[] wanted, boolean elementwise) {
    return SparseBytes.of(values, rows, orders, wanted, elementwise);
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
