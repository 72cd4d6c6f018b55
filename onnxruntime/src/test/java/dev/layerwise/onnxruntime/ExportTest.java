package dev.layerwise.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Features;
import dev.layerwise.data.Scaling;
import dev.layerwise.interop.onnx.OnnxComparison;
import dev.layerwise.interop.onnx.OnnxEngine;
import dev.layerwise.interop.onnx.OnnxExport;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Dropout;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.record.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exported is what ONNX Runtime computes. */
class ExportTest {
  /** Twice what the worst of these networks showed; single precision has 6e-8. */
  private static final double TOLERANCE = 2e-6;

  @TempDir private Path folder;

  private static Dense dense(int units) {
    return new Dense(units, Initializer.HE, 0);
  }

  private OnnxComparison compare(Model model, boolean fold, boolean scores, int examples) {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, model, new OnnxExport.Options(fold, scores), "test");
    Features features = TestModels.features(examples, model.network().spec().inputs());
    OnnxEngine engine = OnnxEngine.find().orElseThrow();
    int[] rows = IntStream.range(0, examples).toArray();
    return OnnxComparison.of(engine, file, scores, model, features, rows);
  }

  private void assertSame(Model model) {
    for (boolean fold : new boolean[] {false, true}) {
      for (boolean scores : new boolean[] {false, true}) {
        OnnxComparison result = compare(model, fold, scores, 600);
        assertTrue(result.within(TOLERANCE), () -> result + " folded " + fold);
        assertEquals(600, result.sameClass(), result::toString);
      }
    }
  }

  static Stream<Arguments> hiddenLayers() {
    List<Arguments> all = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (String norm : List.of("none", "before", "after", "both", "first")) {
        all.add(Arguments.of(activation, norm));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("hiddenLayers")
  void everyActivationWithBatchNormAnywhere(Activation activation, String norm) {
    List<LayerSpec> layers = new ArrayList<>();
    if (norm.equals("first")) {
      layers.add(BatchNorm.DEFAULT);
      layers.add(new Pointwise(activation));
    }
    for (int units : new int[] {12, 9}) {
      layers.add(dense(units));
      if (norm.equals("before") || norm.equals("both")) {
        layers.add(new BatchNorm(0.1, 1e-3));
      }
      layers.add(new Pointwise(activation));
      if (norm.equals("after") || norm.equals("both")) {
        layers.add(BatchNorm.DEFAULT);
      }
      layers.add(new Dropout(0.3));
    }
    layers.add(dense(4));
    assertSame(
        TestModels.model(
            7, 4, Loss.SOFTMAX_CROSS_ENTROPY, Scaling.NONE, layers.toArray(LayerSpec[]::new)));
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void everyLossForTwoClassesAndForMore(Loss loss) {
    Pointwise tanh = new Pointwise(Activation.TANH);
    assertSame(TestModels.model(3, 2, loss, Scaling.NONE, dense(5), tanh, dense(loss.outputs(2))));
    assertSame(TestModels.model(3, 2, loss, Scaling.NONE, dense(5), tanh, dense(2)));
    assertSame(TestModels.model(3, 5, loss, Scaling.NONE, dense(5), tanh, dense(5)));
  }

  @Test
  void theScalingIsPartOfTheGraph() {
    Features fitted = TestModels.features(50, 6);
    for (Scaling.Kind kind : Scaling.Kind.values()) {
      assertSame(
          TestModels.model(6, 3, Loss.SOFTMAX_CROSS_ENTROPY, Scaling.fit(kind, fitted), dense(3)));
    }
    assertSame(
        TestModels.model(
            6,
            3,
            Loss.SOFTMAX_CROSS_ENTROPY,
            new Scaling(Scaling.Kind.UNIT, new float[] {0}, new float[] {1 / 255f}),
            dense(3)));
  }

  @Test
  void anyNumberOfExamplesGoesIn() {
    Model model =
        TestModels.model(6, 3, Loss.SOFTMAX_CROSS_ENTROPY, Scaling.NONE, dense(4), dense(3));
    for (int examples : new int[] {1, 2, 511, 513}) {
      assertTrue(compare(model, false, false, examples).within(TOLERANCE));
    }
  }

  @Test
  void aDifferenceIsNoticed() {
    Model model = TestModels.model(6, 3, Loss.SOFTMAX_CROSS_ENTROPY, Scaling.NONE, dense(3));
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, model, OnnxExport.Options.DEFAULT, "test");
    model.network().parameters().getLast().value().data()[1] += 0.01f;
    Features features = TestModels.features(4, 6);
    OnnxComparison result =
        OnnxComparison.of(
            OnnxEngine.find().orElseThrow(), file, false, model, features, new int[] {0, 1, 2, 3});
    assertFalse(result.within(1e-3), result::toString);
    assertEquals(1, result.column());
  }
}
