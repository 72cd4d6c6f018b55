package dev.layerwise.report;

import dev.layerwise.record.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files. */
public final class PngFiles {
  private PngFiles() {}

  /**
   * Writes an image as a PNG file, whole or not at all: an older file of that name stays until the
   * new one has been written.
   *
   * @throws IOException if the image cannot be encoded
   * @throws dev.layerwise.record.RecordException if the file cannot be written
   */
  public static void write(BufferedImage image, Path file) throws IOException {
    byte[] bytes = encode(image);
    AtomicFiles.write(
        file,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  /** Encodes an image as PNG. */
  public static byte[] encode(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // A stream of its own: ImageIO.write would keep a cache file in the temporary folder.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(image);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
