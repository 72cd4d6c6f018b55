package dev.layerwise.trackers.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.trackers.mlflow.LogBatches.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogBatchesTest {
  private static List<JsonNode> parsed(List<byte[]> requests) {
    return requests.stream().map(JsonMapper.shared()::readTree).toList();
  }

  private static Map<String, String> entries(int count, String value) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      entries.put("key" + i, value);
    }
    return entries;
  }

  private static List<Metric> metrics(int count) {
    List<Metric> metrics = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      metrics.add(new Metric("loss", i + 0.5, 1_700_000_000_000L + i, i));
    }
    return metrics;
  }

  @Test
  void nothingIsNoRequest() {
    assertTrue(LogBatches.of("r", List.of(), Map.of(), Map.of()).isEmpty());
  }

  @Test
  void aThousandItemsFitAndOneMoreDoesNot() {
    assertEquals(1, LogBatches.of("r", metrics(1000), Map.of(), Map.of()).size());
    List<JsonNode> requests = parsed(LogBatches.of("r", metrics(2001), Map.of(), Map.of()));
    assertEquals(
        List.of(1000, 1000, 1), requests.stream().map(r -> r.path("metrics").size()).toList());
    assertEquals("r", requests.get(2).path("run_id").asString());
    assertEquals(2000, requests.get(2).path("metrics").get(0).path("step").asInt());
    List<JsonNode> mixed =
        parsed(LogBatches.of("r", metrics(900), entries(60, "x"), entries(60, "y")));
    assertEquals(List.of(880, 20), mixed.stream().map(r -> r.path("metrics").size()).toList());
  }

  @Test
  void aHundredParametersAndAHundredTagsFit() {
    List<JsonNode> requests =
        parsed(LogBatches.of("r", List.of(), entries(150, "x"), entries(101, "y")));
    assertEquals(List.of(100, 50, 0), requests.stream().map(r -> r.path("params").size()).toList());
    assertEquals(List.of(0, 100, 1), requests.stream().map(r -> r.path("tags").size()).toList());
  }

  @Test
  void noRequestIsLargerThanAMegabyte() {
    // 6,000 characters of three bytes each.
    List<byte[]> requests = LogBatches.of("r", List.of(), entries(100, "€".repeat(7000)), Map.of());
    assertEquals(2, requests.size());
    for (byte[] request : requests) {
      assertTrue(request.length <= 1_000_000, request.length + " bytes");
    }
    for (JsonNode request : parsed(requests)) {
      request
          .path("params")
          .forEach(parameter -> assertEquals(6000, parameter.path("value").asString().length()));
    }
  }

  @Test
  void noCharacterIsCutInTwo() {
    String value = "x".repeat(5998) + "\uD83D\uDE00 and more";
    JsonNode request =
        parsed(LogBatches.of("r", List.of(), Map.of("k", value), Map.of())).getFirst();
    String cut = request.path("params").get(0).path("value").asString();
    assertEquals("x".repeat(5998) + "…", cut);
  }

  private static Line line(String event, long step, int epoch, Map<String, Double> numbers) {
    return new Line(event, step, epoch, numbers, Map.of());
  }

  @Test
  void numbersThatAreNotFiniteAreLeftOut() {
    List<Metric> metrics =
        MetricLines.of(
            List.of(
                line("validation", 5, 1, Map.of("validationLoss", Double.NaN, "batchLoss", 1.0))),
            _ -> 7);
    assertEquals(List.of(new Metric("batch_loss", 1, 7, 5)), metrics);
  }

  @Test
  void theTimesOfARecordedRunLieBetweenItsEpochs() {
    List<Line> lines =
        List.of(
            line("validation", 5, 1, Map.of()),
            line("epoch", 10, 1, Map.of("seconds", 2.0)),
            line("validation", 15, 2, Map.of()),
            line("epoch", 20, 2, Map.of("seconds", 6.0)),
            line("validation", 25, 3, Map.of()));
    ToLongFunction<Line> time = MetricLines.recorded(lines, 1000);
    assertEquals(
        List.of(2000L, 3000L, 5000L, 7000L, 7000L), lines.stream().map(time::applyAsLong).toList());
    assertFalse(lines.isEmpty());
  }

  @Test
  void thePauseDoublesUpToItsLimit() {
    Pace pace = Pace.USUAL;
    assertEquals(1_000_000_000L, pace.retry(1));
    assertEquals(2_000_000_000L, pace.retry(2));
    assertEquals(16_000_000_000L, pace.retry(5));
    assertEquals(30_000_000_000L, pace.retry(6));
    assertEquals(30_000_000_000L, pace.retry(Integer.MAX_VALUE));
  }
}
