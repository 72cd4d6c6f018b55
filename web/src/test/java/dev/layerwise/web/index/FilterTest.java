package dev.layerwise.web.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final Entry RUN =
      new Entry(
          "group/first",
          "run",
          Status.DONE,
          "2026-11-21T10:00:00Z",
          Map.of(
              "data",
              "digits",
              "batchSize",
              32,
              "layers",
              List.of(64, 32),
              "shuffle",
              true,
              "learningRate",
              0.1,
              "dropout",
              List.of()),
          List.of("layers"),
          Map.of("testAccuracy", 0.95, "validationLoss", 0.2),
          "784-64-32-10",
          "epoch-limit",
          List.of("baseline", "paper"),
          "looks right",
          "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "batchSize<64 and testAccuracy>0.9 | true",
        "batchSize<32 | false",
        "batchSize<=32 | true",
        "batchSize = 32.0 | true",
        "batchSize==32 | true",
        "batchSize!=32 | false",
        "testAccuracy>=95% | true",
        "testLoss<1 | false",
        "testLoss!=1 | true",
        "not testLoss | true",
        "data=digits and not (batchSize>100 or learningRate>1) | true",
        "data='digits' or data=mnist and batchSize=7 | true",
        "(data='digits' or data=mnist) and batchSize=7 | false",
        "layers=64 | true",
        "layers=128 | false",
        "dropout=none | true",
        "layers=none | false",
        "shuffle | true",
        "shuffle=true | true",
        "tag=paper | true",
        "tag~base | true",
        "name=first | true",
        "id~GROUP | true",
        "status=done and kind=run | true",
        "started>'2026-11-20' | true",
        "stopReason~limit | true",
        "NOT data=mnist AND data=DIGITS | true",
        "note~'looks r' | true",
        "learningRate<1e-3 | false"
      })
  void expressionsMeanWhatTheySay(String filter, boolean passes) {
    assertEquals(passes, Filter.parse(filter).test(RUN), filter);
  }

  @Test
  void nothingLetsEverythingPass() {
    assertTrue(Filter.parse("  ").test(RUN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batchSiz<64",
        "batchSize<",
        "batchSize<64 and",
        "(batchSize<64",
        "batchSize<64)",
        "batchSize<64 testAccuracy>1",
        "< 3",
        "'data'=digits",
        "data='digits",
        "data!digits",
        "and",
        "data = = 3",
        "not"
      })
  void whatCannotBeReadIsExplained(String filter) {
    IllegalArgumentException wrong =
        assertThrows(IllegalArgumentException.class, () -> Filter.parse(filter));
    assertTrue(wrong.getMessage().startsWith("filter: "), wrong.getMessage());
  }

  @Test
  void theNearestNameIsSuggested() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Filter.parse("batchSiz<64"))
            .getMessage();
    assertTrue(message.contains("batchSize"), message);
  }

  @Test
  void hostileExpressionsEnd() {
    assertThrows(IllegalArgumentException.class, () -> Filter.parse("(".repeat(900)));
    assertThrows(IllegalArgumentException.class, () -> Filter.parse("not ".repeat(240) + "data"));
    assertThrows(IllegalArgumentException.class, () -> Filter.parse("x".repeat(5000)));
  }
}
