package dev.layerwise.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {
  @ParameterizedTest
  @CsvSource({
    "COUNT, 60000, '60,000'",
    "LOSS, 0.25, 0.2500",
    "LOSS, 0, 0.0000",
    "LOSS, 0.00001234, 1.23e-05",
    "LOSS, 123456, 1.23e+05",
    "LOSS, -0.5, −0.5000",
    "ACCURACY, 0.97691, 0.9769",
    "ACCURACY, 0.99998, 0.9999",
    "ACCURACY, 1, 1.0000",
    "DIFFERENCE, 0.01, +0.0100",
    "DIFFERENCE, -0.01, −0.0100",
    "SETTING, 0.1, 0.1",
    "SETTING, 1, 1",
    "SETTING, 0.0001, 0.0001",
    "SETTING, 0.00001, 1e-5",
    "SETTING, 2500000, 2.5e6",
    "SETTING, 123.456789, 123.457",
    "SECONDS, 0.0123, 12.3 ms",
    "SECONDS, 2.479, 2.48 s",
    "SECONDS, 42, 42.0 s",
    "SECONDS, 75, 1:15 min",
    "SECONDS, 7325, 2:02:05 h",
    "SECONDS, -117.9, −1:58 min",
    "LOSS, NaN, –",
    "LOSS, Infinity, ∞"
  })
  void writesNumbersAsPeopleReadThem(Format format, double value, String text) {
    assertEquals(text, format.text(value));
  }
}
