package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.kernel.SparseRows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Rows on their way to being packed, in the order of their blocks; every thread has its own. */
final class PatchRows {
  private static final int BLOCK = SparseRows.BLOCK;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final ThreadLocal<PatchRows> OF_THREAD = ThreadLocal.withInitial(PatchRows::new);

  private byte[] bytes = {};
  private float[] floats = {};

  private PatchRows() {}

  /** A row of bytes, block by block, from 0 on. */
  static byte[] of(byte[] x, int xo, BlockOrder order) {
    PatchRows own = OF_THREAD.get();
    int d = order.columns();
    if (own.bytes.length < d) {
      own.bytes = new byte[d];
    }
    byte[] bytes = own.bytes;
    int distance = order.pairDistance();
    for (int k = 0; k < d; k += BLOCK) {
      EIGHT.set(bytes, k, SparseBytes.patch(x, xo + order.first(k / BLOCK), distance));
    }
    return bytes;
  }

  /** The same for floats. */
  static float[] of(float[] x, int xo, BlockOrder order) {
    PatchRows own = OF_THREAD.get();
    int d = order.columns();
    if (own.floats.length < d) {
      own.floats = new float[d];
    }
    float[] floats = own.floats;
    for (int k = 0; k < d; k += BLOCK) {
      int from = xo + order.first(k / BLOCK);
      for (int q = k; q < k + BLOCK; q += 2, from += order.pairDistance()) {
        floats[q] = x[from];
        floats[q + 1] = x[from + 1];
      }
    }
    return floats;
  }
}
