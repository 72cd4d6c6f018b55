package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

/**
 * Plain descent of layers that are not worth packing, see {@link Panels#pay}: gradients are applied
 * while they are in registers, as far as weights lie in whole vectors.
 */
final class ColumnUpdates {
  private static final int BLOCK = 8;

  private static final ThreadLocal<ColumnUpdates> OF_THREAD =
      ThreadLocal.withInitial(ColumnUpdates::new);

  private final StripPanel panel = new StripPanel();
  private final BlockTarget target = new BlockTarget();

  private ColumnUpdates() {}

  /** How many of u columns of weights, {@code ldw} apart, tiles can update: the first ones. */
  static int columns(int u, int ldw) {
    if (!Strip.EIGHT_ROWS) {
      return 0;
    }
    return BlockTarget.isFilledBy(u, ldw) ? u : u / COUNT * COUNT;
  }

  /** How many of d rows of weights, the first ones, can have so many columns updated. */
  static int rows(int n, int d, int columns, float[] x, int xo, int ldx) {
    // A tile for shared vectors reads a whole vector of inputs.
    int read = StripPanel.shared(columns) ? COUNT : BLOCK;
    int last = x.length - read - xo - (n - 1) * ldx;
    return columns == 0 || last < 0 ? 0 : Math.min(d / BLOCK, last / BLOCK + 1) * BLOCK;
  }

  /** Adds {@code factor} times the gradients of those rows and columns to the weights. */
  static void update(
      int n,
      int rows,
      int columns,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] w,
      int at,
      int ldw,
      float factor) {
    OF_THREAD.get().add(n, rows, columns, x, xo, ldx, dz, dzo, lddz, w, at, ldw, factor);
  }

  private void add(
      int n,
      int rows,
      int columns,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] w,
      int at,
      int ldw,
      float factor) {
    panel.pack(n, columns, 0, dz, dzo, lddz);
    for (int k = 0; k < rows; k += BLOCK) {
      for (int j = 0; j < columns; j += Strip.WIDTH) {
        target.add(factor, w, at + k * ldw + j, ldw, 2 * ldw);
        int units = columns - j;
        float[] b = panel.strip(j);
        if (StripPanel.shared(units)) {
          ColumnUpdateTiles.tile8Shared(n, x, xo + k, ldx, b, target);
        } else if (units > COUNT) {
          ColumnUpdateTiles.tile8x2(n, x, xo + k, ldx, b, target);
        } else {
          ColumnUpdateTiles.tile8x1(n, x, xo + k, ldx, b, target);
        }
      }
    }
    target.release();
  }
}
