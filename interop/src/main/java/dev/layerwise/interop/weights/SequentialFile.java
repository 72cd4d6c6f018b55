package dev.layerwise.interop.weights;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Layer.Statistic;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.record.Model;
import dev.layerwise.record.RecordException;
import dev.layerwise.record.Safetensors;
import dev.layerwise.record.Safetensors.Tensor;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes models as safetensors files whose tensors are the state dict of a PyTorch {@code
 * nn.Sequential} with a module for every layer: {@code 0.weight} with a row for every unit, {@code
 * 0.bias}, and so on.
 *
 * <p>What a state dict does not hold is in the metadata: the modules, the scaling of the features,
 * the names of the classes; see {@code docs/formats.md}.
 */
public final class SequentialFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SequentialFile() {}

  /**
   * Writes a model, whole or not at all.
   *
   * @throws RecordException if the file cannot be written
   */
  public static void write(Path file, Model model) {
    List<Tensor> tensors = new ArrayList<>();
    List<Object> modules = new ArrayList<>();
    List<Layer> layers = model.network().layers();
    for (int i = 0; i < layers.size(); i++) {
      modules.add(Modules.of(layers.get(i)));
      add(tensors, i, layers.get(i));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    // The mark that PyTorch's own writers leave.
    metadata.put("format", "pt");
    metadata.put(Keys.MODULES, JSON.writeValueAsString(modules));
    metadata.put(Keys.LOSS, model.network().spec().loss().label());
    metadata.put(Keys.CLASSES, JSON.writeValueAsString(model.classNames()));
    Scaling scaling = model.scaling();
    metadata.put(Keys.SCALING, scaling.kind().label());
    metadata.put(Keys.OFFSET, JSON.writeValueAsString(scaling.offsets()));
    metadata.put(Keys.FACTOR, JSON.writeValueAsString(scaling.factors()));
    ImageShape image = model.image();
    if (image != null) {
      metadata.put(Keys.IMAGE, image.height() + "x" + image.width());
    }
    model.provenance().forEach((name, text) -> metadata.put(Keys.PROVENANCE + name, text));
    Safetensors.write(file, metadata, tensors);
  }

  private static void add(List<Tensor> tensors, int index, Layer layer) {
    String prefix = index + ".";
    if (layer instanceof DenseLayer dense) {
      Matrix weight = NamedWeights.transposed(dense.weight().value());
      tensors.add(
          new Tensor(
              prefix + "weight", List.of((long) weight.rows(), (long) weight.columns()), weight));
      tensors.add(vector(prefix + "bias", dense.bias().value()));
    } else if (layer instanceof BatchNormLayer norm) {
      for (Parameter parameter : norm.parameters()) {
        tensors.add(vector(prefix + last(parameter.name()), parameter.value()));
      }
      for (Statistic statistic : norm.statistics()) {
        tensors.add(vector(prefix + last(statistic.name()), statistic.value()));
      }
    }
  }

  /** Batch norm calls its tensors {@code layers.3.running_mean}, as PyTorch does but for the 3. */
  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static Tensor vector(String name, Matrix value) {
    return new Tensor(name, List.of((long) value.columns()), value);
  }

  /** The names of the texts in the metadata. */
  static final class Keys {
    /** The modules in order: a JSON array of arrays with a name and its arguments. */
    static final String MODULES = "layerwise.modules";

    static final String LOSS = "layerwise.loss";
    static final String CLASSES = "layerwise.classes";
    static final String SCALING = "layerwise.scaling";
    static final String OFFSET = "layerwise.preprocessing.offset";
    static final String FACTOR = "layerwise.preprocessing.factor";
    static final String IMAGE = "layerwise.image";
    static final String PROVENANCE = "layerwise.provenance.";

    private Keys() {}
  }

  /** Layers in the words of PyTorch. */
  static final class Modules {
    private Modules() {}

    static List<Object> of(Layer layer) {
      return switch (layer.spec()) {
        case LayerSpec.Dense dense -> List.of("Linear", layer.inputs(), dense.units());
        case LayerSpec.BatchNorm norm ->
            List.of("BatchNorm1d", layer.inputs(), norm.epsilon(), norm.updateRate());
        case LayerSpec.Dropout dropout -> List.of("Dropout", dropout.rate());
        case LayerSpec.Pointwise pointwise ->
            switch (pointwise.function()) {
              case SIGMOID -> List.of("Sigmoid");
              case TANH -> List.of("Tanh");
              case RELU -> List.of("ReLU");
              case LEAKY_RELU -> List.of("LeakyReLU", 0.01);
              case ELU -> List.of("ELU", 1.0);
              case GELU -> List.of("GELU", "tanh");
              case SILU -> List.of("SiLU");
            };
      };
    }
  }
}
