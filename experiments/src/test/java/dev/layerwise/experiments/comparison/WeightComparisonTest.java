package dev.layerwise.experiments.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.TestRuns;
import dev.layerwise.experiments.comparison.WeightComparison.Layer;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightComparisonTest {
  @TempDir Path folder;

  private Model train(String name, Object... settings) {
    Path path = folder.resolve(name);
    TestRuns.train(path, TestRuns.spec(settings));
    return ModelFile.read(
        path.resolve("model.safetensors"), KernelSelection.select("scalar").kernels());
  }

  @Test
  void figuresAreThoseOfTheWeights() {
    Model plain = train("plain");
    Model decayed = train("decayed", "l2", 0.5);
    WeightComparison comparison = WeightComparison.of(plain, decayed, 0.01);
    assertEquals(2, comparison.layers().size());
    Layer first = comparison.layers().getFirst();
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
  }

  private static Matrix weights(Model model) {
    return model.network().tensors().values().iterator().next();
  }

  @Test
  void otherShapesAreShownWithoutADifference() {
    Model small = train("small");
    Model large = train("large", "layers", List.of(9, 4));
    WeightComparison comparison = WeightComparison.of(small, large, 0.01);
    assertEquals(3, comparison.layers().size());
    assertNull(comparison.layers().getFirst().difference());
    assertNull(comparison.layers().get(2).first());
    assertNotNull(comparison.layers().get(2).second());
    assertThrows(IllegalArgumentException.class, () -> WeightComparison.of(small, large, 0));
  }

  /** Batch norm brings layers of its own, which shift the names of the dense ones. */
  @Test
  void denseLayersArePairedByTheirOrder() {
    Model plain = train("plain");
    Model normed = train("normed", "batchNorm", "after");
    WeightComparison comparison = WeightComparison.of(plain, normed, 0.01);
    assertEquals(2, comparison.layers().size());
    for (Layer layer : comparison.layers()) {
      assertNotNull(layer.difference(), "layer " + layer.number());
    }
    assertEquals(8, comparison.layers().get(1).second().rows());
  }
}
