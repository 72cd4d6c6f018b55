package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.http.RawClient.Answer;
import dev.layerwise.web.http.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description of the interface says all that there is, and nothing else. */
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete");
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @TempDir Path folder;

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private Map<String, Object> description(TestDashboard board) throws IOException {
    Path file = folder.resolve("openapi.yaml");
    Files.writeString(file, board.client.get("/api/openapi.yaml").body());
    return RunSpecs.readSettings(file);
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsARoute() throws IOException {
    try (TestDashboard board = new TestDashboard(folder.resolve("runs"))) {
      Map<String, Object> paths = map(description(board).get("paths"));
      Set<String> described = new TreeSet<>();
      paths.forEach((path, item) ->
          map(item).keySet().stream()
              .filter(METHODS::contains)
              .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
      assertEquals(new TreeSet<>(board.dashboard.routes()), described);
    }
  }

  @Test
  void everyOperationIsWhole() throws IOException {
    try (TestDashboard board = new TestDashboard(folder.resolve("runs"))) {
      Map<String, Object> whole = description(board);
      Map<String, Object> paths = map(whole.get("paths"));
      for (Map.Entry<String, Object> path : paths.entrySet()) {
        Map<String, Object> item = map(path.getValue());
        Set<String> named = names(item, whole);
        for (String method : METHODS) {
          Object operation = item.get(method);
          if (operation == null) {
            continue;
          }
          String where = method + " " + path.getKey();
          assertNotNull(map(operation).get("summary"), where);
          Map<String, Object> responses = map(map(operation).get("responses"));
          assertTrue(responses.containsKey("default"), where + " can be refused");
          responses.forEach((status, response) -> {
            assertTrue(status.matches("[1-5]([0-9][0-9]|XX)|default"), where + ": " + status);
            assertNotNull(resolved(map(response), whole).get("description"), where);
          });
          Set<String> known = new TreeSet<>(named);
          known.addAll(names(map(operation), whole));
          PARAMETER
              .matcher(path.getKey())
              .results()
              .forEach(found -> assertTrue(known.contains(found.group(1)), where));
        }
      }
      resolveAll(whole, whole);
    }
  }

  /** Whatever answers with JSON says what is in it, by a schema that says something. */
  @Test
  void everyAnswerIsDescribed() throws IOException {
    try (TestDashboard board = new TestDashboard(folder.resolve("runs"))) {
      Map<String, Object> whole = description(board);
      map(whole.get("paths"))
          .forEach((path, item) ->
              map(item)
                  .forEach((method, operation) -> {
                    if (METHODS.contains(method)) {
                      map(map(operation).get("responses"))
                          .forEach((status, response) -> {
                            boolean isEmpty = status.equals("204") || status.equals("304");
                            boolean isFile = path.endsWith("/files/{name}");
                            assertTrue(
                                isEmpty
                                    || isFile
                                    || resolved(map(response), whole).containsKey("content"),
                                method + " " + path + " " + status);
                          });
                    }
                  }));
    }
  }

  /** What really comes is what the description says. */
  @Test
  void answersAreAsDescribed() throws IOException {
    Path runs = folder.resolve("runs");
    Series.sweep(runs.resolve("series"));
    try (TestDashboard board = new TestDashboard(runs)) {
      JsonNode document = JsonMapper.shared().valueToTree(description(board));
      Asked asked = new Asked(board, document);
      asked.post(
          "/api/runs",
          "/api/runs",
          "{\"name\":\"a\",\"settings\":{\"data\":\"moons\",\"layers\":[4],\"epochs\":2}}");
      board.awaitStatus("a", "done");
      board.post(
          "/api/runs",
          "{\"name\":\"d\",\"settings\":{\"data\":\"digits\",\"dataSize\":200,\"epochs\":1}}");
      board.awaitStatus("d", "done");
      asked.post("/api/runs/{id}/resume", "/api/runs/a/resume", "{\"epochs\":1000000}");
      board.await("/api/runs/a", run -> run.has("progress"));
      asked.get("/api/runs", "/api/runs");
      asked.get("/api/runs/{id}", "/api/runs/a");
      asked.get("/api/runs/{id}/figures", "/api/runs/a/figures");
      asked.post("/api/runs/{id}/stop", "/api/runs/a/stop", "{}");
      board.awaitStatus("a", "stopped");
      asked.get("/api/runs", "/api/runs?trials=1");
      asked.get("/api/runs", "/api/runs?limit=0");
      asked.get("/api/filter", "/api/filter?filter=epochs%3E1");
      asked.get("/api/filter", "/api/filter?filter=no");
      asked.get("/api/fields", "/api/fields");
      asked.get("/api/settings", "/api/settings");
      asked.post("/api/command", "/api/command", "{\"settings\":{\"epochs\":3}}");
      asked.post("/api/command", "/api/command", "{\"settings\":{\"epochs\":0}}");
      asked.get("/api/runs/{id}", "/api/runs/a");
      asked.get("/api/runs/{id}", "/api/runs/none");
      asked.get("/api/runs/{id}/metrics", "/api/runs/a/metrics");
      asked.get("/api/runs/{id}/figures", "/api/runs/a/figures");
      asked.get("/api/runs/{id}/report", "/api/runs/a/report");
      asked.post("/api/runs/{id}/predict", "/api/runs/a/predict", "{\"examples\":[[0,1]]}");
      asked.get("/api/sweeps/{id}", "/api/sweeps/series");
      asked.get("/api/compare/figures", "/api/compare/figures");
      asked.post("/api/compare", "/api/compare", "{\"ids\":[\"a\",\"series\"]}");
      asked.get("/api/data", "/api/data");
      asked.get("/api/data/{name}", "/api/data/moons");
      asked.get("/api/data/{name}/examples", "/api/data/moons/examples");
      JsonNode playground = asked.post("/api/playground", "/api/playground", "{}");
      String id = "/api/playground/" + playground.path("id").asString("");
      asked.post("/api/playground/{id}/advance", id + "/advance", "{\"steps\":2}");
      asked.post("/api/playground/{id}/explain", id + "/explain", "{}");
      asked.get("/api/draw/models", "/api/draw/models");
      String ink = Base64.getEncoder().encodeToString(new byte[28 * 28]);
      asked.post(
          "/api/draw", "/api/draw", "{\"run\":\"d\",\"ink\":\"" + ink + "\",\"details\":true}");
      asked.ask("put", "/api/runs/{id}/words", "/api/runs/a/words", "{\"tags\":[],\"note\":\"\"}");
      JsonNode deleted = asked.ask("delete", "/api/runs/{id}", "/api/runs/a", "");
      asked.get("/api/bin", "/api/bin");
      asked.post(
          "/api/bin/{key}/restore",
          "/api/bin/" + TestDashboard.encode(deleted.path("key").asString("")) + "/restore",
          "{}");
      asked.post("/api/index/rebuild", "/api/index/rebuild", "{}");
    }
  }

  /** The check finds what is missing, what is of another kind, and what nobody has described. */
  @Test
  void wrongAnswersAreFound() throws IOException {
    try (TestDashboard board = new TestDashboard(folder.resolve("runs"))) {
      JsonNode document = JsonMapper.shared().valueToTree(description(board));
      JsonNode wrong = JsonMapper.shared().readTree("{\"found\":\"1\",\"offset\":0,\"more\":[]}");
      String path = "/api/data/{name}/examples";
      String where = "get " + path + " 200";
      assertEquals(
          List.of(
              where + ": has no \"block\"",
              where + ".found: expected \"integer\", got STRING",
              where + ": does not say that there is more"),
          Schema.faults(document, "get", path, 200, wrong));
    }
  }

  /** Asks, and holds the answer against the description. */
  private record Asked(TestDashboard board, JsonNode document) {
    JsonNode get(String described, String path) throws IOException {
      return ask("get", described, path, "");
    }

    JsonNode post(String described, String path, String body) throws IOException {
      return ask("post", described, path, body);
    }

    JsonNode ask(String method, String described, String path, String body) throws IOException {
      Answer answer = board.client.send(method.toUpperCase(Locale.ROOT), path, body);
      JsonNode got = JsonMapper.shared().readTree(answer.body());
      List<String> faults = Schema.faults(document, method, described, answer.status(), got);
      assertEquals(List.of(), faults.stream().limit(5).toList());
      return got;
    }
  }

  private static Set<String> names(Map<String, Object> item, Map<String, Object> whole) {
    Set<String> names = new TreeSet<>();
    for (Object parameter : (List<?>) item.getOrDefault("parameters", List.of())) {
      names.add(String.valueOf(resolved(map(parameter), whole).get("name")));
    }
    return names;
  }

  /** What a reference leads to. */
  private static Map<String, Object> resolved(
      Map<String, Object> value, Map<String, Object> whole) {
    Object reference = value.get("$ref");
    if (reference == null) {
      return value;
    }
    Map<String, Object> at = whole;
    for (String part : reference.toString().substring(2).split("/")) {
      at = map(assertThere(at.get(part), reference));
    }
    return at;
  }

  private static Object assertThere(Object value, Object reference) {
    assertNotNull(value, reference + " leads nowhere");
    return value;
  }

  private static void resolveAll(Object value, Map<String, Object> whole) {
    if (value instanceof Map<?, ?> object) {
      resolved(map(object), whole);
      object.values().forEach(part -> resolveAll(part, whole));
    } else if (value instanceof Collection<?> list) {
      list.forEach(part -> resolveAll(part, whole));
    }
  }
}
