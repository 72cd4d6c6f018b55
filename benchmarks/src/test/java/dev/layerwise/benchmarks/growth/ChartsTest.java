package dev.layerwise.benchmarks.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {
  @Test
  void everySweepHasTwoChartsWithACurveForEveryNumberOfThreads(@TempDir Path folder)
      throws Exception {
    for (Sweep sweep : Sweep.all()) {
      List<Point> points = new ArrayList<>();
      for (Sweep.Setting setting : sweep.settings()) {
        for (int threads = 1; threads <= 2; threads++) {
          points.add(
              new Point(
                  sweep.name(),
                  setting.value(),
                  threads,
                  setting.hidden(),
                  setting.batch(),
                  1e6 / setting.value() * threads));
        }
      }
      Charts.write(folder, sweep, points, List.of(1, 2));
      for (String figure : List.of("examples", "flops")) {
        String svg = Files.readString(folder.resolve(Charts.fileName(sweep, figure)));
        assertEquals(3, svg.split("<polyline", -1).length, sweep.name());
        assertTrue(svg.contains("2 threads"), sweep.name());
      }
    }
  }

  @Test
  void operationsCountZerosAsWell() {
    // 784-10-10: (2 · 784 · 10 + 3 · 10 · 10) multiply-adds of two operations.
    assertEquals(
        2 * (2 * 784 * 10 + 3 * 10 * 10) * 5.0,
        new Point("units", 10, 1, List.of(10), 128, 5).flopsPerSecond());
  }

  @Test
  void cliffsAreNamedAndSlopesAreNot() {
    Sweep depth = Sweep.all().getLast();
    List<Point> points = new ArrayList<>();
    double[] one = {100, 50, 20, 25, 24};
    double[] two = {190, 95, 40, 47, 14};
    for (int i = 0; i < one.length; i++) {
      int layers = i + 1;
      points.add(new Point("depth", layers, 1, List.of(100), 128, one[i] * 1e3 / 100));
      points.add(new Point("depth", layers, 2, List.of(100), 128, two[i] * 1e3 / 100));
    }
    List<String> cliffs = Cliffs.of(depth, points, List.of(1, 2));
    assertTrue(cliffs.contains("depth 5: 2 threads are 42 % slower than one"), cliffs.toString());
    assertTrue(
        cliffs.stream()
            .anyMatch(cliff -> cliff.startsWith("depth 3, 1 thread: 20 % fewer operations")),
        cliffs.toString());
    assertTrue(cliffs.stream().noneMatch(cliff -> cliff.startsWith("depth 4")), cliffs.toString());
  }
}
