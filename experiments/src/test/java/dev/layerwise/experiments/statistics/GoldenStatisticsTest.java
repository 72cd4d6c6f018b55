package dev.layerwise.experiments.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against what another tool computed; golden.py beside golden.json made it. */
class GoldenStatisticsTest {
  private static final JsonNode GOLDEN = read();

  private static JsonNode read() {
    try (InputStream file =
        Objects.requireNonNull(GoldenStatisticsTest.class.getResourceAsStream("golden.json"))) {
      return JsonMapper.shared().readTree(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] doubles(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static void close(JsonNode expected, double actual) {
    double value = expected.asDouble();
    assertEquals(value, actual, 1e-9 * Math.max(1e-3, Math.abs(value)));
  }

  private static void notEmpty(JsonNode list) {
    assertFalse(list.isEmpty());
  }

  @Test
  void meansDeviationsAndIntervals() {
    notEmpty(GOLDEN.get("samples"));
    for (JsonNode golden : GOLDEN.get("samples")) {
      Sample sample = Sample.of(doubles(golden.get("values")));
      close(golden.get("mean"), sample.mean());
      close(golden.get("deviation"), sample.deviation());
      close(golden.get("low"), sample.low());
      close(golden.get("high"), sample.high());
    }
  }

  @Test
  void pairedTests() {
    notEmpty(GOLDEN.get("pairs"));
    for (JsonNode golden : GOLDEN.get("pairs")) {
      PairedTest test = PairedTest.of(doubles(golden.get("first")), doubles(golden.get("second")));
      close(golden.get("mean"), test.difference().mean());
      close(golden.get("low"), test.difference().low());
      close(golden.get("high"), test.difference().high());
      close(golden.get("t"), test.t());
      close(golden.get("p"), test.p());
    }
  }

  @Test
  void mcNemar() {
    notEmpty(GOLDEN.get("mcnemar"));
    for (JsonNode golden : GOLDEN.get("mcnemar")) {
      McNemarTest test =
          McNemarTest.of(golden.get("onlyFirst").asInt(), golden.get("onlySecond").asInt());
      close(golden.get("p"), test.p());
    }
  }

  @Test
  void holm() {
    notEmpty(GOLDEN.get("holm"));
    for (JsonNode golden : GOLDEN.get("holm")) {
      double[] corrected = Holm.correct(doubles(golden.get("p")));
      double[] expected = doubles(golden.get("corrected"));
      assertEquals(expected.length, corrected.length);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], corrected[i], 1e-12);
      }
    }
  }
}
