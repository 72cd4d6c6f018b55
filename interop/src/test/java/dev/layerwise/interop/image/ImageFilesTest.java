package dev.layerwise.interop.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
  private static final ImageOptions TWO_BY_THREE = ImageOptions.exact(new ImageShape(2, 3));

  @TempDir Path folder;

  /** An image of 2 lines and 3 columns of the given colours. */
  private Path image(String name, int type, String format, int... argb) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, type);
    for (int i = 0; i < 6; i++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(i % 3, i / 3, 0, argb[i % argb.length] & 0xFF);
      } else {
        image.setRGB(i % 3, i / 3, argb[i % argb.length]);
      }
    }
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }

  private static int[] pixels(Dataset data) {
    byte[] values = assertInstanceOf(ByteFeatures.class, data.features()).values();
    int[] pixels = new int[values.length];
    Arrays.setAll(pixels, i -> values[i] & 0xFF);
    return pixels;
  }

  private static String failure(Path file, ImageOptions options) {
    String message =
        assertThrows(DataException.class, () -> ImageFiles.read(file, options, List.of()))
            .getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    return message.substring(file.toString().length() + 2);
  }

  @Test
  void greyPixelsAreAsTheyWereStored() throws IOException {
    Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, "png", 0, 1, 64, 128, 254, 255);
    Dataset data = ImageFiles.read(file, TWO_BY_THREE, List.of("no", "yes"));
    assertArrayEquals(new int[] {0, 1, 64, 128, 254, 255}, pixels(data));
    assertEquals("a.png", data.name());
    assertNull(data.labels());
    assertEquals(2, data.classes());
    assertEquals(new ImageShape(2, 3), data.image());
  }

  @ParameterizedTest
  @CsvSource({"png, 5", "bmp, 5", "png, 13"})
  void coloursBecomeTheirLuma(String format, int type) throws IOException {
    Path file =
        image(
            "colours",
            type,
            format,
            0xFFFF0000,
            0xFF00FF00,
            0xFF0000FF,
            0xFFFFFFFF,
            0xFF000000,
            0xFFFF00FF);
    assertArrayEquals(
        new int[] {76, 150, 29, 255, 0, 105},
        pixels(ImageFiles.read(file, TWO_BY_THREE, List.of())));
  }

  @Test
  void gifIsRead() throws IOException {
    BufferedImage image = new BufferedImage(2, 8, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 5, 0x00FF00);
    Path file = folder.resolve("a.gif");
    assertTrue(ImageIO.write(image, "gif", file.toFile()));
    int[] expected = new int[16];
    expected[11] = 150;
    ImageOptions options = ImageOptions.exact(new ImageShape(8, 2));
    assertArrayEquals(expected, pixels(ImageFiles.read(file, options, List.of())));
  }

  @Test
  void jpegIsReadThoughItLosesSome() throws IOException {
    Path file = image("a.jpg", BufferedImage.TYPE_BYTE_GRAY, "jpg", 90);
    for (int pixel : pixels(ImageFiles.read(file, TWO_BY_THREE, List.of()))) {
      assertEquals(90, pixel, 2);
    }
  }

  @Test
  void whatIsTransparentIsWhite() throws IOException {
    Path file =
        image("a.png", BufferedImage.TYPE_INT_ARGB, "png", 0x00000000, 0xFF000000, 0x80000000);
    assertArrayEquals(
        new int[] {255, 0, 127, 255, 0, 127},
        pixels(ImageFiles.read(file, TWO_BY_THREE, List.of())));
  }

  @Test
  void darkAndLightCanBeExchanged() throws IOException {
    Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, "png", 0, 10, 255);
    ImageOptions inverted = new ImageOptions(new ImageShape(2, 3), false, true);
    assertArrayEquals(
        new int[] {255, 245, 0, 255, 245, 0}, pixels(ImageFiles.read(file, inverted, List.of())));
  }

  @Test
  void anotherSizeIsRefusedUnlessItMayBeResized() throws IOException {
    Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, "png", 100);
    assertEquals(
        "the image is 3 pixels wide and 2 high, 28 by 28 are needed; scale it, or ask for it to be"
            + " resized (--resize)",
        failure(file, ImageOptions.exact(new ImageShape(28, 28))));
    Dataset data =
        ImageFiles.read(file, new ImageOptions(new ImageShape(28, 28), true, false), List.of());
    assertTrue(Arrays.stream(pixels(data)).allMatch(pixel -> pixel == 100));
  }

  @Test
  void aFolderIsReadInTheOrderOfItsNames() throws IOException {
    for (int number : new int[] {10, 9, 1}) {
      image("digit-" + number + ".PNG", BufferedImage.TYPE_BYTE_GRAY, "png", number);
    }
    Files.writeString(folder.resolve("notes.txt"), "not an image");
    Files.createDirectory(folder.resolve("more.png"));
    Dataset data = ImageFiles.read(folder, TWO_BY_THREE, List.of());
    assertEquals(3, data.size());
    assertEquals(1, data.features().get(0, 0));
    assertEquals(9, data.features().get(1, 0));
    assertEquals(10, data.features().get(2, 0));
    assertEquals("digit-9.PNG", String.valueOf(ImageFiles.list(folder).get(1).getFileName()));
  }

  @Test
  void aFolderWithoutImagesIsRefused() {
    assertEquals("holds no images (.png, .jpg, .jpeg, .gif, .bmp)", failure(folder, TWO_BY_THREE));
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("a.png"), "1,2,3\n");
    assertEquals(
        "expected a PNG, JPEG, GIF or BMP image, but this is a text file",
        failure(text, TWO_BY_THREE));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 35, 45})
  void aDamagedImageIsTold(int length) throws IOException {
    Path file = image("a.png", BufferedImage.TYPE_BYTE_GRAY, "png", 1, 2, 3);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    assertTrue(failure(file, TWO_BY_THREE).startsWith("a PNG image that cannot be decoded"));
  }

  @Test
  void anImageThatEndsInTheMiddleIsTold() throws IOException {
    Path file = image("a.jpg", BufferedImage.TYPE_BYTE_GRAY, "jpg", 0, 100, 200);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 2));
    assertTrue(failure(file, TWO_BY_THREE).startsWith("a JPEG image that is damaged ("));
  }

  @Test
  void aHugeImageIsRefusedBeforeItIsDecoded() throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(header);
    out.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    out.writeInt(60_000);
    out.writeInt(50_000);
    out.write(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    out = new DataOutputStream(png);
    out.writeLong(0x89504E470D0A1A0AL);
    out.writeInt(13);
    out.write(header.toByteArray());
    out.writeInt((int) crc.getValue());
    Path file = Files.write(folder.resolve("huge.png"), png.toByteArray());
    assertEquals(
        "an image of 60000 x 50000 pixels is more than the 25 million that are read",
        failure(file, new ImageOptions(new ImageShape(2, 3), true, false)));
  }
}
