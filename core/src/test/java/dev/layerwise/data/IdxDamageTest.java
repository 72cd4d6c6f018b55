package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a file is said so that its owner can mend it. */
class IdxDamageTest {
  @TempDir Path folder;

  private String featuresFailure(byte... content) {
    return failure(() -> Idx.readFeatures(TestData.write(folder, "file", content)));
  }

  private String labelsFailure(byte... content) {
    return failure(() -> Idx.readLabels(TestData.write(folder, "file", content)));
  }

  /** The message, which must name a file, without the folder. */
  private String failure(Runnable reading) {
    String message = assertThrows(DataException.class, reading::run).getMessage();
    assertTrue(message.startsWith(folder.toString()), message);
    return message.replace(folder + "/", "").replace(folder + "\\", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "89504e470d0a1a0a | 89 50 4e 47 | a PNG image",
        "ffd8ffe000104a46 | ff d8 ff e0 | a JPEG image",
        "504b030414000000 | 50 4b 03 04 | a ZIP archive",
        "0308000000ea6000 | 03 08 00 00 | an IDX file written in little-endian order",
        "934e554d50590100 | 93 4e 55 4d | a NumPy array file",
        "0000ff0300000001 | 00 00 ff 03 | a file of unknown kind",
      })
  void aWrongBeginningIsNamedForWhatItIs(String hex, String shown, String kind) {
    byte[] content = HexFormat.of().parseHex(hex);
    String expected = "got " + shown + "; this is " + kind;
    String message = featuresFailure(content);
    assertTrue(
        message.startsWith("file: not an IDX file: expected it to begin with 00 00"), message);
    assertTrue(message.endsWith(expected), message);
    assertTrue(featuresFailure(TestData.gzip(content)).endsWith(expected));
  }

  @Test
  void textIsNamedForWhatItIs() {
    String html = "<!DOCTYPE html><html><title>403 Forbidden</title>";
    assertTrue(
        featuresFailure(html.getBytes(StandardCharsets.UTF_8))
            .contains("this is an HTML or XML page"));
    assertTrue(
        featuresFailure("label,pixel0\n5,0\n".getBytes(StandardCharsets.UTF_8))
            .endsWith("this is a text file"));
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\n";
    assertTrue(featuresFailure(pointer.getBytes(StandardCharsets.UTF_8)).contains("git lfs pull"));
    assertTrue(featuresFailure().endsWith("got nothing; this is an empty file"));
  }

  @Test
  void aTruncatedFileIsToldWithBothSizes() {
    byte[] whole = TestData.idx(0x08, new int[] {10, 2, 3}, new byte[60]);
    String expected =
        "file: truncated: the header announces 10 x 2 x 3 unsigned bytes, 76 bytes in all, but the"
            + " data end after 70; fetch or copy the file again";
    byte[] part = Arrays.copyOf(whole, 70);
    assertEquals(expected, featuresFailure(part));
    assertEquals(expected, featuresFailure(TestData.gzip(part)));
    assertEquals(
        "file: truncated: the header of an IDX file with 3 dimensions has 16 bytes, but the file"
            + " ends after 9",
        featuresFailure(Arrays.copyOf(whole, 9)));
    assertTrue(
        featuresFailure(TestData.idx(0x0E, new int[] {3, 1}, new byte[20]))
            .contains("3 x 1 doubles, 36 bytes in all, but the data end after 32"));
  }

  /**
   * Incompressible content, so that the stream ends among the elements and not in their checksum.
   */
  @Test
  void aTruncatedGzipStreamIsToldLikeATruncatedFile() {
    byte[] noise = new byte[60_000];
    new SplittableRandom(1).nextBytes(noise);
    byte[] packed = TestData.gzip(TestData.idx(0x08, new int[] {60, 1000}, noise));
    String message = featuresFailure(Arrays.copyOf(packed, 30_000));
    assertTrue(
        message.startsWith(
            "file: truncated: the header announces 60 x 1000 unsigned bytes, 60012 bytes in all,"),
        message);
    assertTrue(
        featuresFailure(Arrays.copyOf(packed, packed.length - 4))
            .contains("truncated: the end of the compressed data"));
  }

  @Test
  void aDamagedGzipStreamIsFoundByItsChecksum() {
    byte[] packed = TestData.gzip(TestData.idx(0x08, new int[] {6, 1}, new byte[6]));
    packed[packed.length - 8] ^= 1;
    assertTrue(featuresFailure(packed).contains("the compressed data are damaged"));
  }

  @Test
  void trailingBytesAreRefused() {
    byte[] content = TestData.idx(0x08, new int[] {2, 2}, new byte[5]);
    String expected =
        "file: trailing bytes: the header announces 2 x 2 unsigned bytes, 16 bytes in all, but more"
            + " follow; the header is wrong, or the file was joined from several";
    assertEquals(expected, featuresFailure(content));
    assertEquals(expected, featuresFailure(TestData.gzip(content)));
  }

  @Test
  void aLyingHeaderCostsNoMemory() {
    // A gigabyte and two gigabytes announced, a few bytes there.
    byte[] bytes = TestData.idx(0x08, new int[] {1 << 15, 1 << 15}, new byte[10]);
    assertTrue(
        featuresFailure(bytes).contains("1073741836 bytes in all, but the data end after 22"));
    byte[] labels = TestData.idx(0x0C, new int[] {500_000_000}, new byte[8]);
    assertTrue(
        labelsFailure(labels).contains("2000000008 bytes in all, but the data end after 16"));
  }

  @Test
  void impossibleShapesAreRefused() {
    assertEquals(
        "file: holds no examples (0 announced)",
        featuresFailure(TestData.idx(8, new int[] {0, 3})));
    assertEquals(
        "file: IDX header: dimension 2 is 0, the examples are empty",
        featuresFailure(TestData.idx(8, new int[] {3, 0})));
    assertTrue(
        featuresFailure(TestData.idx(8, new int[] {-1, 28, 28}))
            .startsWith("file: IDX header: dimension 1 is 4294967295, that makes more than"));
    assertTrue(
        featuresFailure(TestData.idx(8, new int[] {70_000, 70_000}))
            .contains("dimension 2 is 70000, that makes more than"));
    assertTrue(featuresFailure((byte) 0, (byte) 0, (byte) 8, (byte) 0).contains("got 0"));
    assertTrue(featuresFailure((byte) 0, (byte) 0, (byte) 8, (byte) 200).contains("got 200"));
  }

  @Test
  void labelsInPlaceOfImagesAndTheReverseAreNoticed() {
    assertEquals(
        "file: is a label file (3 unsigned bytes), the file of the examples is needed here",
        featuresFailure(TestData.idx(8, new int[] {3}, new byte[3])));
    assertEquals(
        "file: holds 2 x 1 x 1 unsigned bytes, which are no labels (one integer an example); is it"
            + " the image file? The label file is needed here",
        labelsFailure(TestData.idx(8, new int[] {2, 1, 1}, new byte[2])));
    assertTrue(labelsFailure(TestData.idx(0x0D, new int[] {2}, new byte[8])).contains("2 floats"));
  }

  @Test
  void labelsOutOfRangeAreNamed() {
    assertEquals(
        "file: example 2: label -1 is out of range; labels are class numbers, 0 for the first"
            + " class",
        labelsFailure(TestData.idx(0x09, new int[] {2}, (byte) 0, (byte) -1)));
    Path images = TestData.write(folder, "x", TestData.idx(8, new int[] {2, 1}, new byte[2]));
    Path labels = TestData.write(folder, "y", TestData.idx(8, new int[] {2}, (byte) 1, (byte) 2));
    assertEquals(
        "y: example 2: label 2 is out of range, expected 0 to 1",
        failure(() -> Idx.readDataset("set", images, labels, List.of("no", "yes"))));
  }

  @Test
  void countsThatDifferAreNamed() {
    Path images = TestData.write(folder, "x", TestData.idx(8, new int[] {3, 1}, new byte[3]));
    Path labels = TestData.write(folder, "y", TestData.idx(8, new int[] {2}, new byte[2]));
    assertEquals(
        "x holds 3 examples, but y holds 2 labels; do the files belong together?",
        failure(() -> Idx.readDataset("set", images, labels, List.of())));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void whatIsNoFiniteFloatIsNamed(double value) {
    byte[] elements = ByteBuffer.allocate(32).putDouble(24, value).array();
    String shown = Double.isNaN(value) ? "NaN" : "Infinity";
    assertEquals(
        "file: features: example 2, column 2: expected a finite number, got "
            + shown
            + "; remove or replace it",
        featuresFailure(TestData.idx(0x0E, new int[] {2, 2}, elements)));
  }

  @Test
  void whatIsNoFileIsTold() {
    assertTrue(
        failure(() -> Idx.readFeatures(folder.resolve("none"))).equals("none: no such file"));
    assertTrue(
        failure(() -> Idx.readFeatures(folder)).endsWith("is a directory, a file is needed here"));
  }
}
