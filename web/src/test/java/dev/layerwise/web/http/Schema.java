package dev.layerwise.web.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Holds answers against the schemas of an OpenAPI document, as far as ours use JSON Schema. It is
 * stricter in one way: an object whose properties are listed has no others, unless {@code
 * additionalProperties} says so.
 */
public final class Schema {
  /** What a check looks at; other words only explain. */
  private static final Set<String> KNOWN =
      Set.of(
          "$ref",
          "allOf",
          "anyOf",
          "type",
          "enum",
          "required",
          "properties",
          "additionalProperties",
          "items",
          "description",
          "contentEncoding");

  private final JsonNode document;
  private final List<String> faults = new ArrayList<>();

  private Schema(JsonNode document) {
    this.document = document;
  }

  /**
   * What an answer has that its description does not say, or the other way round.
   *
   * @param document the OpenAPI document
   * @param method such as {@code get}
   * @param path as the document has it
   * @param status the status of the answer
   */
  public static List<String> faults(
      JsonNode document, String method, String path, int status, JsonNode answer) {
    Schema check = new Schema(document);
    JsonNode responses = document.path("paths").path(path).path(method).path("responses");
    String known = Integer.toString(status);
    JsonNode response = check.resolved(responses.path(responses.has(known) ? known : "default"));
    JsonNode schema = response.path("content").path("application/json").path("schema");
    if (!schema.isObject()) {
      return List.of(method + " " + path + " " + status + ": has no schema");
    }
    check.check(method + " " + path + " " + status, schema, answer);
    return check.faults;
  }

  private JsonNode resolved(JsonNode schema) {
    return schema.has("$ref")
        ? document.at(schema.path("$ref").stringValue().substring(1))
        : schema;
  }

  /** A schema, what it refers to, and what it adds to. */
  private List<JsonNode> parts(JsonNode schema) {
    List<JsonNode> parts = new ArrayList<>(List.of(schema));
    if (schema.has("$ref")) {
      parts.addAll(parts(resolved(schema)));
    }
    schema.path("allOf").forEach(part -> parts.addAll(parts(part)));
    return parts;
  }

  private void check(String where, JsonNode schema, JsonNode value) {
    if (schema.has("anyOf")) {
      List<String> before = List.copyOf(faults);
      for (JsonNode choice : schema.path("anyOf")) {
        faults.clear();
        check(where, choice, value);
        if (faults.isEmpty()) {
          faults.addAll(before);
          return;
        }
      }
      faults.addAll(0, before);
      return;
    }
    Map<String, JsonNode> properties = new LinkedHashMap<>();
    boolean isOpen = true;
    for (JsonNode part : parts(schema)) {
      Set<String> unknown = new TreeSet<>(part.propertyNames());
      unknown.removeAll(KNOWN);
      if (!unknown.isEmpty()) {
        faults.add(where + ": the check does not know " + unknown);
      }
      if (part.has("type") && !isOfType(part.path("type"), value)) {
        faults.add(where + ": expected " + part.path("type") + ", got " + value.getNodeType());
      }
      if (part.has("enum") && part.path("enum").valueStream().noneMatch(value::equals)) {
        faults.add(where + ": expected one of " + part.path("enum") + ", got " + value);
      }
      for (JsonNode name : part.path("required")) {
        if (!value.has(name.stringValue())) {
          faults.add(where + ": has no " + name);
        }
      }
      part.path("properties").properties().forEach(e -> properties.put(e.getKey(), e.getValue()));
      isOpen &= !part.has("properties") || part.path("additionalProperties").asBoolean(false);
      if (part.has("items")) {
        int k = 0;
        for (JsonNode item : value) {
          check(where + "[" + k++ + "]", part.path("items"), item);
        }
      }
      if (part.path("additionalProperties").isObject()) {
        value
            .properties()
            .forEach(e ->
                check(where + "." + e.getKey(), part.path("additionalProperties"), e.getValue()));
      }
    }
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode described = properties.get(entry.getKey());
      if (described != null) {
        check(where + "." + entry.getKey(), described, entry.getValue());
      } else if (!isOpen) {
        faults.add(where + ": does not say that there is " + entry.getKey());
      }
    }
  }

  private static boolean isOfType(JsonNode types, JsonNode value) {
    List<JsonNode> all = types.isArray() ? types.valueStream().toList() : List.of(types);
    return all.stream()
        .anyMatch(type ->
            switch (type.stringValue()) {
              case "object" -> value.isObject();
              case "array" -> value.isArray();
              case "string" -> value.isString();
              case "number" -> value.isNumber();
              case "integer" -> value.isIntegralNumber();
              case "boolean" -> value.isBoolean();
              case "null" -> value.isNull();
              default -> false;
            });
  }
}
