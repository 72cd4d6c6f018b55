package dev.layerwise.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.random.RandomStream;
import dev.layerwise.record.Safetensors.Tensor;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path folder;

  /** A file of a header as it stands and so many bytes of values, all of them zero. */
  private Path file(String header, int dataBytes) throws IOException {
    return file(header, new byte[dataBytes]);
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).put(data);
    return Files.write(folder.resolve("file.safetensors"), bytes.array());
  }

  private static Tensor tensor(String name, Matrix value, long... shape) {
    List<Long> dimensions = new ArrayList<>();
    for (long dimension : shape) {
      dimensions.add(dimension);
    }
    return new Tensor(name, dimensions, value);
  }

  @Test
  void anInterruptedThreadReadsAndStaysInterrupted() {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(file, Map.of(), List.of(tensor("t", Matrix.wrap(1, 2, 1, -2.5f), 2)));
    Thread.currentThread().interrupt();
    Safetensors.Content content = Safetensors.read(file);
    assertTrue(Thread.interrupted());
    assertEquals(1, content.tensors().size());
  }

  @Test
  void writesTheBytesThatTheSpecificationAsksFor() throws IOException {
    Path file = folder.resolve("a.safetensors");

    Safetensors.write(file, Map.of("k", "v"), List.of(tensor("t", Matrix.wrap(1, 2, 1, -2.5f), 2)));

    String header =
        "{\"__metadata__\":{\"k\":\"v\"},"
            + "\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    // 79 bytes and one space, so that the values begin at a multiple of eight.
    assertEquals(79, header.length());
    assertEquals(
        "5000000000000000"
            + HexFormat.of().formatHex((header + " ").getBytes(UTF_8))
            + "0000803f000020c0",
        HexFormat.of().formatHex(Files.readAllBytes(file)));
  }

  @Test
  void anEmptyFileOfTensorsIsTheOneOfTheReferenceImplementation() throws IOException {
    Path file = folder.resolve("a.safetensors");

    Safetensors.write(file, Map.of(), List.of());
    assertEquals(
        "08000000000000007b7d202020202020", HexFormat.of().formatHex(Files.readAllBytes(file)));
    assertTrue(Safetensors.read(file).tensors().isEmpty());

    Safetensors.write(file, Map.of("framework", "pt"), List.of());
    assertEquals(
        "2800000000000000"
            + HexFormat.of()
                .formatHex("{\"__metadata__\":{\"framework\":\"pt\"}}     ".getBytes(UTF_8)),
        HexFormat.of().formatHex(Files.readAllBytes(file)));
    assertEquals(Map.of("framework", "pt"), Safetensors.read(file).metadata());
  }

  @Test
  void everyBitOfAFloatSurvives() {
    RandomStream random = RandomStream.of(5, "bits");
    Matrix value = new Matrix(300, 701);
    for (int i = 0; i < value.size(); i++) {
      value.data()[i] = Float.intBitsToFloat((int) random.nextLong());
    }
    Matrix odd = Matrix.wrap(1, 5, Float.NaN, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 1);
    Matrix none = new Matrix(0, 7);
    Matrix scalar = Matrix.wrap(1, 1, 42);
    Path file = folder.resolve("a.safetensors");

    Safetensors.write(
        file,
        Map.of(),
        List.of(
            tensor("odd", odd, 5),
            tensor("none", none, 0, 7),
            tensor("large", value, 300, 701),
            tensor("scalar", scalar)));
    Map<String, Matrix> read = Safetensors.read(file).tensors();

    assertEquals(List.of("odd", "none", "large", "scalar"), List.copyOf(read.keySet()));
    assertSame(odd, read.get("odd"));
    assertSame(none, read.get("none"));
    assertSame(value, read.get("large"));
    assertSame(scalar, read.get("scalar"));
  }

  private static void assertSame(Matrix expected, Matrix actual) {
    assertEquals(expected.rows(), actual.rows());
    assertEquals(expected.columns(), actual.columns());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(
          Float.floatToRawIntBits(expected.data()[i]), Float.floatToRawIntBits(actual.data()[i]));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F64, 000000000000f83f 9a9999999999b9bf 000000000000f07f",
    "F32, 0000c03f cdccccbd 0000807f",
    "F16, 003e 66ae 007c",
    "BF16, c03f cdbd 807f",
  })
  void floatsOfAllSizesAreRead(String type, String hex) throws IOException {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    String header =
        "{\"t\":{\"dtype\":\""
            + type
            + "\",\"shape\":[3,1],\"data_offsets\":[0,"
            + data.length
            + "]}}";

    Matrix read = Safetensors.read(file(header, data)).tensors().get("t");

    assertEquals(3, read.rows());
    assertArrayEquals(
        new float[] {1.5f, -0.1f, Float.POSITIVE_INFINITY},
        read.data(),
        type.endsWith("16") ? 5e-4f : 0);
  }

  @Test
  void anyOrderOfTheHeaderIsRead() throws IOException {
    String header =
        " {\"b\":{\"data_offsets\":[4,8],\"shape\":[1],\"dtype\":\"F32\"},\n"
            + "\"e\":{\"data_offsets\":[4,4],\"shape\":[0],\"dtype\":\"F32\"},"
            + "\"a\":{\"data_offsets\":[0,4],\"shape\":[],\"dtype\":\"F32\"}}\t";
    // The reference implementation wants the brace first.
    Path file = file(header.strip(), HexFormat.of().parseHex("0000803f00000040"));

    Map<String, Matrix> read = Safetensors.read(file).tensors();

    assertEquals(1, read.get("a").get(0, 0));
    assertEquals(2, read.get("b").get(0, 0));
    assertEquals(0, read.get("e").size());
  }

  private static String entry(String shape, String offsets) {
    return "{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
  }

  private void refuses(String header, int dataBytes, String rule) throws IOException {
    Path file = file(header, dataBytes);
    DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
    assertTrue(e.getMessage().endsWith("; fetch or export the file again"), e.getMessage());
    assertTrue(e.getMessage().length() < file.toString().length() + 300, e.getMessage());
  }

  @Test
  void headersThatLieAreRefused() throws IOException {
    refuses("{\"t\":" + entry("[2]", "[0,8]") + "}", 7, "end at 8, but only 7 follow");
    refuses("{\"t\":" + entry("[2]", "[0,8]") + "}", 9, "take 8 bytes, but 9 follow");
    refuses("{\"t\":" + entry("[2]", "[4,12]") + "}", 12, "begin at 4, leaving a gap; expected 0");
    refuses(
        "{\"a\":" + entry("[2]", "[0,8]") + ",\"b\":" + entry("[2]", "[4,12]") + "}",
        12,
        "'b': its bytes begin at 4, within those of the tensor before");
    refuses(
        "{\"a\":" + entry("[2]", "[0,8]") + ",\"b\":" + entry("[2]", "[0,8]") + "}",
        8,
        "begin at 0, within those of the tensor before");
    refuses(
        "{\"t\":" + entry("[3]", "[0,8]") + "}",
        8,
        "shape [3] of F32 does not fit into the 8 bytes");
    refuses("{\"t\":" + entry("[2]", "[8,0]") + "}", 8, "expected where its bytes begin and end");
    refuses("{\"t\":" + entry("[2]", "[8]") + "}", 8, "expected where its bytes begin and end");
    refuses(
        "{\"t\":" + entry("[-2]", "[0,8]") + "}",
        8,
        "shape: expected whole numbers of 0 or more, got -2");
    refuses(
        "{\"t\":" + entry("[2.0]", "[0,8]") + "}",
        8,
        "shape: expected whole numbers of 0 or more, got 2.0");
    refuses(
        "{\"t\":" + entry("[2]", "[0,\"8\"]") + "}",
        8,
        "expected whole numbers of 0 or more, got '8'");
    refuses("{\"t\":" + entry("[1,2,1]", "[0,8]") + "}", 8, "at most 2 dimensions");
    refuses("{\"t\":" + entry("4", "[0,8]") + "}", 8, "'shape': expected an array, got 4");
    refuses("{\"t\":[]}", 0, "tensor 't': expected an object, got an array");
    refuses("{\"t\":null}", 0, "tensor 't': expected an object, got null");
    refuses("{\"t\":{\"dtype\":\"F32\",\"shape\":[0]}}", 0, "'data_offsets' is missing");
    refuses(
        "{\"t\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        8,
        "element type 'C64' is not read");
    refuses(
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0],\"more\":1}}",
        0,
        "tensor 't': 'more' is not known here");
    refuses("{\"__metadata__\":[]}", 0, "__metadata__: expected an object");
    refuses("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__: 'a': expected a text, got 1");
    refuses(
        "{\"t\":" + entry("[0]", "[0,0]") + ",\"t\":" + entry("[0]", "[0,0]") + "}",
        0,
        "'t' is there twice");
    refuses("{\"t\":", 0, "JSON, byte 5");
  }

  @Test
  void messagesStayShortWhateverTheFileSays() throws IOException {
    String numbers = "[" + "0,".repeat(100_000) + "0]";
    refuses(
        "{\"t\":" + entry(numbers, "[0,0]") + "}", 0, "expected at most 2 dimensions, got 100001");
    refuses("{\"t\":" + entry("[0]", numbers) + "}", 0, "begin and end, got 100001 numbers");
    refuses("{\"" + "n".repeat(100_000) + "\":1}", 0, "nnn…': expected an object, got 1");
    refuses("{\"t\":\"" + "n".repeat(100_000) + "\"}", 0, "expected an object, got 'nnn");
  }

  @Test
  void hugeShapesAreRefusedBeforeMemoryIsTaken() throws IOException {
    for (String shape :
        List.of(
            "[9223372036854775807]",
            "[4611686018427387904,4]",
            "[2147483647,2147483647]",
            "[65536,65536]")) {
      refuses("{\"t\":" + entry(shape, "[0,0]") + "}", 0, "does not fit");
      refuses("{\"t\":" + entry(shape, "[0,9223372036854775804]") + "}", 8, "does not fit");
    }
    refuses("{\"t\":" + entry("[2147483639]", "[0,8589934556]") + "}", 8, "but only 8 follow");
    refuses("{\"t\":" + entry("[9223372036854775807,0]", "[0,0]") + "}", 0, "does not fit");
  }

  private void refusesBytes(byte[] bytes, String rule) throws IOException {
    Path file = Files.write(folder.resolve("file.safetensors"), bytes);
    DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    refusesBytes(new byte[0], "expected a safetensors file, got an empty one");
    refusesBytes(new byte[7], "expected a safetensors file, got only 7 bytes");
    refusesBytes(
        new byte[8], "first 8 bytes say the header's length (2 to 100000000 bytes), got 0");
    refusesBytes(HexFormat.of().parseHex("ffffffffffffffff"), "got 18446744073709551615");
    refusesBytes(HexFormat.of().parseHex("01e1f50500000000"), "got 100000001");
    refusesBytes(
        HexFormat.of().parseHex("00e1f50500000000"),
        "shall have 100000000 bytes, but the file ends after 0");
    refusesBytes(HexFormat.of().parseHex("504b0304140000000800aabb"), "this is a ZIP archive");
    refusesBytes(HexFormat.of().parseHex("89504e470d0a1a0a0000"), "this is a PNG image");
    refusesBytes(
        "version https://git-lfs.github.com/spec/v1".getBytes(UTF_8), "this is a Git LFS pointer");
    refusesBytes("{\"type\": \"a JSON text\"}".getBytes(UTF_8), "this is a JSON text");
  }

  @Test
  void whatIsNoFileIsNamed() {
    Path missing = folder.resolve("missing");
    DataException e = assertThrows(DataException.class, () -> Safetensors.read(missing));
    assertTrue(e.getMessage().contains("no such file"), e.getMessage());
    DataException directory = assertThrows(DataException.class, () -> Safetensors.read(folder));
    assertTrue(directory.getMessage().contains("directory"), directory.getMessage());
  }

  /** A file can be large without holding anything, and be no damaged one for that. */
  @Test
  void tensorsThatDoNotFitIntoMemoryAreRefusedBeforeTheyAreRead() throws IOException {
    long tensor = Integer.MAX_VALUE / 4 * 4L;
    StringBuilder header = new StringBuilder("{");
    long end = 0;
    for (int i = 0; end <= 2 * Runtime.getRuntime().maxMemory(); i++) {
      header.append(i == 0 ? "" : ",").append('"').append(i).append("\":");
      header.append(entry("[" + tensor / 4 + "]", "[" + end + "," + (end + tensor) + "]"));
      end += tensor;
    }
    Path file = file(header.append('}').toString(), 0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assumeTrue(extend(channel, Files.size(file) + end), "files with holes");
    }
    DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
    assertTrue(e.getMessage().contains("MB; allow it more (-Xmx)"), e.getMessage());
  }

  private static boolean extend(FileChannel channel, long size) {
    try {
      return channel.write(ByteBuffer.allocate(1), size - 1) == 1;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFileMayEndNowhereElse() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(
        file, Map.of("k", "v"), List.of(tensor("t", Matrix.wrap(2, 2, 1, 2, 3, 4), 2, 2)));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThrows(DataException.class, () -> Safetensors.read(file));
    }
  }

  @Test
  void aTensorOfAnotherShapeThanItsValuesIsNotWritten() {
    Matrix four = new Matrix(2, 2);
    assertThrows(IllegalArgumentException.class, () -> tensor("t", four, 5));
    assertThrows(IllegalArgumentException.class, () -> tensor("t", four, -2, -2));
    assertThrows(IllegalArgumentException.class, () -> tensor("t", four, 1L << 33, 1L << 31, 4));
    assertThrows(IllegalArgumentException.class, () -> tensor("__metadata__", four, 4));
    List<Tensor> twice = List.of(tensor("t", four, 4), tensor("t", four, 4));
    assertThrows(
        IllegalArgumentException.class,
        () -> Safetensors.write(folder.resolve("a"), Map.of(), twice));
  }
}
