package dev.layerwise.trackers.mlflow;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the experiment that runs belong to. It remembers how far it came, so that a server on which
 * only some requests succeed is done with it at last.
 */
final class Experiments {
  private @Nullable String id;
  private boolean absent;

  /** The id of the server's experiment, which is made if there is none. */
  String id(MlflowClient client) throws MlflowFailure, InterruptedException {
    String known = id != null ? id : find(client);
    id = known;
    return known;
  }

  private String find(MlflowClient client) throws MlflowFailure, InterruptedException {
    String name = client.server().experiment();
    if (!absent) {
      try {
        return byName(client, name);
      } catch (MlflowFailure e) {
        if (e.isPassing() || !e.isFor("RESOURCE_DOES_NOT_EXIST")) {
          throw e;
        }
        absent = true;
      }
    }
    try {
      return id(client.post("experiments/create", Map.of("name", name)));
    } catch (MlflowFailure e) {
      // Another program made it just now, or this one did and missed the answer.
      absent = !e.isFor("RESOURCE_ALREADY_EXISTS");
      if (absent) {
        throw e;
      }
      return byName(client, name);
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
              + "' was deleted there; restore it, or name another (--mlflow-experiment)",
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
