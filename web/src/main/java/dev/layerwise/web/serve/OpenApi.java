package dev.layerwise.web.serve;

import dev.layerwise.record.Model;
import dev.layerwise.web.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
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
    ((ObjectNode) instances.at("/properties/instances/items"))
        .put("minItems", inputs)
        .put("maxItems", inputs);
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
