package dev.layerwise.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields are taken one by one; in the end none may be left over. */
final class JsonObject {
  private final String what;
  private final Map<?, ?> fields;
  private final List<String> taken = new ArrayList<>();

  private JsonObject(String what, Map<?, ?> fields) {
    this.what = what;
    this.fields = fields;
  }

  /** Takes a value for an object; {@code what} is its name in messages. */
  static JsonObject of(String what, @Nullable Object value) throws FormatException {
    if (value instanceof Map<?, ?> fields) {
      return new JsonObject(what, fields);
    }
    throw new FormatException(what + ": expected an object, got " + describe(value));
  }

  /** Reads a text that is an object. */
  static JsonObject parse(String what, String text) throws FormatException {
    Object value;
    try {
      value = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (FormatException e) {
      throw new FormatException(what + ": " + e.detail());
    }
    return of(what, value);
  }

  /** A field's value, null if it is null. */
  @Nullable Object value(String field) throws FormatException {
    if (!fields.containsKey(field)) {
      throw new FormatException(what + ": '" + field + "' is missing");
    }
    taken.add(field);
    return fields.get(field);
  }

  String text(String field) throws FormatException {
    if (value(field) instanceof String text) {
      return text;
    }
    throw wrong(field, "a text");
  }

  long whole(String field) throws FormatException {
    if (value(field) instanceof Long number) {
      return number;
    }
    throw wrong(field, "a whole number");
  }

  int integer(String field) throws FormatException {
    long number = whole(field);
    if (number != (int) number) {
      throw wrong(field, "a whole number of at most 32 bits");
    }
    return (int) number;
  }

  /** A whole number from 0 to {@code most}. */
  long count(String field, long most) throws FormatException {
    long number = whole(field);
    if (number < 0 || number > most) {
      throw wrong(field, number < 0 ? "0 or more" : "at most " + most);
    }
    return number;
  }

  /** A double; NaN and the infinities are strings. */
  double real(String field) throws FormatException {
    Double number = number(value(field));
    if (number == null) {
      throw wrong(field, "a number");
    }
    return number;
  }

  List<Double> reals(String field) throws FormatException {
    List<Double> numbers = new ArrayList<>();
    for (Object value : list(field)) {
      Double number = number(value);
      if (number == null) {
        throw wrong(field, "numbers");
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static @Nullable Double number(@Nullable Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number.doubleValue();
      case String text when text.equals("NaN") -> Double.NaN;
      case String text when text.equals("Infinity") -> Double.POSITIVE_INFINITY;
      case String text when text.equals("-Infinity") -> Double.NEGATIVE_INFINITY;
      case null, default -> null;
    };
  }

  List<?> list(String field) throws FormatException {
    if (value(field) instanceof List<?> list) {
      return list;
    }
    throw wrong(field, "an array");
  }

  JsonObject object(String field) throws FormatException {
    return of(what + ", " + field, value(field));
  }

  /**
   * Refuses fields that nobody took: a setting that is not understood must not be lost in silence.
   */
  void requireNothingElse() throws FormatException {
    for (Object field : fields.keySet()) {
      if (!taken.contains((String) field)) {
        throw new FormatException(what + ": " + Json.quote((String) field) + " is not known here");
      }
    }
  }

  private FormatException wrong(String field, String expected) {
    return new FormatException(
        what + ": '" + field + "': expected " + expected + ", got " + describe(fields.get(field)));
  }

  static String describe(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> _ -> "an object";
      case List<?> _ -> "an array";
      case String text -> Json.quote(text);
      case null, default -> Json.write(value);
    };
  }
}
