package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingWordsTest {
  @ParameterizedTest
  @CsvSource({
    "batchSize, batch size",
    "learningRate, learning rate",
    "batchNormEpsilon, batch norm epsilon",
    "l2, L2",
    "l2Scaling, L2 scaling",
    "minDelta, min-delta",
    "shift, shift"
  })
  void aNameBecomesWords(String setting, String words) {
    assertEquals(words, SettingWords.of(setting));
  }

  @Test
  void namesWithinATextBecomeWords() {
    assertEquals(
        "plain, batch size 16, batch norm after, L2 0.01 leads l2, batch size 8 (--batch-size)",
        SettingWords.in(
            "plain, batchSize 16, batchNorm after, l2 0.01 leads l2, batchSize 8 (--batch-size)"));
    assertEquals("mybatchSizes", SettingWords.in("mybatchSizes"));
  }

  @Test
  void noSettingKeepsACapitalWithinAWord() {
    for (String setting : RunSpecs.SETTINGS) {
      assertFalse(SettingWords.of(setting).matches(".*[a-z][A-Z].*"), setting);
    }
  }
}
