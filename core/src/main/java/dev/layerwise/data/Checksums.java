package dev.layerwise.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests of arrays, as lower-case hexadecimal digits. */
public final class Checksums {
  private static final int CHUNK = 4096;

  private Checksums() {}

  /** A digest to be fed piece by piece. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform offers SHA-256", e);
    }
  }

  /** The digest of bytes. */
  public static String sha256(byte[] values) {
    return HexFormat.of().formatHex(newSha256().digest(values));
  }

  /** The digest of floats in little-endian order. */
  public static String sha256(float[] values) {
    MessageDigest digest = newSha256();
    update(digest, values, values.length);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Feeds the first {@code count} floats, in little-endian order, to a digest. */
  public static void update(MessageDigest digest, float[] values, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < count; from += CHUNK) {
      int length = Math.min(CHUNK, count - from);
      buffer.clear();
      buffer.asFloatBuffer().put(values, from, length);
      digest.update(buffer.array(), 0, length * Float.BYTES);
    }
  }
}
