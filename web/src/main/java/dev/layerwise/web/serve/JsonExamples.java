package dev.layerwise.web.serve;

import dev.layerwise.interop.image.ImageOptions;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Problem;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads {@code {"instances": [[…], …]}}, {@code {"instances": [{"feature": …}, …]}} or {@code
 * {"images": ["base64", …]}}, number by number: a request takes little more memory than its
 * examples do.
 */
final class JsonExamples {
  private static final int DEEPEST = 4;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(100)
                  .maxNameLength(1_000)
                  .build())
          .build();

  private final JsonParser json;
  private final ExampleRows examples;
  private final int inputs;
  private final @Nullable NamedFeatures named;
  private final @Nullable ImageOptions images;

  private JsonExamples(
      JsonParser json, ExampleRows examples, Model model, @Nullable ImageOptions images) {
    this.json = json;
    this.examples = examples;
    this.inputs = model.network().spec().inputs();
    this.named = NamedFeatures.of(model.featureNames());
    this.images = images;
  }

  /**
   * Reads a body.
   *
   * @param model what the examples are for
   * @param images how images become examples, or null if the model knows none
   * @throws Problem if it is anything else
   */
  static void read(byte[] body, Model model, @Nullable ImageOptions images, ExampleRows target) {
    Json.reading(() -> {
      try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
        new JsonExamples(json, target, model, images).readObject();
      }
    });
  }

  private void readObject() {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw Problem.badRequest("body", "expected a JSON object with \"instances\"", null, null);
    }
    String seen = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      boolean known = name.equals("instances") || (name.equals("images") && images != null);
      if (!known || seen != null) {
        String expected = images == null ? "\"instances\" alone" : "\"instances\" or \"images\"";
        throw Problem.badRequest("body", "expected " + expected, name, null);
      }
      seen = name;
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw Problem.badRequest("body." + name, "expected an array", null, null);
      }
      if (name.equals("images")) {
        readImages();
      } else {
        readInstances();
      }
    }
    if (json.nextToken() != null) {
      throw Problem.badRequest("body", "expected one JSON object", "more behind it", null);
    }
    if (examples.size() == 0) {
      throw Refused.none(seen == null ? "body.instances" : "body." + seen);
    }
  }

  private void readInstances() {
    while (json.nextToken() == JsonToken.START_ARRAY
        || (json.currentToken() == JsonToken.START_OBJECT && named != null)) {
      String where = "body.instances[" + examples.size() + "]";
      examples.begin();
      if (json.currentToken() == JsonToken.START_ARRAY) {
        readArray(where);
      } else if (named != null) {
        readNamed(where, named);
      }
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw Problem.badRequest(
          "body.instances[" + examples.size() + "]",
          "expected an array of " + inputs + " numbers" + (named == null ? "" : ", or an object"),
          json.getString(),
          null);
    }
  }

  private void readArray(String where) {
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      float value = number(where + "[" + count + "]");
      if (count++ < inputs) {
        examples.add(value);
      }
    }
    if (count != inputs) {
      throw Refused.wrongWidth(where, inputs, count);
    }
  }

  private void readNamed(String where, NamedFeatures features) {
    features.begin();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      features.set(where, name, number(where + "." + name));
    }
    features.addTo(examples, where);
  }

  private float number(String where) {
    if (json.currentToken() == null || !json.currentToken().isNumeric()) {
      throw Problem.badRequest(where, "expected a number", json.getString(), null);
    }
    float value = json.getFloatValue();
    if (Float.isInfinite(value)) {
      throw Problem.badRequest(
          where, "expected a number in the range of 32-bit floats", json.getString(), null);
    }
    return value;
  }

  private void readImages() {
    ImageOptions options = images;
    if (options == null) {
      throw new IllegalStateException("this model knows no images");
    }
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      String where = "body.images[" + examples.size() + "]";
      byte[] content;
      try {
        content = Base64.getDecoder().decode(json.getString());
      } catch (IllegalArgumentException e) {
        throw Problem.badRequest(where, "expected an image in Base64", null, e.getMessage());
      }
      examples.addImage(where, content, options);
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw Problem.badRequest(
          "body.images[" + examples.size() + "]",
          "expected a text, an image in Base64",
          json.getString(),
          null);
    }
  }
}
