package dev.layerwise.record;

import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.train.Patience;
import dev.layerwise.train.Progress;
import java.util.LinkedHashMap;
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
            object.count("examples", Long.MAX_VALUE));
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
}
