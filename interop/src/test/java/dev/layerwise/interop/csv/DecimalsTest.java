package dev.layerwise.interop.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
  /** The fast way and the JDK's agree to the bit, on short texts and on long ones. */
  @Test
  void theValueIsTheNearestDoubleRoundedToFloat() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-12, 12));
      String text =
          switch (i % 4) {
            case 0 -> Double.toString(value);
            case 1 -> Float.toString((float) value);
            case 2 -> String.format(Locale.ROOT, "%.6f", value);
            default -> Long.toString(random.nextLong() >> random.nextInt(64));
          };
      assertEquals(
          Float.floatToIntBits((float) Double.parseDouble(text)),
          Float.floatToIntBits(Decimals.parse(text)),
          text);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "' 7 ', 7",
    "+7, 7",
    "-7, -7",
    "007, 7",
    "7., 7",
    ".5, 0.5",
    "-0, -0.0",
    "1e3, 1000",
    "1E-2, 0.01"
  })
  void usualFormsAreRead(String text, float expected) {
    assertEquals(expected, Decimals.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "e",
        "e5",
        "1e",
        "1.2.3",
        "--1",
        "1-2",
        "1f",
        "1d",
        "0x10",
        "0x1p3",
        "NaN",
        "Infinity",
        "1 2",
        "1_000",
        "1,5",
        "1e39",
        "-1e400",
        "١"
      })
  void everythingElseIsNoNumber(String text) {
    assertTrue(Float.isNaN(Decimals.parse(text)), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^   | the cell is empty, a number is needed; fill it in or drop the line",
        "NA   | the value is missing ('NA'), a number is needed; fill it in or drop the line",
        "nan  | expected a finite number, got 'nan'; replace it or drop the line",
        "-inf | expected a finite number, got '-inf'; replace it or drop the line",
        "1,5  | expected a number, got '1,5'; write decimals with a point, and thousands"
            + " without a comma",
        "1e39 | '1e39' is beyond the range of 32-bit floats",
        "l0   | expected a number, got 'l0'",
      })
  void theReasonIsGiven(String text, String reason) {
    assertEquals(reason, Decimals.complaint(text));
  }
}
