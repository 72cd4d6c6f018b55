package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void lossesKeepFourDecimalsWhereTheySaySomething() {
    assertEquals("0.6931", Numbers.loss(0.693147));
    assertEquals("0.0000", Numbers.loss(0));
    assertEquals("9.99e-05", Numbers.loss(0.0000999));
    assertEquals("1.23e+07", Numbers.loss(12_345_678));
    assertEquals("NaN", Numbers.loss(Double.NaN));
    assertEquals("Infinity", Numbers.loss(Double.POSITIVE_INFINITY));
  }

  @Test
  void onlyWhereAllIsRightAnAccuracyIsOne() {
    assertEquals("0.9999", Numbers.accuracy(59_999.0 / 60_000));
    assertEquals("1.0000", Numbers.accuracy(1));
    assertEquals("0.9877", Numbers.accuracy(0.98765));
    assertEquals("NaN", Numbers.accuracy(Double.NaN));
    assertEquals("0.999", Numbers.shortAccuracy(0.9996));
    assertEquals("1.000", Numbers.shortAccuracy(1));
    assertEquals("0.988", Numbers.shortAccuracy(0.98765));
    assertEquals("NaN", Numbers.shortAccuracy(Double.NaN));
  }

  @Test
  void durationsGrowFromSecondsToHours() {
    assertEquals("0.8 s", Numbers.duration(0.75));
    assertEquals("59 s", Numbers.duration(59.4));
    assertEquals("1:00", Numbers.duration(59.6));
    assertEquals("1:05", Numbers.duration(65));
    assertEquals("2:00:00", Numbers.duration(7200));
    assertEquals("?", Numbers.duration(Double.NaN));
    assertEquals("10 s", Numbers.duration(9.96));
  }

  @Test
  void ratesHaveThreeFigures() {
    assertEquals("950", Numbers.rate(950));
    assertEquals("12.3 k", Numbers.rate(12_345));
    assertEquals("1.25 M", Numbers.rate(1_250_000));
    assertEquals("?", Numbers.rate(Double.POSITIVE_INFINITY));
  }

  @Test
  void settingsAreWrittenAsPeopleTypeThem() {
    assertEquals("1", Numbers.setting(1));
    assertEquals("0.009", Numbers.setting(0.009));
    assertEquals("1e-4", Numbers.setting(1e-4));
    assertEquals("2.5e-7", Numbers.setting(2.5e-7));
    assertEquals("1e30", Numbers.setting(1e30));
  }
}
