package dev.layerwise.trackers.mlflow;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Finds experiments by their names. */
final class Experiments {
  private Experiments() {}

  /** The id of the server's experiment, which is made if there is none. */
  static String id(MlflowClient client) throws MlflowFailure, InterruptedException {
    String name = client.server().experiment();
    try {
      return byName(client, name);
    } catch (MlflowFailure e) {
      if (e.isPassing() || !e.isFor("RESOURCE_DOES_NOT_EXIST")) {
        throw e;
      }
    }
    try {
      return id(client.post("experiments/create", Map.of("name", name)));
    } catch (MlflowFailure e) {
      if (e.isFor("RESOURCE_ALREADY_EXISTS")) {
        // Another run made it just now.
        return byName(client, name);
      }
      throw e;
    }
  }

  private static String byName(MlflowClient client, String name)
      throws MlflowFailure, InterruptedException {
    JsonNode experiment =
        client.get("experiments/get-by-name", "experiment_name", name).path("experiment");
    if (experiment.path("lifecycle_stage").asString("").equals("deleted")) {
      throw new MlflowFailure(
          "the experiment '"
              + name
              + "' was deleted there; restore it, or name another"
              + " (--experiment)",
          false,
          "",
          0);
    }
    return id(experiment);
  }

  private static String id(JsonNode answer) throws MlflowFailure {
    String id = answer.path("experiment_id").asString("");
    if (id.isEmpty()) {
      throw new MlflowFailure("the answer is not one of an MLflow server", false, "", 0);
    }
    return id;
  }
}
