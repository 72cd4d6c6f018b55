package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingWorkTest {
  @TempDir Path folder;

  private static double work(Map<String, Object> settings) {
    RunSpec spec = RunSpecs.of(settings);
    return TrainingWork.of(spec, new RunDataLoader(spec, TestRuns.SOURCES).load());
  }

  @Test
  void productsOfAllPassesAreCounted() {
    Map<String, Object> settings =
        Map.of(
            "data",
            "moons",
            "dataSize",
            100,
            "test",
            "15",
            "validation",
            "20",
            "train",
            "65",
            "layers",
            List.of(4),
            "batchSize",
            10,
            "epochs",
            2);
    double trained = 14 * 10;
    // The training and test sets once, the validation set after either epoch and in the end.
    double measured = 65 + 15 + 3 * 20;
    assertEquals(
        (2 * trained + measured) * 2 * 4 + (3 * trained + measured) * 4 * 2, work(settings));
  }

  @Test
  void mostZerosAmongTheInputsAreNotCounted() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      lines.add("1,0,0,2,0,0,0,3,0,0," + (i % 2 == 0 ? "a" : "b"));
    }
    Path file = Files.write(folder.resolve("sparse.csv"), lines);
    Map<String, Object> settings =
        Map.of(
            "data",
            file.toString(),
            "labelColumn",
            "-1",
            "test",
            "0",
            "validation",
            "0",
            "layers",
            List.of(),
            "batchSize",
            10,
            "epochs",
            1);
    // Three of ten inputs, in blocks of which two fifths are zeros.
    assertEquals((2 * 40 + 40) * 10 * 0.5 * 2, work(settings), 1e-9);
  }
}
