package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 6, 0 0.2 0.4 0.6 0.8 1.0",
    "-1.1, 2.2, 6, -1 0 1 2",
    "-12, 13, 6, -10 -5 0 5 10",
    "0, 60000, 4, 0 20000 40000 60000",
    "0.001, 0.0032, 5, 0.0010 0.0015 0.0020 0.0025 0.0030",
    "1000000000, 3000000000, 3, 1.00e+09 2.00e+09 3.00e+09",
  })
  void marksAreRound(double low, double high, int most, String expected) {
    assertEquals(expected, labels(new Axis(low, high), most));
  }

  @Test
  void thereAreNeverMoreMarksThanAskedForAndOne() {
    for (int most = 2; most < 20; most++) {
      for (double high = 0.013; high < 1e7; high *= 1.7) {
        int count = new Axis(-high / 3, high).ticks(most).size();
        assertTrue(count >= 1 && count <= most + 1, count + " marks of " + most);
      }
    }
  }

  @Test
  void aSingleValueLiesInTheMiddle() {
    assertEquals(0.5, Axis.around(7, 7).place(7), 1e-12);
    assertEquals(0.5, Axis.around(0, 0).place(0), 1e-12);
    assertEquals(new Axis(0, 1), Axis.around(1, -1));
  }

  private static String labels(Axis axis, int most) {
    return axis.ticks(most).stream().map(Axis::label).collect(Collectors.joining(" "));
  }
}
