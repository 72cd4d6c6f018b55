package dev.layerwise.web.play;

import dev.layerwise.web.http.Problem;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the fields of a request's JSON object, and says which one is wrong. */
final class Fields {
  private final JsonNode object;

  Fields(JsonNode object) {
    this.object = object;
  }

  /** Refuses a field that nobody reads, which is most often a mistyped one. */
  void knowOnly(List<String> names) {
    for (String name : object.propertyNames()) {
      if (!names.contains(name)) {
        throw Problem.badRequest(
            "body", "unknown field, expected " + String.join(", ", names), name, null);
      }
    }
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  double number(String name, double otherwise, double low, double high) {
    JsonNode node = object.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    double value = node.isNumber() ? node.doubleValue() : Double.NaN;
    if (value >= low && value <= high) {
      return value;
    }
    throw refuse(name, "expected a number from " + text(low) + " to " + text(high));
  }

  int whole(String name, int otherwise, int low, int high) {
    JsonNode node = object.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      int value = node.intValue();
      if (value >= low && value <= high) {
        return value;
      }
    }
    throw refuse(name, "expected a whole number from " + low + " to " + high);
  }

  String choice(String name, String otherwise, List<String> choices) {
    JsonNode node = object.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (node.isString() && choices.contains(node.stringValue())) {
      return node.stringValue();
    }
    throw refuse(name, "expected one of " + String.join(", ", choices));
  }

  /** An array, empty where there is none. */
  JsonNode array(String name, int most) {
    JsonNode node = object.path(name);
    if ((!node.isMissingNode() && !node.isArray()) || node.size() > most) {
      throw refuse(name, "expected an array of at most " + most + " elements");
    }
    return node;
  }

  Problem refuse(String name, String rule) {
    JsonNode node = object.path(name);
    String got = node.isArray() ? "an array of " + node.size() : node.toString();
    return Problem.badRequest("body." + name, rule, node.isMissingNode() ? "nothing" : got, null);
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
