package dev.layerwise.record;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small JSON of file headers, as values: an object is a {@code Map<String, ?>} in the order of
 * the text, an array a {@code List<?>}, a number without fraction and exponent a {@link Long}, any
 * other number a {@link Double}, besides {@link String}, {@link Boolean} and null.
 *
 * <p>JSON has no NaN and no infinities: they are written as the strings {@code "NaN"}, {@code
 * "Infinity"} and {@code "-Infinity"}, and {@link JsonObject#real} reads them back. All other
 * doubles survive bit for bit.
 */
final class Json {
  private static final int LONGEST_QUOTE = 60;

  private Json() {}

  /**
   * Reads a text; strict, as RFC 8259 has it, and with limits on depth, size and the number of
   * values.
   *
   * @throws FormatException if it is no JSON, names a key twice or exceeds a limit; the message has
   *     the position
   */
  static @Nullable Object parse(byte[] utf8) throws FormatException {
    return new JsonReader(utf8).read();
  }

  /**
   * Writes a value without white space.
   *
   * @throws IllegalArgumentException if it holds anything that JSON has no form for
   */
  static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  /**
   * A name out of a file as messages show it: abridged, and without characters that move a
   * terminal's cursor.
   */
  static String quote(String text) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < Math.min(text.length(), LONGEST_QUOTE); i++) {
      char c = text.charAt(i);
      out.append(
          Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\uFFFD' : c);
    }
    return out.append(text.length() > LONGEST_QUOTE ? "…'" : "'").toString();
  }

  private static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case String text -> writeString(text, out);
      case Boolean truth -> out.append(truth.booleanValue());
      case Long number -> out.append(number.longValue());
      case Integer number -> out.append(number.intValue());
      case Double number -> writeDouble(number, out);
      case Map<?, ?> object -> writeObject(object, out);
      case List<?> array -> writeArray(array, out);
      default ->
          throw new IllegalArgumentException("json: no form for a " + value.getClass().getName());
    }
  }

  private static void writeDouble(double number, StringBuilder out) {
    if (Double.isFinite(number)) {
      out.append(number);
    } else {
      out.append('"').append(number).append('"');
    }
  }

  private static void writeObject(Map<?, ?> object, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      writeString((String) entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
    }
    out.append('}');
  }

  private static void writeArray(List<?> array, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(array.get(i), out);
    }
    out.append(']');
  }

  /**
   * A text as it is read back: a lone surrogate has no UTF-8 form; it becomes the replacement
   * character rather than a text nobody can read.
   */
  static String wellFormed(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static void writeString(String any, StringBuilder out) {
    String text = wellFormed(any);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            escape(c, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u00")
        .append(Character.forDigit(c >> 4, 16))
        .append(Character.forDigit(c & 15, 16));
  }
}
