package dev.layerwise.interop.published;

import dev.layerwise.data.Checksums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * A published set as small as a test wants it: 60 training and 10 test images of 20 x 20, of noise.
 */
final class SmallSet {
  private final Map<String, byte[]> contents = new LinkedHashMap<>();

  SmallSet() {
    contents.put("train-images-idx3-ubyte.gz", images(60));
    contents.put("train-labels-idx1-ubyte.gz", labels(60));
    contents.put("t10k-images-idx3-ubyte.gz", images(10));
    contents.put("t10k-labels-idx1-ubyte.gz", labels(10));
  }

  /** Its description, with these mirrors. */
  PublishedSet published(URI... mirrors) {
    List<PublishedFile> files =
        contents.entrySet().stream().map(e -> described(e.getKey(), e.getValue())).toList();
    return new PublishedSet(
        "small",
        "A small set",
        "public domain",
        List.of("no", "yes"),
        List.of(mirrors),
        files.get(0),
        files.get(1),
        files.get(2),
        files.get(3));
  }

  /** What the files hold, unpacked. */
  Map<String, byte[]> contents() {
    return contents;
  }

  /** A file as it is published. */
  byte[] file(String name) {
    return gzip(contents.getOrDefault(name, new byte[0]));
  }

  /** Has a server offer all files. */
  MirrorServer on(MirrorServer server) {
    contents.forEach((name, content) -> server.offering(name, gzip(content)));
    return server;
  }

  private static PublishedFile described(String name, byte[] content) {
    byte[] packed = gzip(content);
    return new PublishedFile(
        name, packed.length, "md5 of " + name, Checksums.sha256(packed), Checksums.sha256(content));
  }

  private static byte[] images(int count) {
    ByteBuffer buffer = ByteBuffer.allocate(16 + count * 400);
    buffer.putInt(0x803).putInt(count).putInt(20).putInt(20);
    byte[] noise = new byte[count * 400];
    new SplittableRandom(count).nextBytes(noise);
    return buffer.put(noise).array();
  }

  private static byte[] labels(int count) {
    ByteBuffer buffer = ByteBuffer.allocate(8 + count);
    buffer.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      buffer.put((byte) (i % 2));
    }
    return buffer.array();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }
}
