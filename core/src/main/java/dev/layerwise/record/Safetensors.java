package dev.layerwise.record;

import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files in the published safetensors format (<a
 * href="https://github.com/huggingface/safetensors">specification</a>): eight bytes with the
 * header's length N, N bytes of JSON, and the raw values, all in little-endian order.
 *
 * <p>The JSON names for every tensor its element type, its shape and its bytes, and may hold texts
 * under {@code __metadata__}. The bytes of the tensors follow one another without gap or overlap to
 * the very end of the file. Written are 32-bit floats; read are floats of 64, 32 and 16 bits (both
 * kinds), and whole numbers of 64 and 32 bits, such as the counters that PyTorch keeps.
 */
public final class Safetensors {
  private static final int CHUNK = 1 << 18;

  private Safetensors() {}

  /**
   * A tensor to write.
   *
   * @param name its name
   * @param shape its dimensions, outermost first; their product is the matrix's size
   * @param value its values, row after row
   */
  public record Tensor(String name, List<Long> shape, Matrix value) {
    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if it does not fit the matrix or has a negative dimension,
     *     or the name is that of the metadata
     */
    public Tensor {
      shape = List.copyOf(shape);
      long size = 1;
      for (long dimension : shape) {
        // A product that overflows is no matrix's size either.
        boolean fits = dimension >= 0 && Math.multiplyHigh(size, dimension) == 0;
        size = fits ? size * dimension : -1;
        if (size < 0) {
          break;
        }
      }
      if (size != value.size() || name.equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException("tensor " + name + ": shape " + shape + " for " + value);
      }
    }
  }

  /**
   * What a file holds.
   *
   * @param metadata its texts by name
   * @param tensors its tensors by name, in the order of their bytes; one with a single dimension is
   *     a matrix of one row, one without dimensions a matrix of one element
   */
  public record Content(Map<String, String> metadata, Map<String, Matrix> tensors) {}

  /**
   * Writes a file, whole or not at all.
   *
   * @throws RecordException if it cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
    byte[] header = SafetensorsHeader.write(metadata, tensors);
    AtomicFiles.write(file, channel -> write(channel, header, tensors));
  }

  private static void write(WritableByteChannel channel, byte[] header, List<Tensor> tensors)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length);
    flush(buffer, channel);
    writeFully(ByteBuffer.wrap(header), channel);
    for (Tensor tensor : tensors) {
      float[] values = tensor.value().byRows();
      int from = 0;
      while (from < tensor.value().size()) {
        int count = Math.min(tensor.value().size() - from, buffer.remaining() / Float.BYTES);
        buffer.asFloatBuffer().put(values, from, count);
        buffer.position(buffer.position() + count * Float.BYTES);
        from += count;
        if (buffer.remaining() < Float.BYTES) {
          flush(buffer, channel);
        }
      }
    }
    flush(buffer, channel);
  }

  private static void flush(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
    writeFully(buffer.flip(), channel);
    buffer.clear();
  }

  static void writeFully(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /**
   * Reads a file. A file that lies about its sizes costs no more memory than its own length, times
   * a small factor.
   *
   * @throws DataException if it is missing or no such file; the message names the file and what is
   *     wrong
   */
  public static Content read(Path file) {
    try {
      return readContent(file);
    } catch (FormatException e) {
      throw new DataException(file + ": " + e.message("fetch or export the file again"), e);
    }
  }

  /** Reads a file whose damage the caller words. */
  static Content readContent(Path file) throws FormatException {
    DataFiles.requireFile(file);
    if (!Files.isRegularFile(file)) {
      // Opening a pipe would wait for its other end.
      throw FormatException.withAdvice("is no ordinary file; give one that lies on a disk");
    }
    // An interrupt closes the channel under the reader. It is meant for the thread's work, not for
    // its files: the file is read all the same, and the thread stays interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return attempt(file);
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          Thread.interrupted();
        }
      }
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Content attempt(Path file) throws IOException, FormatException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(channel);
      requireMemory(header);
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
      Map<String, Matrix> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        tensors.put(entry.name(), readTensor(channel, entry, buffer));
      }
      return new Content(header.metadata(), tensors);
    }
  }

  /** Says beforehand what would otherwise end in an error of the virtual machine. */
  private static void requireMemory(SafetensorsHeader header) throws FormatException {
    long bytes = 0;
    for (SafetensorsHeader.Entry entry : header.entries()) {
      bytes += (long) entry.rows() * entry.columns() * Float.BYTES;
    }
    long available = Runtime.getRuntime().maxMemory();
    if (bytes > available) {
      throw FormatException.withAdvice(
          "its tensors take "
              + bytes / 1_000_000
              + " MB, and Java may use "
              + available / 1_000_000
              + " MB; allow it more (-Xmx)");
    }
  }

  private static Matrix readTensor(
      FileChannel channel, SafetensorsHeader.Entry entry, ByteBuffer buffer)
      throws IOException, FormatException {
    Matrix matrix = new Matrix(entry.rows(), entry.columns());
    int width = entry.type().bytes();
    int from = 0;
    while (from < matrix.size()) {
      int count = Math.min(matrix.size() - from, CHUNK / width);
      buffer.clear().limit(count * width);
      readFully(channel, buffer, entry.name());
      entry.type().convert(buffer.flip(), matrix.data(), from, count);
      from += count;
    }
    return matrix;
  }

  static void readFully(FileChannel channel, ByteBuffer buffer, String what)
      throws IOException, FormatException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new FormatException("the file ends within " + what + " (truncated)");
      }
    }
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
