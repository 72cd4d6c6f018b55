package dev.layerwise.interop.weights;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.weights.NamedWeights.Group;
import dev.layerwise.model.Network;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.record.ModelFile;
import dev.layerwise.record.Safetensors;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts networks from the weights of files, our own and those that others wrote. */
public final class WeightFiles {
  private WeightFiles() {}

  /**
   * Sets a network's parameters and running statistics to those of a safetensors file: a model or
   * checkpoint, or a file that PyTorch or Keras wrote. The layers with tensors must be those of the
   * network, in its order; a dense layer without bias gets one of zeros. Either all are set or
   * none.
   *
   * @throws DataException if the file is missing or damaged, or does not fit; the message names the
   *     tensor
   */
  public static void loadInto(Network network, Path file) {
    Safetensors.Content content = Safetensors.read(file);
    boolean ours =
        content.metadata().containsKey("layerwise.format")
            || content.metadata().containsKey("layerwise.checkpoint");
    if (ours) {
      ModelFile.loadInto(network, file);
      return;
    }
    load(network, file.toString(), NamedWeights.of(file.toString(), content.tensors()));
  }

  private static boolean sameShape(Matrix one, @Nullable Matrix other) {
    return other != null && one.rows() == other.rows() && one.columns() == other.columns();
  }

  static void load(Network network, String file, NamedWeights weights) {
    List<Layer> layers =
        network.layers().stream()
            .filter(layer -> layer instanceof DenseLayer || layer instanceof BatchNormLayer)
            .toList();
    List<Group> groups = weights.layers();
    boolean unitsAreRows = weights.unitsAreRows();
    List<Runnable> copies = new ArrayList<>();
    for (int i = 0; i < Math.max(layers.size(), groups.size()); i++) {
      if (i >= layers.size() || i >= groups.size()) {
        throw misfit(
            network,
            file,
            "it has "
                + groups.size()
                + " layers with tensors ("
                + String.join(", ", groups.stream().map(Group::prefix).toList())
                + "), the network "
                + layers.size());
      }
      int index = network.layers().indexOf(layers.get(i));
      String where =
          "layer '" + groups.get(i).prefix() + "' for " + network.describeLayer(index) + ": ";
      switch (layers.get(i)) {
        case DenseLayer dense ->
            copies.add(dense(network, file, where, dense, groups.get(i), unitsAreRows));
        case BatchNormLayer norm -> copies.add(norm(network, file, where, norm, groups.get(i)));
        default -> throw new IllegalStateException("a layer without tensors");
      }
    }
    copies.forEach(Runnable::run);
  }

  private static Runnable dense(
      Network network,
      String file,
      String where,
      DenseLayer dense,
      Group group,
      boolean unitsAreRows) {
    if (group.isBatchNorm()) {
      throw misfit(network, file, where + "expected a dense layer, got a batch norm");
    }
    Matrix weight = unitsAreRows ? NamedWeights.transposed(group.weight()) : group.weight();
    String name = "'" + group.prefix() + (group.kernel() ? ".kernel'" : ".weight'");
    Matrix expected = dense.weight().value();
    if (!sameShape(expected, weight)) {
      throw misfit(
          network,
          file,
          where
              + "tensor "
              + name
              + ": expected "
              + (unitsAreRows
                  ? expected.columns() + " × " + expected.rows() + " (units × inputs)"
                  : expected.rows() + " × " + expected.columns() + " (inputs × units)")
              + ", got "
              + group.weight().rows()
              + " × "
              + group.weight().columns());
    }
    requireFinite(file, where, weight);
    Matrix bias = group.bias();
    if (bias != null) {
      requireShape(network, file, where + "its bias", dense.bias().value(), bias);
      requireFinite(file, where, bias);
    }
    return () -> {
      dense.weight().value().copyFrom(weight);
      if (bias == null) {
        dense.bias().value().fill(0);
      } else {
        dense.bias().value().copyFrom(bias);
      }
    };
  }

  private static Runnable norm(
      Network network, String file, String where, BatchNormLayer norm, Group group) {
    Matrix mean = group.mean();
    Matrix variance = group.variance();
    if (mean == null || variance == null) {
      throw misfit(network, file, where + "expected a batch norm, got a dense layer");
    }
    Matrix beta = group.bias();
    List<Matrix> targets =
        List.of(
            norm.parameters().get(0).value(),
            norm.parameters().get(1).value(),
            norm.statistics().get(0).value(),
            norm.statistics().get(1).value());
    Matrix zeros = new Matrix(1, norm.outputs());
    List<Matrix> sources = List.of(group.weight(), beta == null ? zeros : beta, mean, variance);
    for (int k = 0; k < targets.size(); k++) {
      requireShape(network, file, where + "one of its tensors", targets.get(k), sources.get(k));
      requireFinite(file, where, sources.get(k));
    }
    for (int j = 0; j < variance.columns(); j++) {
      if (variance.get(0, j) < 0) {
        throw new DataException(
            file
                + ": "
                + where
                + "holds a running variance of "
                + variance.get(0, j)
                + ", and none is less than 0; choose another file");
      }
    }
    return () -> {
      for (int k = 0; k < targets.size(); k++) {
        targets.get(k).copyFrom(sources.get(k));
      }
    };
  }

  private static void requireShape(
      Network network, String file, String what, Matrix expected, Matrix got) {
    if (!sameShape(expected, got)) {
      throw misfit(
          network, file, what + ": expected " + expected.columns() + " values, got " + got.size());
    }
  }

  static void requireFinite(String file, String where, Matrix values) {
    for (int k = 0; k < values.size(); k++) {
      if (!Float.isFinite(values.data()[k])) {
        throw new DataException(
            file
                + ": "
                + where
                + "holds "
                + values.data()[k]
                + "; no network learns or predicts with that, choose another file");
      }
    }
  }

  private static DataException misfit(Network network, String file, String what) {
    return new DataException(
        file
            + ": its weights do not fit the network "
            + network.spec().widths()
            + ": "
            + what
            + "; describe the network that the file was trained with, or choose another file");
  }
}
