package dev.layerwise.web.play;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.interop.image.DrawnImage;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.Model;
import dev.layerwise.runs.DataSources;
import dev.layerwise.web.http.Page;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.index.RunIndex;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The drawing pad: what a model of images says of a drawing, and why. */
public final class DrawRoutes {
  private static final int MOST_SIDE = 1_000;
  private static final int NEIGHBOURS = 8;

  private final DrawnModels models;

  /** Over the runs of an index. */
  public DrawRoutes(RunIndex index, DataSources sources) {
    this.models = new DrawnModels(index, sources);
  }

  /** Adds the page and what it asks. */
  public void addTo(Site site) {
    site.page(new Page("/draw", "Draw", "web/draw.js", true));
    site.get("/api/draw/models", _ -> Reply.json(Map.of("models", list())));
    site.compute("/api/draw", this::recognise);
  }

  private List<Map<String, Object>> list() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (DrawnModels.Candidate candidate : models.list()) {
      ImageShape shape = candidate.model().image();
      if (shape == null) {
        continue;
      }
      Map<String, Object> model = new LinkedHashMap<>();
      model.put("run", candidate.entry().id());
      model.put("network", candidate.model().network().spec().widths());
      model.put("data", candidate.entry().settings().getOrDefault("data", "digits"));
      model.put("classes", candidate.model().classNames());
      model.put("height", shape.height());
      model.put("width", shape.width());
      Double accuracy = candidate.entry().figures().get("testAccuracy");
      model.put(
          "accuracy",
          accuracy != null ? accuracy : candidate.entry().figures().get("validationAccuracy"));
      list.add(model);
    }
    return list;
  }

  private Reply recognise(Request request) {
    JsonNode body = request.jsonObject();
    Fields fields = new Fields(body);
    fields.knowOnly(List.of("run", "width", "height", "ink", "centred", "details"));
    int width = fields.whole("width", 28, 1, MOST_SIDE);
    int height = fields.whole("height", 28, 1, MOST_SIDE);
    if (!body.path("run").isString()) {
      throw fields.refuse("run", "expected the path of a run below the runs folder");
    }
    String run = body.path("run").stringValue();
    Model model = models.model(run);
    ImageShape shape = model.image();
    if (shape == null) {
      throw new IllegalStateException("a model without images was listed");
    }
    byte[] ink = ink(body, fields, width, height);
    byte[] image =
        flag(body, fields, "centred", true)
            ? DrawnImage.centred(ink, height, width, shape)
            : DrawnImage.whole(ink, height, width, shape);
    Predictions predictions = Explained.predict(model, image);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("height", shape.height());
    answer.put("width", shape.width());
    answer.put("image", image);
    answer.put("classes", model.classNames());
    List<Float> probabilities = new ArrayList<>();
    for (int label = 0; label < model.classNames().size(); label++) {
      probabilities.add(predictions.scores().get(0, label));
    }
    answer.put("probabilities", probabilities);
    answer.put("predicted", predictions.classes()[0]);
    if (flag(body, fields, "details", false)) {
      addDetails(answer, run, model, image, shape, predictions.classes()[0]);
    }
    return Reply.json(answer);
  }

  private void addDetails(
      Map<String, Object> answer,
      String run,
      Model model,
      byte[] image,
      ImageShape shape,
      int label) {
    answer.put("mattered", Explained.mattered(model, image, shape, label));
    try {
      answer.put("nearest", Explained.nearest(image, models.trainingSet(run, model), NEIGHBOURS));
    } catch (DataException e) {
      answer.put("nearest", List.of());
      answer.put("nearestNote", "The training examples were not found: " + e.getMessage());
    }
  }

  private static boolean flag(JsonNode body, Fields fields, String name, boolean otherwise) {
    JsonNode node = body.path(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw fields.refuse(name, "expected true or false");
    }
    return node.booleanValue();
  }

  private static byte[] ink(JsonNode body, Fields fields, int width, int height) {
    String rule = "expected " + height + " x " + width + " bytes in base64, 255 for ink";
    if (!body.path("ink").isString()) {
      throw fields.refuse("ink", rule);
    }
    byte[] ink;
    try {
      ink = Base64.getDecoder().decode(body.path("ink").stringValue());
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("body.ink", rule, "no base64", null);
    }
    if (ink.length != height * width) {
      throw Problem.badRequest("body.ink", rule, ink.length + " bytes", null);
    }
    return ink;
  }
}
