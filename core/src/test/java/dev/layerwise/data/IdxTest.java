package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Idx.ElementType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class IdxTest {
  @TempDir Path folder;

  /** Every type holds 1, 2, -3 and 100 (the unsigned byte 253 for -3), as a 2 x 2 tensor. */
  static Stream<Arguments> elements() {
    ByteBuffer shorts = ByteBuffer.allocate(8);
    ByteBuffer ints = ByteBuffer.allocate(16);
    ByteBuffer floats = ByteBuffer.allocate(16);
    ByteBuffer doubles = ByteBuffer.allocate(32);
    for (int value : new int[] {1, 2, -3, 100}) {
      shorts.putShort((short) value);
      ints.putInt(value);
      floats.putFloat(value);
      doubles.putDouble(value);
    }
    byte[] bytes = {1, 2, -3, 100};
    return Stream.of(
        Arguments.of(ElementType.UNSIGNED_BYTE, bytes),
        Arguments.of(ElementType.BYTE, bytes),
        Arguments.of(ElementType.SHORT, shorts.array()),
        Arguments.of(ElementType.INT, ints.array()),
        Arguments.of(ElementType.FLOAT, floats.array()),
        Arguments.of(ElementType.DOUBLE, doubles.array()));
  }

  @ParameterizedTest
  @MethodSource("elements")
  void everyElementTypeIsRead(ElementType type, byte[] elements) {
    Path file = TestData.write(folder, "x", TestData.idx(type.code(), new int[] {2, 2}, elements));
    Features features = Idx.readFeatures(file);
    Features expected =
        type == ElementType.UNSIGNED_BYTE
            ? new ByteFeatures(2, 2, new byte[] {1, 2, -3, 100})
            : new FloatFeatures(2, 2, new float[] {1, 2, -3, 100});
    assertEquals(expected, features);
  }

  @ParameterizedTest
  @EnumSource(
      value = ElementType.class,
      names = {"UNSIGNED_BYTE", "BYTE", "SHORT", "INT"})
  void labelsMayBeOfEveryIntegerType(ElementType type) {
    ByteBuffer elements = ByteBuffer.allocate(3 * type.bytes());
    for (int label : new int[] {7, 0, 3}) {
      elements.position(elements.position() + type.bytes() - 1).put((byte) label);
    }
    Path file =
        TestData.write(folder, "y", TestData.idx(type.code(), new int[] {3}, elements.array()));
    assertArrayEquals(new int[] {7, 0, 3}, Idx.readLabels(file));
  }

  @Test
  void gzipIsToldFromTheContentAndNotFromTheName() {
    byte[] content = TestData.idx(0x08, new int[] {1, 3}, (byte) 5, (byte) 6, (byte) 7);
    Path packed = TestData.write(folder, "packed-without-suffix", TestData.gzip(content));
    Path plain = TestData.write(folder, "plain.gz", content);
    assertEquals(Idx.readFeatures(packed), Idx.readFeatures(plain));
  }

  @Test
  void threeDimensionsAreImages() {
    Path images = TestData.write(folder, "x", TestData.idx(0x08, new int[] {2, 1, 3}, new byte[6]));
    Path labels =
        TestData.write(folder, "y", TestData.idx(0x08, new int[] {2}, (byte) 0, (byte) 2));
    Dataset data = Idx.readDataset("set", images, labels, List.of());
    assertEquals(new ImageShape(1, 3), data.image());
    assertEquals(List.of("0", "1", "2"), data.classNames());
    assertArrayEquals(new int[] {1, 0, 1}, data.classCounts());
  }

  @Test
  void otherRanksAreRowsOfFeatures() {
    Path flat = TestData.write(folder, "2", TestData.idx(0x08, new int[] {2, 6}, new byte[12]));
    Path deep =
        TestData.write(folder, "4", TestData.idx(0x08, new int[] {2, 1, 2, 3}, new byte[12]));
    Path line = TestData.write(folder, "1", TestData.idx(0x0D, new int[] {2}, new byte[8]));
    assertEquals(6, Idx.readFeatures(flat).columns());
    assertEquals(6, Idx.readFeatures(deep).columns());
    assertEquals(1, Idx.readFeatures(line).columns());
    assertNull(Idx.readUnlabelled("set", deep, List.of()).image());
  }

  @Test
  void theHeaderCanBeReadAlone() {
    Path file = TestData.write(folder, "x", TestData.idx(0x0C, new int[] {9, 4, 5}));
    Idx.Header header = Idx.readHeader(file);
    assertEquals(new Idx.Header(ElementType.INT, List.of(9, 4, 5)), header);
    assertEquals(20, header.exampleSize());
  }

  @Test
  void aFileLargerThanTheFirstGuessOfItsSizeIsReadWhole() {
    byte[] zeros = new byte[3_000_000]; // a thousand times smaller once it is packed
    zeros[2_999_999] = 9;
    Path bytes =
        TestData.write(
            folder, "x.gz", TestData.gzip(TestData.idx(0x08, new int[] {3, 1_000_000}, zeros)));
    assertEquals(9, Idx.readFeatures(bytes).get(2, 999_999));
    Path shorts =
        TestData.write(
            folder, "z.gz", TestData.gzip(TestData.idx(0x0B, new int[] {3, 500_000}, zeros)));
    assertEquals(9, Idx.readFeatures(shorts).get(2, 499_999));
  }

  @Test
  void thePublishedDigitsAreReadAsTheyWerePublished() {
    Path mnist = TestData.published().resolve("mnist");
    Dataset test =
        Idx.readDataset(
            "mnist",
            mnist.resolve("t10k-images-idx3-ubyte.gz"),
            mnist.resolve("t10k-labels-idx1-ubyte.gz"),
            List.of());
    assertEquals(10_000, test.size());
    assertEquals(new ImageShape(28, 28), test.image());
    assertArrayEquals(
        new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, test.classCounts());
  }
}
