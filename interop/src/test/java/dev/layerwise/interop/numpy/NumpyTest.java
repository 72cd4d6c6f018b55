package dev.layerwise.interop.numpy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.interop.numpy.NumpyArray.Values;
import dev.layerwise.interop.weights.Others;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyTest {
  @TempDir private Path folder;

  private static final List<String> KINDS =
      List.of("f2", "f4", "f8", "f4be", "u1", "i1", "i2", "u2", "i4", "i8be", "bool", "fortran");

  /** Every array of numbers in arrays.npz is arange(24) in a shape of 2 × 3 × 4; see make.py. */
  @Test
  void everyTypeThatNumPyWrites() {
    Map<String, NumpyArray> arrays = NpyFiles.readArchive(Others.file("arrays.npz"), KINDS);
    assertEquals(KINDS.size(), arrays.size());
    arrays.forEach((name, array) -> {
      assertEquals(List.of(2L, 3L, 4L), array.shape(), name);
      for (int i = 0; i < 24; i++) {
        String expected = name.equals("bool") ? String.valueOf(i % 2) : String.valueOf(i);
        assertEquals(expected, array.values().text(i), name);
      }
    });
    assertTrue(arrays.get("u1").values() instanceof Values.Bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"False | [1, 0]", "True | [0, 1]"})
  void aDoubleThatNoFloatHoldsIsNamed(String fortran, String index) throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': " + fortran + ", 'shape': (2, 2), }\n";
    ByteBuffer content = ByteBuffer.allocate(10 + header.length() + 32);
    content.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93).put("NUMPY".getBytes(UTF_8));
    content.put((byte) 1).put((byte) 0).putShort((short) header.length());
    content.put(header.getBytes(UTF_8));
    content.putDouble(1).putDouble(Double.POSITIVE_INFINITY).putDouble(-1e300).putDouble(4);
    Path file = Files.write(folder.resolve("large.npy"), content.array());
    assertEquals(
        file
            + ": element "
            + index
            + ": expected a number in the range of 32-bit floats, got -1.0E300; remove or replace"
            + " it, or scale the column",
        assertThrows(DataException.class, () -> NpyFiles.read(file)).getMessage());
  }

  @Test
  void textsOfAnyScript() {
    Map<String, NumpyArray> arrays =
        NpyFiles.readArchive(Others.file("arrays.npz"), List.of("texts", "ascii"));
    assertEquals(new Values.Texts(List.of("ant", "Ärmel", "鞋👟")), arrays.get("texts").values());
    assertEquals(new Values.Texts(List.of("no", "yes")), arrays.get("ascii").values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"objects", "complex", "record"})
  void whatIsNoPlainArrayIsRefused(String name) {
    Path file = Others.file("arrays.npz");
    String message =
        assertThrows(DataException.class, () -> NpyFiles.readArchive(file, List.of(name)))
            .getMessage();
    assertTrue(message.startsWith(file + ", array '" + name + "': "), message);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("a", NumpyArray.of(new float[] {1.5f, -0f, Float.MIN_VALUE, 4, 5, 6}, 2, 3));
    arrays.put("b", NumpyArray.of(new long[] {Long.MIN_VALUE, 7}, 2));
    arrays.put("c", NumpyArray.of(new byte[] {-1, 0, 1}, 3, 1));
    arrays.put("d", NumpyArray.of(List.of("x", "", "鞋👟")));
    Path file = folder.resolve("all.npz");
    NpyFiles.writeArchive(file, arrays);
    assertEquals(List.of("a", "b", "c", "d"), NpyFiles.names(file));
    Map<String, NumpyArray> back = NpyFiles.readArchive(file, NpyFiles.names(file));
    assertEquals(List.of(2L, 3L), back.get("a").shape());
    assertArrayEquals(
        new float[] {1.5f, -0f, Float.MIN_VALUE, 4, 5, 6},
        ((Values.Reals) back.get("a").values()).values());
    assertArrayEquals(
        new long[] {Long.MIN_VALUE, 7}, ((Values.Wholes) back.get("b").values()).values());
    assertArrayEquals(new byte[] {-1, 0, 1}, ((Values.Bytes) back.get("c").values()).values());
    assertEquals(arrays.get("d"), back.get("d"));
  }

  @Test
  void wholeNumbersOf64BitsWithoutASignAreNotNegative() {
    long[] values = {1, Long.MIN_VALUE, -1, Long.MIN_VALUE + 5, Long.MAX_VALUE, 0};
    Path file = folder.resolve("unsigned.npy");
    NpyFiles.write(file, new NumpyArray(List.of(3L, 2L), new Values.Wholes(values, true)));
    NumpyArray back = NpyFiles.read(file);
    assertEquals("9223372036854775808", back.values().text(1));
    float[] expected = {1, 0x1p63f, 0x1p64f, 0x1p63f, 0x1p63f, 0};
    assertEquals(new FloatFeatures(3, 2, expected), back.toFeatures("x"));
  }

  @Test
  void anArchiveAsKerasHasThemIsADataSetWithItsTestSet() {
    NumpyData.Sets sets = NumpyData.readArchive(Others.file("images.npz"), List.of());
    assertEquals(6, sets.training().size());
    assertEquals(new ImageShape(2, 3), sets.training().image());
    assertTrue(sets.training().features() instanceof ByteFeatures);
    assertEquals(List.of("0", "1", "2"), sets.training().classNames());
    assertNotNull(sets.test());
    assertEquals(3, sets.test().size());
    assertArrayEquals(new int[] {0, 1, 2}, sets.test().requireLabels());
  }

  @Test
  void labelsMayBeRowsWithASingleOne() {
    Path x = folder.resolve("x.npy");
    Path y = folder.resolve("y.npy");
    NpyFiles.write(x, NumpyArray.of(new float[] {1, 2, 3, 4}, 2, 2));
    NpyFiles.write(y, NumpyArray.of(new float[] {0, 1, 1, 0}, 2, 2));
    assertArrayEquals(new int[] {1, 0}, NumpyData.read(x, y, List.of()).requireLabels());
    NpyFiles.write(y, NumpyArray.of(new float[] {0, 1, 1, 1}, 2, 2));
    String message =
        assertThrows(DataException.class, () -> NumpyData.read(x, y, List.of())).getMessage();
    assertTrue(message.contains("example 2: expected a label"), message);
    NpyFiles.write(y, NumpyArray.of(new long[] {0, 1, 1}, 3));
    assertTrue(
        assertThrows(DataException.class, () -> NumpyData.read(x, y, List.of()))
            .getMessage()
            .contains("2 examples but 3 labels"));
  }

  /** Two identifiers became one class, 16777216. */
  @Test
  void labelsThatFloatsCannotTellApartAreRefused() {
    Path x = folder.resolve("x.npy");
    Path y = folder.resolve("y.npy");
    NpyFiles.write(x, NumpyArray.of(new float[] {1, 2, 3, 4}, 2, 2));
    NpyFiles.write(y, NumpyArray.of(new float[] {16_777_215, 16_777_217}, 2));
    String message =
        assertThrows(DataException.class, () -> NumpyData.read(x, y, List.of())).getMessage();
    assertTrue(message.contains("example 2: labels from 16,777,216 on"), message);
    NpyFiles.write(y, NumpyArray.of(new long[] {16_777_216, 16_777_217}, 2));
    assertEquals(List.of("16777216", "16777217"), NumpyData.read(x, y, List.of()).classNames());
  }

  private Path archive(NumpyArray y, String... classNames) {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("x", NumpyArray.of(new float[2 * y.rows()], y.rows(), 2));
    arrays.put("y", y);
    arrays.put("class_names", NumpyArray.of(List.of(classNames)));
    Path file = folder.resolve("named.npz");
    NpyFiles.writeArchive(file, arrays);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1,2,3", "-1,0,1", "1,0,2", "a,1,0"})
  void whatIsWrittenComesBackWithItsLabelsWhateverTheClassesAreCalled(String classes) {
    List<String> names = List.of(classes.split(",", -1));
    int[] labels = {0, 2, 1, 1};
    FloatFeatures x = new FloatFeatures(4, 2, new float[8]);
    Dataset data = new Dataset("data", x, labels, names, null);
    Path file = folder.resolve("numbered.npz");
    NumpyData.write(file, new NumpyData.Sets(data, data));
    for (List<String> expected : List.of(List.<String>of(), names)) {
      NumpyData.Sets back = NumpyData.readArchive(file, expected);
      for (Dataset part : List.of(back.training(), back.test())) {
        assertEquals(names, part.classNames());
        assertArrayEquals(labels, part.requireLabels());
      }
    }
    Dataset turned = NumpyData.readArchive(file, names.reversed()).training();
    assertEquals(names.reversed(), turned.classNames());
    assertArrayEquals(new int[] {2, 0, 1, 1}, turned.requireLabels());
  }

  @Test
  void besideClassNamesNumbersArePlacesAndTextsAreNames() {
    NumpyArray whole = NumpyArray.of(new long[] {0, 1, 1}, 3);
    NumpyArray hot = NumpyArray.of(new float[] {1, 0, 0, 1, 0, 1}, 3, 2);
    NumpyArray texts = NumpyArray.of(List.of("1", "0", "0"));
    for (NumpyArray y : List.of(whole, hot, texts)) {
      Path file = archive(y, "1", "0");
      Dataset data = NumpyData.readArchive(file, List.of()).training();
      assertEquals(List.of("1", "0"), data.classNames());
      assertArrayEquals(new int[] {0, 1, 1}, data.requireLabels());
      Dataset known = NumpyData.readArchive(file, List.of("0", "1")).training();
      assertArrayEquals(new int[] {1, 0, 0}, known.requireLabels());
    }
  }

  private void refused(Path file, List<String> expected, String message) {
    String got =
        assertThrows(DataException.class, () -> NumpyData.readArchive(file, expected)).getMessage();
    assertTrue(got.startsWith(file.toString()), got);
    assertTrue(got.contains(message), got);
  }

  @Test
  void placesWithoutANameAndNamesThatOccurTwiceAreRefused() {
    NumpyArray y = NumpyArray.of(new long[] {0, 2}, 2);
    refused(
        archive(y, "a", "b"),
        List.of(),
        "example 2: label 2 is the place of no name in class_names, expected 0 to 1");
    refused(archive(NumpyArray.of(new long[] {-1, 1}, 2), "-1", "1"), List.of(), "label -1 is the");
    refused(archive(y, "a", "b", "c"), List.of("a", "b"), "'c' is none of the known classes");
    refused(archive(y, "a", "b", "a"), List.of(), "two classes are called 'a'");
  }

  @Test
  void aHeaderThatLiesTakesNoMemory() throws IOException {
    byte[] header = NpyHeader.write("<f4", List.of(40_000L, 10_000L));
    Path file = Files.write(folder.resolve("liar.npy"), header);
    String message = assertThrows(DataException.class, () -> NpyFiles.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    byte[] endless = NpyHeader.write("<f4", List.of(4_000_000_000L, 4_000_000_000L));
    Path other = Files.write(folder.resolve("endless.npy"), endless);
    assertTrue(
        assertThrows(DataException.class, () -> NpyFiles.read(other))
            .getMessage()
            .contains("too large"));
  }

  @Test
  void aValueThatChangedOnTheWayIsNoticed() throws IOException {
    Path file = folder.resolve("x.npz");
    NpyFiles.writeArchive(file, Map.of("x", NumpyArray.of(new float[] {1, 2, 3, 4}, 2, 2)));
    byte[] content = Files.readAllBytes(file);
    String bytes = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1);
    content[bytes.indexOf("\u0000\u0000@@")] = 1;
    Files.write(file, content);
    String message =
        assertThrows(DataException.class, () -> NpyFiles.readArchive(file, List.of("x")))
            .getMessage();
    assertEquals(
        file + ", array 'x': is damaged, its checksum is another; fetch or save the file again",
        message);
  }

  @Test
  void damageOfAnyKindIsReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(9);
    Path plain = folder.resolve("plain.npy");
    NpyFiles.write(plain, NumpyArray.of(new float[60], 5, 12));
    byte[][] whole = {
      Files.readAllBytes(plain),
      Files.readAllBytes(Others.file("images.npz")),
      Files.readAllBytes(Others.file("arrays.npz"))
    };
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      boolean archive = i % whole.length > 0;
      byte[] content = whole[i % whole.length].clone();
      for (int k = random.nextInt(1, 6); k > 0; k--) {
        content[random.nextInt(content.length)] = (byte) random.nextInt();
      }
      if (i % 5 == 0) {
        content = Arrays.copyOf(content, random.nextInt(content.length));
      }
      Path file = folder.resolve("hostile");
      Files.deleteIfExists(file);
      Files.write(file, content);
      try {
        if (archive) {
          NpyFiles.readArchive(file, KINDS);
          NumpyData.readArchive(file, List.of());
        } else {
          NpyFiles.read(file);
        }
      } catch (DataException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
    assertTrue(refused > 500, "only " + refused);
  }
}
