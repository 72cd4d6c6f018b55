package dev.layerwise.web.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Examples as objects, whose features are told by their names. */
class NamedFeaturesTest {
  private static final List<String> NAMES = List.of("age", "height", "blood pressure");

  private static Model model(List<String> names) {
    Network network = new Network(NetworkSpec.builder(3, 2).build(), ScalarKernels.INSTANCE);
    Scaling scaling = new Scaling(Scaling.Kind.NONE, new float[] {0}, new float[] {1});
    return new Model(network, scaling, List.of("no", "yes"), null, names, Map.of());
  }

  private static float[] read(List<String> names, String json) {
    ExampleRows rows = new ExampleRows(3, 100);
    JsonExamples.read(json.getBytes(StandardCharsets.UTF_8), model(names), null, rows);
    return Arrays.copyOf(rows.features(), 3 * rows.size());
  }

  @Test
  void theOrderIsThatOfTraining() {
    assertArrayEquals(
        new float[] {41, 1.8f, 120, 7, 1.2f, 90, 1, 2, 3},
        read(
            NAMES,
            """
            {"instances": [
              {"blood pressure": 120, "age": 41, "height": 1.8},
              {"Height": 1.2, " AGE ": 7, "Blood pressure": 9e1},
              [1, 2, 3]]}
            """));
  }

  @Test
  void lettersOfTwoSizesTellFeaturesApartWhereNothingElseDoes() {
    assertArrayEquals(
        new float[] {1, 2, 3},
        read(List.of("x", "X", "y"), "{\"instances\":[{\"y\":3,\"X\":2,\"x\":1}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"age\": 1, \"height\": 2} | body.instances[1]: expected the feature 'blood pressure',"
            + " got an example without it",
        "{} | body.instances[1]: expected the feature 'age', got an example without it",
        "{\"hight\": 1} | body.instances[1]: expected features as they are called in training, got"
            + " hight",
        "{\"age\": 1, \"Age\": 2} | body.instances[1]: expected every feature once, got Age twice",
        "{\"age\": \"old\"} | body.instances[1].age: expected a number, got old",
        "{\"age\": {\"years\": 3}} | body.instances[1].age: expected a number",
        "\"age\" | body.instances[1]: expected an array of 3 numbers, or an object, got age",
      })
  void saysWhatIsWrongWithAnExample(String example, String message) {
    String json =
        "{\"instances\": [{\"age\": 1, \"height\": 2, \"blood pressure\": 3}, " + example + "]}";
    Problem problem = assertThrows(Problem.class, () -> read(NAMES, json));
    assertTrue(String.valueOf(problem.getMessage()).startsWith(message), problem.getMessage());
  }

  @Test
  void withoutNamesOfTheirOwnFeaturesComeInArrays() {
    for (List<String> names : List.of(List.<String>of(), List.of("a", "b", "a"))) {
      Problem problem =
          assertThrows(
              Problem.class, () -> read(names, "{\"instances\":[{\"a\":1,\"b\":2,\"c\":3}]}"));
      assertEquals(
          "body.instances[0]: expected an array of 3 numbers, got {", problem.getMessage());
    }
  }

  @Test
  void theDescriptionOfTheServiceSaysBoth() {
    JsonNode named = items(NAMES).get("oneOf");
    assertEquals(3, named.get(0).get("maxItems").intValue());
    assertEquals("number", named.at("/1/properties/blood pressure/type").stringValue());
    assertEquals(3, named.get(1).get("required").size());
    assertEquals("array", items(List.of()).get("type").stringValue());
  }

  private static JsonNode items(List<String> names) {
    return Json.read(OpenApi.describe(model(names), "test", ModelService.Settings.DEFAULT))
        .at("/components/schemas/Instances/properties/instances/items");
  }
}
