package dev.layerwise.interop.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that are cut, changed at random or named wrongly are read, or refused with a message that
 * names them, and fail in no other way.
 */
class ImageFuzzTest {
  private static final ImageShape SHAPE = new ImageShape(24, 20);

  @TempDir private Path folder;

  private static byte[] image(String format, int type) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    BufferedImage image = new BufferedImage(SHAPE.width(), SHAPE.height(), type);
    for (int i = 0; i < SHAPE.height() * SHAPE.width(); i++) {
      image.setRGB(i % SHAPE.width(), i / SHAPE.width(), random.nextInt() | 0xFF000000);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  private static List<byte[]> images(String format) throws IOException {
    return List.of(
        image(format, BufferedImage.TYPE_INT_RGB),
        image(format, BufferedImage.TYPE_BYTE_GRAY),
        image(format, BufferedImage.TYPE_BYTE_INDEXED));
  }

  /** Whether the image was refused. */
  private static boolean refused(byte[] content) {
    boolean refused = false;
    try {
      ImageFiles.shapeOf("it", content);
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith("it: "), e.getMessage());
      refused = true;
    }
    try {
      byte[] grey = ImageFiles.read("it", content, new ImageOptions(SHAPE, true, false));
      assertEquals(SHAPE.height() * SHAPE.width(), grey.length);
    } catch (DataException e) {
      assertTrue(e.getMessage().startsWith("it: "), e.getMessage());
      refused = true;
    }
    return refused;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void changedBytesAreReadOrRefused(String format) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    List<byte[]> whole = images(format);
    for (int i = 0; i < 900; i++) {
      byte[] content = whole.get(i % whole.size()).clone();
      // The headers, where sizes and kinds are, more often than the pixels.
      int end = i % 2 == 0 ? Math.min(content.length, 64) : content.length;
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        content[random.nextInt(end)] = (byte) random.nextInt();
      }
      refused(content);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp"})
  void whatIsCutIsRefused(String format) throws IOException {
    for (byte[] whole : images(format)) {
      for (int length = 0; length < whole.length - 16; length += Math.max(1, whole.length / 60)) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertTrue(refused(cut), format + " of " + whole.length + " cut to " + length);
      }
    }
  }

  @Test
  void randomBytesBehindTheFirstAreRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    for (String format : List.of("png", "jpg", "gif", "bmp")) {
      byte[] whole = image(format, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 100; i++) {
        byte[] content = new byte[random.nextInt(20, 3000)];
        random.nextBytes(content);
        System.arraycopy(whole, 0, content, 0, 10);
        refused(content);
      }
    }
  }

  @Test
  void theKindIsToldFromTheBytes() throws IOException {
    byte[] png = image("png", BufferedImage.TYPE_BYTE_GRAY);
    Path file = Files.write(folder.resolve("really-a-png.jpg"), png);
    ImageOptions options = ImageOptions.exact(SHAPE);
    assertEquals(
        1, ImageFiles.read(file, options, List.of()).size(), "a PNG that is called JPEG is read");
  }
}
