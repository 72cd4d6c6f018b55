package dev.layerwise.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoMiddleValues() {
    assertEquals(2, Measurement.median(List.of(9.0, 1.0, 2.0)));
    assertEquals(2.5, Measurement.median(List.of(4.0, 1.0, 2.0, 3.0)));
    assertTrue(Double.isNaN(Measurement.median(List.of())));
  }

  @Test
  void theSpreadIsAShareOfTheMedian() {
    assertEquals(0.5, Samples.measured(Peer.NUMPY, 1, 90, 100, 140).spread(), 1e-12);
  }
}
