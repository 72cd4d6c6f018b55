package dev.layerwise.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Dropout;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.reference.StepTrace.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepTraceTest {
  private static double[][] values(StepTrace trace, String symbol) {
    return trace.parts().stream()
        .filter(part -> part.symbol().equals(symbol))
        .map(Part::values)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + symbol));
  }

  private static String formula(StepTrace trace, String symbol) {
    return trace.parts().stream()
        .filter(part -> part.symbol().equals(symbol))
        .map(Part::formula)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + symbol));
  }

  /** One logistic unit and one example: everything can be followed on paper. */
  @Test
  void aLogisticUnitAsOnPaper() {
    Network network =
        new Network(
            new NetworkSpec(
                2,
                2,
                List.of(new Dense(1, Initializer.GLOROT, 0)),
                Loss.SIGMOID_CROSS_ENTROPY,
                L2Scaling.BATCH),
            ScalarKernels.INSTANCE);
    float[] weight = network.parameters().get(0).value().data();
    weight[0] = 0.5f;
    weight[1] = -0.25f;
    network.parameters().get(1).value().data()[0] = 0.125f;

    double[][] x = {{2, 4}};
    StepTrace trace = StepTrace.of(ReferenceNetwork.copyOf(network), x, new int[] {1}, 0.1);

    double z = 2 * 0.5 - 4 * 0.25 + 0.125;
    double p = 1 / (1 + Math.exp(-z));
    assertArrayEquals(new double[] {z}, values(trace, "Z₁")[0], 1e-15);
    assertArrayEquals(new double[] {p}, values(trace, "P")[0], 1e-15);
    assertArrayEquals(new double[] {1}, values(trace, "Y")[0]);
    assertArrayEquals(new double[] {p - 1}, values(trace, "∂Z₁")[0], 1e-15);
    assertArrayEquals(new double[] {2 * (p - 1)}, values(trace, "∂W₁")[0], 1e-15);
    assertArrayEquals(new double[] {4 * (p - 1)}, values(trace, "∂W₁")[1], 1e-15);
    assertArrayEquals(new double[] {0.5 - 0.1 * 2 * (p - 1)}, values(trace, "W₁′")[0], 1e-15);
    assertArrayEquals(new double[] {0.125 - 0.1 * (p - 1)}, values(trace, "b₁′")[0], 1e-15);
    assertEquals(-Math.log(p), trace.loss(), 1e-15);
    assertTrue(trace.lossAfter() < trace.loss());
    assertEquals("X W₁ + b₁", formula(trace, "Z₁"));
    assertEquals("Xᵀ ∂Z₁", formula(trace, "∂W₁"));
    assertEquals("(P − Y) / n", formula(trace, "∂Z₁"));
  }

  /** Every kind of layer, against the step of the engine. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void endsWhereTheEngineEnds(Loss loss) {
    int rows = 6;
    MiniBatch batch = MiniBatch.random(rows, 3, 4, 5);
    Network network =
        new Network(
            new NetworkSpec(
                3,
                4,
                List.of(
                    new Dense(5, Initializer.HE, 0.3),
                    new Pointwise(Activation.TANH),
                    BatchNorm.DEFAULT,
                    new Dropout(0.4),
                    new Dense(4, Initializer.HE, 0)),
                loss,
                L2Scaling.BATCH),
            ScalarKernels.INSTANCE);
    network.initialize(3);
    network.prepare(rows);
    network.loss(network.forward(batch.x(), 9), batch.labels(), 0);
    network.backward();
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    reference.holdMasksOf(network);
    StepTrace trace =
        StepTrace.of(reference, ReferenceNetwork.toDouble(batch.x()), batch.labels(), 0.05);

    String[] symbols = {"W₁", "b₁", "γ₁", "β₁", "W₂", "b₂"};
    for (int i = 0; i < symbols.length; i++) {
      double[][] before = ReferenceNetwork.toDouble(network.parameters().get(i).value());
      double[][] gradient = ReferenceNetwork.toDouble(network.parameters().get(i).gradient());
      double[][] after = values(trace, symbols[i] + "′");
      for (int r = 0; r < before.length; r++) {
        assertArrayEquals(gradient[r], values(trace, "∂" + symbols[i])[r], 1e-6, symbols[i]);
        for (int c = 0; c < before[r].length; c++) {
          assertEquals(before[r][c] - 0.05 * gradient[r][c], after[r][c], 1e-6, symbols[i]);
        }
      }
    }
    assertEquals("columns of ∂N₁ ⊙ normalised A₁, summed", formula(trace, "∂γ₁"));
    assertEquals("∂A₁ ⊙ tanh′(Z₁)", formula(trace, "∂Z₁"));
    assertEquals("D₁ W₂ + b₂", formula(trace, "Z₂"));
    assertEquals("Xᵀ ∂Z₁ + scaled λ W₁", formula(trace, "∂W₁"));
  }
}
