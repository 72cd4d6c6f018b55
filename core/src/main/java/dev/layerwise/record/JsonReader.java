package dev.layerwise.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text that may be hostile: never more memory than a small multiple of its size, never
 * deep recursion.
 */
final class JsonReader {
  /** Headers are three deep, network descriptions four. */
  private static final int MOST_DEPTH = 16;

  /**
   * Some hundred thousand tensors; a text of commas and digits would otherwise take many times its
   * own size.
   */
  private static final int MOST_VALUES = 1_000_000;

  private static final int LONGEST_NUMBER = 64;

  private final byte[] text;
  private int position;
  private int values;

  JsonReader(byte[] text) {
    this.text = text;
  }

  @Nullable Object read() throws FormatException {
    Object value = value(0);
    skipWhitespace();
    if (position < text.length) {
      throw fail("nothing more after the end", position);
    }
    return value;
  }

  private @Nullable Object value(int depth) throws FormatException {
    if (depth > MOST_DEPTH) {
      throw fail("at most " + MOST_DEPTH + " levels", position);
    }
    if (++values > MOST_VALUES) {
      throw fail("at most " + MOST_VALUES + " values", position);
    }
    skipWhitespace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) throws FormatException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    position++;
    skipWhitespace();
    if (peek() == '}') {
      position++;
      return object;
    }
    while (true) {
      skipWhitespace();
      int start = position;
      if (peek() != '"') {
        throw fail("a key in double quotes", position);
      }
      String key = string();
      if (object.containsKey(key)) {
        throw fail("every key once; " + Json.quote(key) + " is there twice", start);
      }
      skipWhitespace();
      take(':');
      object.put(key, value(depth + 1));
      skipWhitespace();
      if (peek() == '}') {
        position++;
        return object;
      }
      take(',');
    }
  }

  private List<@Nullable Object> array(int depth) throws FormatException {
    List<@Nullable Object> array = new ArrayList<>();
    position++;
    skipWhitespace();
    if (peek() == ']') {
      position++;
      return array;
    }
    while (true) {
      array.add(value(depth + 1));
      skipWhitespace();
      if (peek() == ']') {
        position++;
        return array;
      }
      take(',');
    }
  }

  private @Nullable Object literal(String word, @Nullable Object value) throws FormatException {
    for (int i = 0; i < word.length(); i++) {
      if (position + i >= text.length || text[position + i] != word.charAt(i)) {
        throw fail("a value", position);
      }
    }
    position += word.length();
    return value;
  }

  private Object number() throws FormatException {
    int start = position;
    boolean whole = true;
    if (peek() == '-') {
      position++;
    } else if (peek() < '0' || peek() > '9') {
      throw fail("a value", start);
    }
    int leading = position;
    digits();
    if (text[leading] == '0' && position > leading + 1) {
      throw fail("a number without leading zeros", start);
    }
    if (peek() == '.') {
      whole = false;
      position++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      position++;
      if (peek() == '+' || peek() == '-') {
        position++;
      }
      digits();
    }
    if (position - start > LONGEST_NUMBER) {
      throw fail("a number of at most " + LONGEST_NUMBER + " characters", start);
    }
    return convert(
        new String(text, start, position - start, StandardCharsets.US_ASCII), whole, start);
  }

  private Object convert(String digits, boolean whole, int start) throws FormatException {
    if (whole && !digits.equals("-0")) {
      try {
        return Long.valueOf(digits);
      } catch (NumberFormatException e) {
        throw fail("a whole number of at most 64 bits", start);
      }
    }
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw fail("a number that fits into 64 bits", start);
    }
    return number;
  }

  private void digits() throws FormatException {
    int start = position;
    while (position < text.length && text[position] >= '0' && text[position] <= '9') {
      position++;
    }
    if (position == start) {
      throw fail("a digit", start);
    }
  }

  private String string() throws FormatException {
    int start = ++position;
    skipPlain();
    if (peek() == '"') {
      return utf8(start, position++);
    }
    StringBuilder out = new StringBuilder(utf8(start, position));
    while (peek() != '"') {
      if (peek() == '\\') {
        position++;
        out.append(escape());
      } else if (position == text.length) {
        throw fail("a string to end", position);
      } else {
        int from = position;
        skipPlain();
        out.append(utf8(from, position));
      }
    }
    position++;
    requireWholeCharacters(out, start);
    return out.toString();
  }

  /** Skips what stands for itself. */
  private void skipPlain() throws FormatException {
    while (position < text.length && text[position] != '"' && text[position] != '\\') {
      if (text[position] >= 0 && text[position] < ' ') {
        throw fail("control characters in a string to be escaped", position);
      }
      position++;
    }
  }

  /** Escapes can spell half a character, which no UTF-8 text can hold. */
  private void requireWholeCharacters(StringBuilder out, int start) throws FormatException {
    for (int i = 0; i < out.length(); i++) {
      if (Character.isSurrogate(out.charAt(i))) {
        if (i + 1 == out.length() || !Character.isSurrogatePair(out.charAt(i), out.charAt(i + 1))) {
          throw fail("escapes that spell whole characters", start);
        }
        i++;
      }
    }
  }

  private char escape() throws FormatException {
    int c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hexadecimal();
      default ->
          throw fail("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", position - 1);
    };
  }

  private char hexadecimal() throws FormatException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw fail("four hexadecimal digits after \\u", position);
      }
      code = 16 * code + digit;
      position++;
    }
    return (char) code;
  }

  private String utf8(int from, int to) throws FormatException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw fail("text in UTF-8", from);
    }
  }

  private void take(char wanted) throws FormatException {
    if (peek() != wanted) {
      throw fail("'" + wanted + "'", position);
    }
    position++;
  }

  private void skipWhitespace() {
    while (position < text.length && isWhitespace(text[position])) {
      position++;
    }
  }

  private static boolean isWhitespace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /** The next byte as 0 to 255, or a number above them at the end of the text. */
  private int peek() {
    return position < text.length ? text[position] & 0xff : 256;
  }

  private FormatException fail(String expected, int at) {
    String found =
        at >= text.length
            ? "the end of the text"
            : text[at] > ' ' && text[at] < 127
                ? "'" + (char) text[at] + "'"
                : "byte " + (text[at] & 0xff);
    return new FormatException("JSON, byte " + at + ": expected " + expected + ", got " + found);
  }
}
