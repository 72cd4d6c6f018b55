package dev.layerwise.record;

import java.nio.ByteBuffer;

/** The element types of safetensors files that are read, by the names they have there. */
enum ElementType {
  F64(8) {
    @Override
    void convert(ByteBuffer bytes, float[] values, int from, int count) {
      for (int i = 0; i < count; i++) {
        values[from + i] = (float) bytes.getDouble(i * Double.BYTES);
      }
    }
  },
  F32(4) {
    @Override
    void convert(ByteBuffer bytes, float[] values, int from, int count) {
      bytes.asFloatBuffer().get(values, from, count);
    }
  },
  F16(2) {
    @Override
    void convert(ByteBuffer bytes, float[] values, int from, int count) {
      for (int i = 0; i < count; i++) {
        values[from + i] = Float.float16ToFloat(bytes.getShort(i * Short.BYTES));
      }
    }
  },
  BF16(2) {
    @Override
    void convert(ByteBuffer bytes, float[] values, int from, int count) {
      for (int i = 0; i < count; i++) {
        // The upper half of a 32-bit float.
        values[from + i] = Float.intBitsToFloat(bytes.getShort(i * Short.BYTES) << 16);
      }
    }
  },
  I64(8) {
    @Override
    void convert(ByteBuffer bytes, float[] values, int from, int count) {
      for (int i = 0; i < count; i++) {
        values[from + i] = bytes.getLong(i * Long.BYTES);
      }
    }
  },
  I32(4) {
    @Override
    void convert(ByteBuffer bytes, float[] values, int from, int count) {
      for (int i = 0; i < count; i++) {
        values[from + i] = bytes.getInt(i * Integer.BYTES);
      }
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of an element. */
  int bytes() {
    return bytes;
  }

  /**
   * Turns {@code count} elements, little-endian, into floats; what these cannot hold is rounded to
   * the nearest.
   */
  abstract void convert(ByteBuffer bytes, float[] values, int from, int count);
}
