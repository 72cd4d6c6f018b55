package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is written without the library's mapper is what the mapper would have written. */
class PlainValuesTest {
  private static Map<String, Object> everyKind() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("text", "a \"quoted\" line\n\u2028 of ünïcode \u0001");
    values.put("empty", "");
    values.put("whole", List.of(0, -1, Integer.MIN_VALUE));
    values.put("long", List.of(Long.MAX_VALUE, 3_000_000_000L));
    values.put("numbers", List.of(0.1, -0.0, 1e-300, 1e23, Double.NaN, Double.NEGATIVE_INFINITY));
    values.put("floats", List.of(0.1f, 1e10f, Float.MIN_VALUE, Float.NaN));
    values.put("truth", List.of(true, false));
    values.put("nothing", null);
    values.put("holes", Arrays.asList(1, null));
    values.put("counts", new int[] {3, 1, 4});
    values.put("nested", Map.of("list", List.of(List.of(), Map.of())));
    return values;
  }

  @Test
  void jsonIsThatOfTheMapper() {
    assertTrue(PlainValues.arePlain(everyKind()));
    assertEquals(new JsonMapper().writeValueAsString(everyKind()), RunFiles.toJson(everyKind()));
  }

  @Test
  void jsonInLinesIsThatOfTheMapper() {
    JsonMapper pretty = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    assertEquals(pretty.writeValueAsString(everyKind()) + "\n", RunFiles.toPrettyJson(everyKind()));
  }

  @Test
  void aPlainRecordIsThatOfTheMapperWithoutWhatIsNull() {
    LiveProgress progress = new LiveProgress(7, 20, 5, 2, 4, 1.5, 100, 3L, null);
    assertEquals(
        "{\"step\":7,\"plannedSteps\":20,\"stepsPerEpoch\":5,\"epoch\":2,\"epochs\":4,"
            + "\"seconds\":1.5,\"examplesPerSecond\":100.0,\"patienceLeft\":3}",
        RunFiles.toJson(progress));
    List<RunData.Source> sources = List.of(new RunData.Source("test", "mnist", 10, "ab"));
    assertEquals(new JsonMapper().writeValueAsString(sources), RunFiles.toJson(sources));
  }

  @Test
  void whatIsNotPlainIsLeftToTheMapper() {
    Map<String, Object> withFile = Map.of("deep", List.of(Map.of("file", Path.of("a"))));
    assertFalse(PlainValues.arePlain(withFile));
    assertFalse(PlainValues.arePlain(Map.of(1, "a")));
    assertEquals(new JsonMapper().writeValueAsString(withFile), RunFiles.toJson(withFile));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            PlainValues.write(
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), new StringWriter()),
                Path.of("a")));
  }
}
