package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.runs.RunSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
