package dev.layerwise.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static Object parse(String text) throws FormatException {
    return Json.parse(text.getBytes(UTF_8));
  }

  @Test
  void readsWhatItWrites() throws FormatException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "a \"quote\", a \\, a tab \t, a bell \u0007, ä 鞋 👟");
    object.put("", "an empty key");
    object.put("whole", Long.MIN_VALUE);
    object.put("real", 0.1);
    object.put("truth", true);
    object.put("nothing", null);
    object.put("list", Arrays.asList(1L, null, List.of(), Map.of()));

    String text = Json.write(object);

    assertEquals(object, parse(text));
    assertEquals(List.copyOf(object.keySet()), new ArrayList<>(((Map<?, ?>) parse(text)).keySet()));
  }

  @Test
  void doublesComeBackBitForBit() throws FormatException {
    RandomStream random = RandomStream.of(3, "doubles");
    List<Double> numbers =
        new ArrayList<>(
            List.of(0.0, -0.0, 1.0, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, 0.1 + 0.2, 1e-5));
    while (numbers.size() < 10_000) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        numbers.add(number);
      }
    }

    List<?> read = (List<?>) parse(Json.write(numbers));

    assertArrayEquals(numbers.toArray(), read.toArray());
  }

  @Test
  void numbersThatJsonDoesNotHaveAreTexts() throws FormatException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("a", Double.NaN);
    object.put("b", Double.POSITIVE_INFINITY);
    object.put("c", Double.NEGATIVE_INFINITY);

    String text = Json.write(object);
    JsonObject read = JsonObject.parse("numbers", text);

    assertEquals("{\"a\":\"NaN\",\"b\":\"Infinity\",\"c\":\"-Infinity\"}", text);
    assertEquals(Double.NaN, read.real("a"));
    assertEquals(Double.POSITIVE_INFINITY, read.real("b"));
    assertEquals(Double.NEGATIVE_INFINITY, read.real("c"));
  }

  @Test
  void readsAllEscapes() throws FormatException {
    assertEquals(
        "\"\\/\b\f\n\r\té👟", parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\uDC5F\""));
  }

  @Test
  void halfACharacterIsNeverWritten() throws FormatException {
    assertEquals("a\uFFFDb\uFFFD", parse(Json.write("a\ud83db\udc5f")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                 | JSON, byte 0: expected a value, got the end of the text",
        "{                  | JSON, byte 1: expected a key in double quotes, got the end of the"
            + " text",
        "{\"a\"             | JSON, byte 4: expected ':', got the end of the text",
        "{\"a\":1,}         | JSON, byte 7: expected a key in double quotes, got '}'",
        "{\"a\":1,\"a\":2}  | JSON, byte 7: expected every key once; 'a' is there twice, got '\"'",
        "{a:1}              | JSON, byte 1: expected a key in double quotes, got 'a'",
        "[1,]               | JSON, byte 3: expected a value, got ']'",
        "[1 2]              | JSON, byte 3: expected ',', got '2'",
        "1 2                | JSON, byte 2: expected nothing more after the end, got '2'",
        "01                 | JSON, byte 0: expected a number without leading zeros, got '0'",
        "-                  | JSON, byte 1: expected a digit, got the end of" + " the text",
        "+1                 | JSON, byte 0: expected a value, got '+'",
        ".5                 | JSON, byte 0: expected a value, got '.'",
        "1.                 | JSON, byte 2: expected a digit, got the end of" + " the text",
        "1e999              | JSON, byte 0: expected a number that fits into 64 bits, got '1'",
        "9223372036854775808| JSON, byte 0: expected a whole number of at most 64 bits, got '9'",
        "NaN                | JSON, byte 0: expected a value, got 'N'",
        "nul                | JSON, byte 0: expected a value, got 'n'",
        "'a'                | JSON, byte 0: expected a value, got '''",
        "\"a                | JSON, byte 2: expected a string to end, got the end of the text",
        "\"a\\nb            | JSON, byte 5: expected a string to end, got the end of the text",
        "\"a\\             | JSON, byte 3: expected one of the escapes",
        "\"\\x\"            | JSON, byte 2: expected one of the escapes",
        "\"\\u12g4\"        | JSON, byte 5: expected four hexadecimal digits after \\u, got 'g'",
        "\"\\ud83d\"        | JSON, byte 1: expected escapes that spell whole characters",
        "/**/1              | JSON, byte 0: expected a value, got '/'",
      })
  void refusesWhatIsNoJson(String text, String message) {
    FormatException e = assertThrows(FormatException.class, () -> parse(text));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22 ff 22",
        "22 c0 80 22",
        "22 ed a0 bd 22",
        "22 e9 22",
        "22 01 22",
        "ef bb bf 31"
      })
  void refusesBytesThatAreNoText(String hex) {
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    assertThrows(FormatException.class, () -> Json.parse(bytes));
  }

  @Test
  void depthAndSizeHaveLimits() {
    assertThrows(FormatException.class, () -> parse("[".repeat(1_000_000)));
    assertThrows(FormatException.class, () -> parse("{\"a\":".repeat(1_000_000)));
    assertThrows(FormatException.class, () -> parse("[" + "1,".repeat(1_000_000) + "1]"));
    assertThrows(FormatException.class, () -> parse("1".repeat(1_000_000)));
    assertThrows(FormatException.class, () -> parse("0." + "1".repeat(1_000_000)));
  }

  @Test
  void everyShortTextIsReadOrRefused() {
    String alphabet = "{}[]\",:\\0-1.eutrlnafs \u00e9";
    RandomStream random = RandomStream.of(4, "texts");
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(8); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        Object value = parse(text.toString());
        assertEquals(value, parse(Json.write(value)));
        read++;
      } catch (FormatException e) {
        assertTrue(e.getMessage().startsWith("JSON, byte "), e.getMessage());
      }
    }
    assertTrue(read > 500, read + " of them were JSON");
  }

  @Test
  void quotesMoveNoCursor() {
    assertEquals("'a\uFFFD[2Jb'", Json.quote("a\u001b[2Jb"));
    assertEquals("'" + "x".repeat(60) + "…'", Json.quote("x".repeat(1000)));
  }
}
