package dev.layerwise.record;

import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.Divergence.Kind;
import dev.layerwise.train.Divergence.Origin;
import dev.layerwise.train.Divergence.Sizes;
import dev.layerwise.train.Patience;
import dev.layerwise.train.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of a training's counters; every double comes back as it was. */
final class ProgressJson {
  private ProgressJson() {}

  static String write(Progress progress) {
    Map<String, @Nullable Object> patience = new LinkedHashMap<>();
    patience.put("best", progress.patience().best());
    patience.put("bestStep", progress.patience().bestStep());
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("step", progress.step());
    object.put("epoch", progress.epoch());
    object.put("batch", progress.batch());
    object.put("lossSum", progress.lossSum());
    object.put("correct", progress.correct());
    object.put("rows", progress.rows());
    object.put("patience", patience);
    object.put("bestStep", progress.bestStep());
    object.put("bestEpoch", progress.bestEpoch());
    object.put("best", score(progress.best()));
    object.put("last", score(progress.last()));
    object.put("seconds", progress.seconds());
    object.put("stepSeconds", progress.stepSeconds());
    object.put("examples", progress.examples());
    object.put("divergence", divergence(progress.divergence()));
    return Json.write(object);
  }

  private static @Nullable Map<String, Object> score(@Nullable Score score) {
    if (score == null) {
      return null;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("loss", score.loss());
    object.put("accuracy", score.accuracy());
    object.put("examples", score.examples());
    return object;
  }

  static Progress read(String text) throws FormatException {
    JsonObject object = JsonObject.parse("progress", text);
    JsonObject patience = object.object("patience");
    Progress progress =
        new Progress(
            object.count("step", Long.MAX_VALUE),
            (int) object.count("epoch", Integer.MAX_VALUE),
            (int) object.count("batch", Integer.MAX_VALUE),
            object.real("lossSum"),
            object.count("correct", Long.MAX_VALUE),
            object.count("rows", Long.MAX_VALUE),
            new Patience(patience.real("best"), patience.count("bestStep", Long.MAX_VALUE)),
            object.count("bestStep", Long.MAX_VALUE),
            (int) object.count("bestEpoch", Integer.MAX_VALUE),
            score(object, "best"),
            score(object, "last"),
            object.real("seconds"),
            object.real("stepSeconds"),
            object.count("examples", Long.MAX_VALUE),
            divergence(object));
    object.requireNothingElse();
    patience.requireNothingElse();
    return progress;
  }

  private static @Nullable Score score(JsonObject object, String field) throws FormatException {
    if (object.value(field) == null) {
      return null;
    }
    JsonObject score = object.object(field);
    Score read =
        new Score(
            score.real("loss"),
            score.real("accuracy"),
            (int) score.count("examples", Integer.MAX_VALUE));
    score.requireNothingElse();
    return read;
  }

  private static @Nullable Map<String, Object> divergence(@Nullable Divergence divergence) {
    if (divergence == null) {
      return null;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("step", divergence.step());
    object.put("epoch", divergence.epoch());
    object.put("loss", divergence.loss());
    object.put("kind", label(divergence.origin().kind()));
    object.put("layer", divergence.origin().layer());
    object.put("name", divergence.origin().name());
    object.put("history", divergence.history().stream().map(ProgressJson::sizes).toList());
    object.put("learningRate", divergence.learningRate());
    object.put("suggestedLearningRate", divergence.suggestedLearningRate());
    return object;
  }

  private static Map<String, Object> sizes(Sizes sizes) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("step", sizes.step());
    object.put("loss", sizes.loss());
    object.put("largestOutputs", sizes.largestOutputs().stream().map(Float::doubleValue).toList());
    object.put("gradientNorms", sizes.gradientNorms());
    return object;
  }

  private static @Nullable Divergence divergence(JsonObject progress) throws FormatException {
    if (progress.value("divergence") == null) {
      return null;
    }
    JsonObject object = progress.object("divergence");
    List<Sizes> history = new ArrayList<>();
    for (Object value : object.list("history")) {
      JsonObject sizes = JsonObject.of("progress, divergence, history", value);
      history.add(
          new Sizes(
              sizes.count("step", Long.MAX_VALUE),
              sizes.real("loss"),
              sizes.reals("largestOutputs").stream().map(Double::floatValue).toList(),
              sizes.reals("gradientNorms")));
      sizes.requireNothingElse();
    }
    String what = "progress, divergence";
    Kind kind =
        NetworkJson.choice(what, "kind", object.text("kind"), Kind.values(), ProgressJson::label);
    Divergence divergence =
        new Divergence(
            object.count("step", Long.MAX_VALUE),
            (int) object.count("epoch", Integer.MAX_VALUE),
            object.real("loss"),
            new Origin(kind, object.integer("layer"), object.text("name")),
            history,
            object.real("learningRate"),
            object.real("suggestedLearningRate"));
    object.requireNothingElse();
    return divergence;
  }

  private static String label(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
