package dev.layerwise.report.figure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Small images of one size, in shades from 0 to 255. In JSON they are one PNG picture, image beside
 * image: a fraction of the size.
 *
 * @param width pixels a line
 * @param height lines
 * @param images one byte a pixel, line after line
 */
public record ImageSet(int width, int height, List<byte[]> images) {
  /** No images. */
  public static final ImageSet EMPTY = new ImageSet(1, 1, List.of());

  /**
   * Copies the list and checks it.
   *
   * @throws IllegalArgumentException if an image is of another size
   */
  public ImageSet {
    images = List.copyOf(images);
    for (byte[] image : images) {
      Sizes.require("image of " + height + " × " + width, height * width, image.length);
    }
  }

  /** The shade of a pixel, 0 to 255. */
  public int shade(int image, int line, int column) {
    return images.get(image)[line * width + column] & 0xFF;
  }

  /**
   * What a page gets.
   *
   * @param width pixels a line of one image
   * @param height lines of one image
   * @param columns images side by side
   * @param count how many there are
   * @param png the picture as an address that holds its data
   */
  public record Sprite(int width, int height, int columns, int count, String png) {}

  /** All images in one picture: the JSON form. */
  @JsonValue
  public Sprite sprite() {
    int columns = Math.max(1, Math.min(images.size(), Math.max(1, 2000 / width)));
    int lines = Math.max(1, (images.size() + columns - 1) / columns);
    BufferedImage sheet =
        new BufferedImage(columns * width, lines * height, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = sheet.getRaster();
    for (int i = 0; i < images.size(); i++) {
      raster.setDataElements(
          i % columns * width, i / columns * height, width, height, images.get(i));
    }
    return new Sprite(
        width,
        height,
        columns,
        images.size(),
        "data:image/png;base64," + Base64.getEncoder().encodeToString(png(sheet)));
  }

  private static byte[] png(BufferedImage sheet) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(sheet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
