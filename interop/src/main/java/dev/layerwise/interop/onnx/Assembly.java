package dev.layerwise.interop.onnx;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a model of the steps of a graph. */
final class Assembly {
  /** So little that the square root of one and this is one. */
  private static final double NOTHING = 1e-12;

  private final String file;
  private final List<Step> steps = new ArrayList<>();
  private double[] offsets = {0};
  private double[] factors = {1};

  Assembly(String file, List<Step> graph) {
    this.file = file;
    boolean first = true;
    for (Step step : graph) {
      if (first && step instanceof Step.Affine affine && scales(affine)) {
        continue;
      }
      first = false;
      add(step);
    }
    Step last = steps.isEmpty() ? null : steps.getLast();
    if (last instanceof Step.BatchNorm norm
        && steps.size() > 1
        && steps.get(steps.size() - 2) instanceof Step.Dense dense) {
      double[] scale = norm.scale();
      steps.removeLast();
      steps.set(steps.size() - 1, Steps.scaledOutputs(dense, scale, norm.shift(scale)));
    } else if (!(last instanceof Step.Dense)) {
      throw new DataException(
          file
              + ": the graph ends with "
              + (last instanceof Step.Pointwise(String name, var _) ? name : "no dense layer")
              + ", and the scores of classes come of a dense layer, alone or with softmax or"
              + " sigmoid");
    }
  }

  /** Takes a step at the beginning into the scaling of the features. */
  private boolean scales(Step.Affine affine) {
    for (double factor : affine.factors()) {
      if (factor == 0 || !Double.isFinite(factor)) {
        return false;
      }
    }
    int n = Math.max(offsets.length, affine.offsets().length);
    double[] o = new double[n];
    double[] f = new double[n];
    for (int j = 0; j < n; j++) {
      double offset = offsets[offsets.length == 1 ? 0 : j];
      double factor = factors[factors.length == 1 ? 0 : j];
      int k = affine.isUniform() ? 0 : j;
      // ((x − o) f − o₂) f₂ = (x − (o + o₂ / f)) f f₂
      o[j] = offset + affine.offsets()[k] / factor;
      f[j] = factor * affine.factors()[k];
    }
    offsets = o;
    factors = f;
    return true;
  }

  private void add(Step step) {
    if (!(step instanceof Step.Affine affine)) {
      steps.add(step);
      return;
    }
    int columns = affine.isUniform() ? columnsSoFar() : affine.factors().length;
    double[] scale = Constants.filled(affine.factors(), columns, 1);
    double[] shift = Constants.filled(affine.offsets(), columns, 0).clone();
    for (int j = 0; j < columns; j++) {
      // So that nothing becomes −0.
      shift[j] = shift[j] == 0 ? 0 : -shift[j] * scale[j];
    }
    if (!steps.isEmpty() && steps.getLast() instanceof Step.Dense dense) {
      steps.set(steps.size() - 1, Steps.scaledOutputs(dense, scale, shift));
      return;
    }
    float[] ones = new float[columns];
    Arrays.fill(ones, 1);
    steps.add(
        new Step.BatchNorm(
            "a scaling",
            Steps.toFloats(scale),
            Steps.toFloats(shift),
            new float[columns],
            ones,
            NOTHING));
  }

  private int columnsSoFar() {
    for (Step step : steps.reversed()) {
      switch (step) {
        case Step.Dense dense -> {
          return dense.units();
        }
        case Step.BatchNorm norm -> {
          return norm.gamma().length;
        }
        case Step.Pointwise _, Step.Affine _ -> {}
      }
    }
    return inputs();
  }

  /** The number of features. */
  int inputs() {
    for (Step step : steps) {
      switch (step) {
        case Step.Dense dense -> {
          return dense.inputs();
        }
        case Step.BatchNorm norm -> {
          return norm.gamma().length;
        }
        case Step.Pointwise _, Step.Affine _ -> {}
      }
    }
    return offsets.length;
  }

  Model model(
      Loss loss,
      List<String> names,
      @Nullable Scaling asked,
      @Nullable String kind,
      @Nullable ImageShape image,
      Map<String, String> provenance,
      Kernels kernels) {
    List<LayerSpec> layers = new ArrayList<>();
    int units = 0;
    for (Step step : steps) {
      layers.add(
          switch (step) {
            case Step.Dense dense -> new LayerSpec.Dense(dense.units(), Initializer.GLOROT, 0);
            case Step.BatchNorm norm -> new LayerSpec.BatchNorm(0.1, norm.epsilon());
            case Step.Pointwise pointwise -> new LayerSpec.Pointwise(pointwise.function());
            case Step.Affine _ -> throw new IllegalStateException("a scaling was left over");
          });
      units = step instanceof Step.Dense dense ? dense.units() : units;
    }
    int classes = units == 1 ? 2 : units;
    List<String> classNames =
        names.isEmpty() ? IntStream.range(0, classes).mapToObj(String::valueOf).toList() : names;
    if (classNames.size() != classes) {
      throw new DataException(
          file
              + ": the network has "
              + classes
              + " classes, and there are "
              + classNames.size()
              + " names for them; name them in order (--classes)");
    }
    try {
      NetworkSpec spec = new NetworkSpec(inputs(), classes, layers, loss, L2Scaling.BATCH);
      Network network = new Network(spec, kernels);
      for (int i = 0; i < layers.size(); i++) {
        fill(network, i, steps.get(i));
      }
      return new Model(
          network, asked != null ? asked : scaling(kind), classNames, image, provenance);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": makes no network: " + e.getMessage(), e);
    }
  }

  private Scaling scaling(@Nullable String told) {
    if (offsets.length == 1 && offsets[0] == 0 && factors[0] == 1) {
      return Scaling.NONE;
    }
    Scaling.Kind kind = offsets.length == 1 ? Scaling.Kind.UNIT : Scaling.Kind.STANDARD;
    for (Scaling.Kind candidate : Scaling.Kind.values()) {
      kind = candidate.label().equals(told) ? candidate : kind;
    }
    return new Scaling(kind, Steps.toFloats(offsets), Steps.toFloats(factors));
  }

  private void fill(Network network, int index, Step step) {
    switch (network.layers().get(index)) {
      case DenseLayer layer when step instanceof Step.Dense dense -> {
        copy(dense.name(), Steps.toFloats(dense.weight()), layer.weight().value());
        copy(dense.name(), Steps.toFloats(dense.bias()), layer.bias().value());
      }
      case BatchNormLayer layer when step instanceof Step.BatchNorm norm -> {
        copy(norm.name(), norm.gamma(), layer.parameters().get(0).value());
        copy(norm.name(), norm.beta(), layer.parameters().get(1).value());
        copy(norm.name(), norm.mean(), layer.statistics().get(0).value());
        copy(norm.name(), norm.variance(), layer.statistics().get(1).value());
      }
      default -> {}
    }
  }

  private void copy(String name, float[] values, Matrix target) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new DataException(
            file + ": " + name + " holds " + value + ", and such a network predicts nothing");
      }
    }
    target.copyFrom(Matrix.wrap(target.rows(), target.columns(), values));
  }
}
