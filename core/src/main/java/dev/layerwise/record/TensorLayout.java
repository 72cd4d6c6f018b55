package dev.layerwise.record;

import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tensors a network has, known from its description alone: a file's tensors are compared with
 * it before the network is built, so that a description that lies about its size never makes
 * anybody allocate it.
 */
final class TensorLayout {
  /**
   * One tensor.
   *
   * @param layer the layer it belongs to, in words
   * @param rows its rows, 1 for vectors
   * @param columns its columns
   * @param vector whether files give it one dimension rather than two
   */
  record Entry(String layer, int rows, int columns, boolean vector) {
    List<Long> shape() {
      return vector ? List.of((long) columns) : List.of((long) rows, (long) columns);
    }
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private TensorLayout() {}

  static TensorLayout of(NetworkSpec spec) {
    TensorLayout layout = new TensorLayout();
    int columns = spec.inputs();
    for (int i = 0; i < spec.layers().size(); i++) {
      LayerSpec layer = spec.layers().get(i);
      layout.add(i, layer, columns);
      columns = layer.outputs(columns);
    }
    return layout;
  }

  private void add(int index, LayerSpec layer, int inputs) {
    String name = "layers." + index;
    String what = "layer " + index + ", ";
    switch (layer) {
      case LayerSpec.Dense dense -> {
        String words = what + "dense " + inputs + "→" + dense.units();
        entries.put(name + ".weight", new Entry(words, inputs, dense.units(), false));
        entries.put(name + ".bias", new Entry(words, 1, dense.units(), true));
      }
      case LayerSpec.BatchNorm _ -> {
        for (String part : List.of(".weight", ".bias", ".running_mean", ".running_var")) {
          entries.put(name + part, new Entry(what + "batch norm " + inputs, 1, inputs, true));
        }
      }
      case LayerSpec.Pointwise _, LayerSpec.Dropout _ -> {}
    }
  }

  /** All tensors by name, layer by layer. */
  Map<String, Entry> entries() {
    return entries;
  }

  /**
   * The tensors with the shapes that files give them, under names that start with {@code prefix}.
   */
  List<Safetensors.Tensor> tensors(String prefix, Map<String, Matrix> values) {
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    values.forEach((name, value) -> {
      Entry entry = entries.get(name);
      if (entry == null) {
        throw new IllegalArgumentException("tensor " + name + ": not one of the network's");
      }
      tensors.add(new Safetensors.Tensor(prefix + name, entry.shape(), value));
    });
    return tensors;
  }

  /**
   * Compares a file's tensors with the layout.
   *
   * @param prefix what the tensors' names begin with in the file, for messages
   * @param found the tensors without the prefix; none may be missing, none may be left over
   * @throws FormatException naming the layer and the shapes
   */
  void check(String prefix, Map<String, Matrix> found) throws FormatException {
    for (Map.Entry<String, Entry> expected : entries.entrySet()) {
      Entry entry = expected.getValue();
      Matrix tensor = found.get(expected.getKey());
      if (tensor == null) {
        throw new FormatException(
            entry.layer()
                + ": tensor '"
                + prefix
                + expected.getKey()
                + "' ("
                + entry.rows()
                + " × "
                + entry.columns()
                + ") is missing");
      }
      if (tensor.rows() != entry.rows() || tensor.columns() != entry.columns()) {
        throw new FormatException(
            entry.layer()
                + ": tensor '"
                + prefix
                + expected.getKey()
                + "': expected "
                + entry.rows()
                + " × "
                + entry.columns()
                + ", got "
                + tensor.rows()
                + " × "
                + tensor.columns());
      }
    }
    for (String name : found.keySet()) {
      if (!entries.containsKey(name)) {
        throw new FormatException(
            "tensor " + Json.quote(prefix + name) + " belongs to no layer of the network");
      }
    }
  }
}
