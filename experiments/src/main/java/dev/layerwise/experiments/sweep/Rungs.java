package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.Selection.Merit;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads from a run's measurements how good it was at a rung. */
final class Rungs {
  private Rungs() {}

  /** The best validation up to the end of an epoch; none if the run had diverged by then. */
  static Merit merit(RunDirectory run, int epoch, Selection select) {
    if (!Files.exists(run.metrics())) {
      return Merit.NONE;
    }
    Merit best = Merit.NONE;
    try {
      for (String line : Files.readAllLines(run.metrics())) {
        JsonNode event = JsonMapper.shared().readTree(line);
        if (event.path("epoch").asInt(0) > epoch) {
          continue;
        }
        String kind = event.path("event").asString("");
        if (kind.equals("divergence")) {
          return Merit.NONE;
        }
        if (kind.equals("validation")) {
          Merit merit =
              select.merit(
                  null,
                  number(event.path("validationLoss")),
                  number(event.path("validationAccuracy")));
          best = merit.compareTo(best) < 0 ? merit : best;
        }
      }
    } catch (IOException | JacksonException e) {
      throw new DataException(run.metrics() + ": cannot be read: " + e.getMessage(), e);
    }
    return best;
  }

  private static @Nullable Double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : null;
  }
}
