package dev.layerwise.interop.csv;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Features;
import dev.layerwise.data.FloatFeatures;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers numbers of which neither the count nor the type is known beforehand: bytes as long as all
 * are whole numbers from 0 to 255, floats from the first that is not.
 */
public final class CellStore {
  /**
   * Small enough that garbage collectors do not treat a chunk of floats as a large object of its
   * own.
   */
  private static final int CHUNK = 1 << 16;

  private final List<byte[]> byteChunks = new ArrayList<>();
  private final List<float[]> floatChunks = new ArrayList<>();
  private byte[] bytes = new byte[CHUNK];
  private float[] floats = {};
  private boolean asBytes = true;
  private int used;

  /** An empty store. */
  public CellStore() {}

  /** Adds a number behind the others. */
  public void add(float value) {
    if (asBytes) {
      int whole = (int) value;
      if (whole == value && (whole & ~0xFF) == 0) {
        if (used == CHUNK) {
          byteChunks.add(bytes);
          bytes = new byte[CHUNK];
          used = 0;
        }
        bytes[used++] = (byte) whole;
        return;
      }
      toFloats();
    }
    if (used == CHUNK) {
      floatChunks.add(floats);
      floats = new float[CHUNK];
      used = 0;
    }
    floats[used++] = value;
  }

  private void toFloats() {
    asBytes = false;
    for (int i = 0; i < byteChunks.size(); i++) {
      floatChunks.add(widened(byteChunks.get(i)));
    }
    byteChunks.clear();
    floats = widened(bytes);
    bytes = new byte[0];
  }

  private static float[] widened(byte[] chunk) {
    float[] wide = new float[CHUNK];
    for (int i = 0; i < CHUNK; i++) {
      wide[i] = chunk[i] & 0xFF;
    }
    return wide;
  }

  /** How many numbers there are. */
  public long size() {
    return (long) (asBytes ? byteChunks : floatChunks).size() * CHUNK + used;
  }

  /** The numbers row after row; nothing can be added afterwards. */
  public Features toFeatures(int rows, int columns) {
    int size = Math.multiplyExact(rows, columns);
    int filled = 0;
    if (asBytes) {
      byte[] all = new byte[size];
      byteChunks.add(bytes);
      for (byte[] chunk : byteChunks) {
        int n = Math.min(CHUNK, size - filled);
        System.arraycopy(chunk, 0, all, filled, n);
        filled += n;
      }
      return new ByteFeatures(rows, columns, all);
    }
    float[] all = new float[size];
    floatChunks.add(floats);
    for (float[] chunk : floatChunks) {
      int n = Math.min(CHUNK, size - filled);
      System.arraycopy(chunk, 0, all, filled, n);
      filled += n;
    }
    return new FloatFeatures(rows, columns, all);
  }
}
