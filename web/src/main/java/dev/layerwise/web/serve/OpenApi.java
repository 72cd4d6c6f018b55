package dev.layerwise.web.serve;

import dev.layerwise.record.Model;
import dev.layerwise.web.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The service in OpenAPI 3.1, with the numbers of its model. */
final class OpenApi {
  private OpenApi() {}

  static byte[] describe(Model model, String name, ModelService.Settings settings) {
    JsonNode document = read();
    int inputs = model.network().spec().inputs();
    ((ObjectNode) document.at("/info"))
        .put("description", "Predictions of " + name + ", " + model.network().spec().widths());
    ObjectNode instances = (ObjectNode) document.at("/components/schemas/Instances");
    ((ObjectNode) instances.at("/properties/instances")).put("maxItems", settings.examples());
    ObjectNode row = (ObjectNode) instances.at("/properties/instances/items");
    row.put("minItems", inputs).put("maxItems", inputs);
    if (NamedFeatures.of(model.featureNames()) != null) {
      ObjectNode either = row.objectNode();
      either.putArray("oneOf").add(row).add(named(model.featureNames(), row));
      ((ObjectNode) instances.at("/properties/instances")).set("items", either);
    }
    if (model.image() == null) {
      ObjectNode content =
          (ObjectNode) document.at("/paths/~1v1~1predict/post/requestBody/content");
      content.remove("image/png");
      ((ObjectNode) instances.at("/properties")).remove("images");
    } else {
      ((ObjectNode) instances.at("/properties/images")).put("maxItems", settings.examples());
    }
    return Json.bytes(document);
  }

  /** An example as an object: a number for every feature, in any order. */
  private static ObjectNode named(List<String> features, ObjectNode factory) {
    ObjectNode example = factory.objectNode().put("type", "object");
    example.put("description", "The features by their names, in any order, unscaled.");
    ObjectNode properties = example.putObject("properties");
    features.forEach(name -> properties.putObject(name).put("type", "number"));
    ArrayNode required = example.putArray("required");
    features.forEach(required::add);
    return example.put("additionalProperties", false);
  }

  private static JsonNode read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is missing from the module");
      }
      return Json.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json cannot be read", e);
    }
  }
}
