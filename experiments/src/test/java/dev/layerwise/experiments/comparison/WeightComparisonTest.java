package dev.layerwise.experiments.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.TestRuns;
import dev.layerwise.experiments.comparison.WeightComparison.Tensor;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.ModelFile;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightComparisonTest {
  @TempDir Path folder;

  private Path train(String name, Object... settings) {
    Path path = folder.resolve(name);
    TestRuns.train(path, TestRuns.spec(settings));
    return path;
  }

  @Test
  void figuresAreThoseOfTheWeights() {
    Path plain = train("plain");
    Path decayed = train("decayed", "l2", 0.5);
    WeightComparison comparison = WeightComparison.of(plain, decayed, 0.01);
    assertEquals(2, comparison.tensors().size());
    Tensor first = comparison.tensors().getFirst();
    Matrix a = weights(plain);
    Matrix b = weights(decayed);
    assertEquals(2, first.first().rows());
    assertEquals(8, first.first().columns());
    double squares = 0;
    double product = 0;
    double difference = 0;
    double largest = 0;
    int near = 0;
    for (int i = 0; i < a.size(); i++) {
      double x = a.data()[i];
      double y = b.data()[i];
      squares += x * x;
      product += x * y;
      difference += (x - y) * (x - y);
      largest = Math.max(largest, Math.max(Math.abs(x), Math.abs(y)));
      near += Math.abs(x) < 0.01 ? 1 : 0;
    }
    assertEquals(Math.sqrt(squares), first.first().norm(), 1e-12);
    assertEquals(Math.sqrt(difference), first.difference(), 1e-12);
    assertEquals(product / first.first().norm() / first.second().norm(), first.cosine(), 1e-12);
    assertEquals(near / 16.0, first.first().nearZero());
    assertEquals(largest, first.high());
    assertEquals(-largest, first.low());
    assertEquals(16, first.first().histogram().stream().mapToInt(Integer::intValue).sum());
    assertEquals(WeightComparison.BINS, first.second().histogram().size());
    assertTrue(first.second().norm() < first.first().norm(), "L2 did not shrink");
    assertNotNull(comparison.first().firstLayer());
    assertEquals(2, comparison.first().firstLayer().rows());
  }

  private static Matrix weights(Path run) {
    return ModelFile.read(
            run.resolve("model.safetensors"), KernelSelection.select("scalar").kernels())
        .network()
        .tensors()
        .values()
        .iterator()
        .next();
  }

  @Test
  void otherShapesAreShownWithoutADifference() {
    Path small = train("small");
    Path large = train("large", "layers", java.util.List.of(9, 4));
    WeightComparison comparison = WeightComparison.of(small, large, 0.01);
    assertEquals(3, comparison.tensors().size());
    assertNull(comparison.tensors().getFirst().difference());
    assertNull(comparison.tensors().get(2).first());
    assertNotNull(comparison.tensors().get(2).second());
    assertThrows(IllegalArgumentException.class, () -> WeightComparison.of(small, large, 0));
  }
}
