package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0.2, 60000, 12000",
    "20%, 60000, 12000",
    "' 20 % ', 60000, 12000",
    "0.29, 100, 29",
    "0.29, 50, 15",
    "29%, 50, 15",
    "0.57, 50, 29",
    "0.7%, 500, 4",
    "0.28, 50, 14",
    "4e-324, 60000, 0",
    "1e-3, 60000, 60",
    ".5, 3, 2",
    "12000, 60000, 12000",
    "12_000, 60000, 12000",
    "1, 60000, 1",
    "0, 60000, 0",
    "0.0, 60000, 0",
    "0%, 60000, 0",
  })
  void textMeansAShareOrANumber(String text, int of, int expected) {
    assertEquals(expected, SplitSize.parse(text).of(of));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.2", "12000", "0", "1.0E-4"})
  void itsTextIsReadBack(String text) {
    assertEquals(text, SplitSize.parse(text).toString());
    assertEquals(SplitSize.parse(text), SplitSize.parse(SplitSize.parse(text).toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a fifth",
        "-1",
        "-0.2",
        "1.0",
        "1.5",
        "100%",
        "NaN",
        "0x10",
        "99999999999",
        "1e999",
        "1e999%",
        "1/5"
      })
  void whatIsNoSizeIsRefused(String text) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SplitSize.parse(text)).getMessage();
    assertTrue(message.contains("example"), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
  void aShareLiesBetweenNothingAndAll(double share) {
    assertThrows(IllegalArgumentException.class, () -> new SplitSize.Fraction(share));
  }
}
