package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.WeightUpdate;

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

  /** {@link Kernels#weightUpdate} of the plain rule, without decay. */
  static void update(
      Kernels kernels,
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] scratch,
      int at,
      int ldw,
      WeightUpdate update,
      float rate) {
    int columns = columns(u, ldw);
    // A tile for shared vectors reads a whole vector of inputs.
    int read = StripPanel.shared(columns) ? COUNT : BLOCK;
    int last = x.length - read - xo - (n - 1) * ldx;
    int rows = columns == 0 || last < 0 ? 0 : Math.min(d / BLOCK, last / BLOCK + 1) * BLOCK;
    if (rows > 0) {
      OF_THREAD
          .get()
          .updateBlocks(
              n, rows, columns, x, xo, ldx, dz, dzo, lddz, update.values(), at, ldw, -rate);
    }
    if (columns < u && rows > 0) {
      int rest = u - columns;
      int to = at + columns;
      kernels.weightGradient(n, rows, rest, x, xo, ldx, dz, dzo + columns, lddz, scratch, to, ldw);
      update.applyRows(kernels, rate, 0, rows, rest, scratch, to, ldw, to, ldw);
    }
    if (rows < d) {
      int rest = d - rows;
      int to = at + rows * ldw;
      kernels.weightGradient(n, rest, u, x, xo + rows, ldx, dz, dzo, lddz, scratch, to, ldw);
      update.applyRows(kernels, rate, 0, rest, u, scratch, to, ldw, to, ldw);
    }
  }

  /** How many of u columns tiles can update, the first ones. */
  private static int columns(int u, int ldw) {
    return !Strip.EIGHT_ROWS ? 0 : BlockTarget.isFilledBy(u, ldw) ? u : u / COUNT * COUNT;
  }

  private void updateBlocks(
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
