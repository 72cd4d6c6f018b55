package dev.layerwise.data;

import dev.layerwise.data.Idx.ElementType;
import dev.layerwise.data.Idx.Header;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Decodes IDX streams in bounded memory; see {@link Idx} for the format. */
final class IdxContent {
  private static final int HEAD = 64;
  private static final int MAX_RANK = 16;
  private static final int CHUNK = 1 << 16;

  /**
   * What a first allocation may be, relative to the size of the file; handwritten digits shrink to
   * a fifth.
   */
  private static final int USUAL_COMPRESSION = 8;

  private final Path file;
  private final BufferedInputStream in;
  private final Header header;
  private final int count;
  private int read;

  private IdxContent(Path file, BufferedInputStream in, Header header) {
    this.file = file;
    this.in = in;
    this.header = header;
    this.count = header.examples() * header.exampleSize();
  }

  static Header readHeader(Path file, BufferedInputStream in) throws IOException {
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    FileKind kind = FileKind.of(head);
    ElementType type = kind == FileKind.IDX ? ElementType.of(head[2]) : null;
    if (type == null) {
      String got = HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(4, head.length));
      throw new DataException(
          file
              + ": not an IDX file: expected it to begin with 00 00, an element type (08, 09, 0b to"
              + " 0e) and the number of dimensions, got "
              + (got.isEmpty() ? "nothing" : got)
              + "; this is "
              + kind.description());
    }
    int rank = head[3] & 0xFF;
    if (rank == 0 || rank > MAX_RANK) {
      throw new DataException(
          file
              + ": IDX header: expected 1 to "
              + MAX_RANK
              + " dimensions, got "
              + rank
              + "; the file is damaged");
    }
    in.reset();
    in.skipNBytes(4);
    ByteBuffer dimensions = ByteBuffer.wrap(in.readNBytes(4 * rank));
    if (dimensions.remaining() < 4 * rank) {
      throw new DataException(
          file
              + ": truncated: the header of an IDX file with "
              + rank
              + " dimensions has "
              + (4 + 4 * rank)
              + " bytes, but the file ends after "
              + (4 + dimensions.remaining()));
    }
    return new Header(type, shape(file, dimensions));
  }

  private static List<Integer> shape(Path file, ByteBuffer dimensions) {
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    while (dimensions.hasRemaining()) {
      long dimension = Integer.toUnsignedLong(dimensions.getInt());
      if (dimension == 0) {
        throw new DataException(
            file
                + (shape.isEmpty()
                    ? ": holds no examples (0 announced)"
                    : ": IDX header: dimension "
                        + (shape.size() + 1)
                        + " is 0, the examples are empty"));
      }
      if (dimension * elements > Integer.MAX_VALUE - 8) {
        throw new DataException(
            file
                + ": IDX header: dimension "
                + (shape.size() + 1)
                + " is "
                + dimension
                + ", that makes more than "
                + (Integer.MAX_VALUE - 8)
                + " elements; the file is damaged or must be divided");
      }
      elements *= dimension;
      shape.add((int) dimension);
    }
    return shape;
  }

  static Features readFeatures(Path file, BufferedInputStream in, Header header)
      throws IOException {
    IdxContent content = new IdxContent(file, in, header);
    int columns = header.exampleSize();
    if (header.type() == ElementType.UNSIGNED_BYTE) {
      return new ByteFeatures(header.examples(), columns, content.readBytes());
    }
    float[] values = content.readFloats();
    try {
      return new FloatFeatures(header.examples(), columns, values);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  static int[] readIntegers(Path file, BufferedInputStream in, Header header) throws IOException {
    return new IdxContent(file, in, header).readIntegers();
  }

  private byte[] readBytes() throws IOException {
    byte[] values = new byte[firstSize()];
    while (read < count) {
      if (read == values.length) {
        values = Arrays.copyOf(values, grown(values.length));
      }
      int got = read(values, read, Math.min(CHUNK, values.length - read));
      requireMore(got, read);
      read += got;
    }
    requireEnd();
    return values;
  }

  private float[] readFloats() throws IOException {
    float[] values = new float[firstSize()];
    while (read < count) {
      ByteBuffer chunk = nextChunk();
      int n = chunk.remaining() / header.type().bytes();
      if (read + n > values.length) {
        values = Arrays.copyOf(values, Math.max(read + n, grown(values.length)));
      }
      for (int i = 0; i < n; i++) {
        values[read++] =
            switch (header.type()) {
              case UNSIGNED_BYTE -> chunk.get() & 0xFF;
              case BYTE -> chunk.get();
              case SHORT -> chunk.getShort();
              case INT -> chunk.getInt();
              case FLOAT -> chunk.getFloat();
              case DOUBLE -> (float) chunk.getDouble();
            };
      }
    }
    requireEnd();
    return values;
  }

  private int[] readIntegers() throws IOException {
    int[] values = new int[firstSize()];
    while (read < count) {
      ByteBuffer chunk = nextChunk();
      int n = chunk.remaining() / header.type().bytes();
      if (read + n > values.length) {
        values = Arrays.copyOf(values, Math.max(read + n, grown(values.length)));
      }
      for (int i = 0; i < n; i++) {
        values[read++] =
            switch (header.type()) {
              case UNSIGNED_BYTE -> chunk.get() & 0xFF;
              case BYTE -> chunk.get();
              case SHORT -> chunk.getShort();
              case INT -> chunk.getInt();
              case FLOAT, DOUBLE -> throw new IllegalStateException("labels are integers");
            };
      }
    }
    requireEnd();
    return values;
  }

  private int firstSize() throws IOException {
    long believable = Files.size(file) * USUAL_COMPRESSION / header.type().bytes();
    return (int) Math.min(count, Math.max(CHUNK, believable));
  }

  private int grown(int length) {
    return (int) Math.min(count, 2L * length);
  }

  /** The next elements, whole ones. */
  private ByteBuffer nextChunk() throws IOException {
    int width = header.type().bytes();
    byte[] bytes = new byte[(int) Math.min(CHUNK, (count - read) * (long) width)];
    int filled = 0;
    while (filled < bytes.length) {
      int got = read(bytes, filled, bytes.length - filled);
      requireMore(got, (long) read * width + filled);
      filled += got;
    }
    return ByteBuffer.wrap(bytes);
  }

  private int read(byte[] target, int from, int length) throws IOException {
    try {
      return in.read(target, from, length);
    } catch (EOFException e) {
      return -1; // the gzip stream ends early
    }
  }

  private void requireMore(int got, long before) {
    if (got < 0) {
      throw new DataException(
          file
              + ": truncated: the header announces "
              + header.describe()
              + ", "
              + totalBytes()
              + " bytes in all, but the data end after "
              + (headerBytes() + before)
              + "; fetch or copy the file again");
    }
  }

  /** Reading past the last element also makes the gzip stream compare its checksum. */
  private void requireEnd() throws IOException {
    int next;
    try {
      next = in.read();
    } catch (EOFException e) {
      throw new DataException(
          file
              + ": truncated: the end of the compressed data, with its checksum, is missing; fetch"
              + " or copy the file again",
          e);
    }
    if (next >= 0) {
      throw new DataException(
          file
              + ": trailing bytes: the header announces "
              + header.describe()
              + ", "
              + totalBytes()
              + " bytes in all, but more follow; the header is wrong, or the file was joined from"
              + " several");
    }
  }

  private long headerBytes() {
    return 4 + 4L * header.rank();
  }

  private long totalBytes() {
    return headerBytes() + (long) count * header.type().bytes();
  }
}
