package dev.layerwise.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.random.RandomStream;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RandomSearchTest {
  private static final Map<String, Distribution> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("learningRate", new Distribution.LogUniform(1e-4, 1));
    SETTINGS.put("dropout", new Distribution.Uniform(0.1, 0.5));
    SETTINGS.put("batchSize", new Distribution.LogWholeNumber(8, 512));
    SETTINGS.put("epochs", new Distribution.WholeNumber(3, 5));
    SETTINGS.put("activation", new Distribution.Choice(List.of("relu", "tanh")));
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  @Test
  void drawsStayWithinTheirBoundsAndReachThem() {
    List<Map<String, Object>> draws = new RandomSearch(4000, 1, SETTINGS).draws();
    assertEquals(4000, draws.size());
    int below = 0;
    for (Map<String, Object> draw : draws) {
      assertTrue(number(draw.get("learningRate")) >= 1e-4 && number(draw.get("learningRate")) <= 1);
      assertTrue(number(draw.get("dropout")) >= 0.1 && number(draw.get("dropout")) <= 0.5);
      assertTrue(number(draw.get("batchSize")) >= 8 && number(draw.get("batchSize")) <= 512);
      assertTrue(new BigDecimal(draw.get("learningRate").toString()).precision() <= 4);
      below += number(draw.get("learningRate")) < 1e-2 ? 1 : 0;
    }
    // Two of four decades; the standard deviation of the count is 32.
    assertEquals(2000, below, 150);
    assertEquals(3, draws.stream().map(draw -> draw.get("epochs")).distinct().count());
    assertEquals(2, draws.stream().map(draw -> draw.get("activation")).distinct().count());
  }

  @Test
  void moreTrialsBeginWithTheDrawsOfFewer() {
    List<Map<String, Object>> few = new RandomSearch(5, 1, SETTINGS).draws();
    assertEquals(few, new RandomSearch(50, 1, SETTINGS).draws().subList(0, 5));
    assertTrue(!few.equals(new RandomSearch(5, 2, SETTINGS).draws()), "the seed has no effect");
  }

  @Test
  void aSettingMoreLeavesTheOthersAsTheyWere() {
    Map<String, Distribution> fewer = new LinkedHashMap<>(SETTINGS);
    fewer.remove("dropout");
    List<Map<String, Object>> with = new RandomSearch(5, 1, SETTINGS).draws();
    List<Map<String, Object>> without = new RandomSearch(5, 1, fewer).draws();
    for (int i = 0; i < 5; i++) {
      assertEquals(without.get(i).get("learningRate"), with.get(i).get("learningRate"));
    }
  }

  @Test
  void whatIsDrawnIsWithinItsRangeAlsoWhenRounded() {
    RandomStream random = RandomStream.of(1, "test");
    for (int i = 0; i < 1000; i++) {
      double uniform = (double) new Distribution.Uniform(0, 0.99999).draw(random);
      assertTrue(uniform < 1, "drawn " + uniform);
      double logarithmic = (double) new Distribution.LogUniform(1.23456, 1.23459).draw(random);
      assertTrue(logarithmic >= 1.23456 && logarithmic <= 1.23459, "drawn " + logarithmic);
    }
  }
}
