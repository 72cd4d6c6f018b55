package dev.layerwise.interop.weights;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.interop.ClassNames;
import dev.layerwise.interop.weights.NamedWeights.Group;
import dev.layerwise.interop.weights.SequentialFile.Keys;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.record.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes models of safetensors files that hold weights alone. The layers follow from the tensors;
 * what lies between them is told by the metadata of {@link SequentialFile}, or by the person.
 */
public final class SequentialImport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String file;
  private final Map<String, String> metadata;
  private final NamedWeights weights;
  private final List<String> notes = new ArrayList<>();

  private SequentialImport(String file, Safetensors.Content content) {
    this.file = file;
    this.metadata = content.metadata();
    this.weights = NamedWeights.of(file, content.tensors());
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is missing or damaged, holds other tensors than those of dense
   *     layers and batch norms, or does not tell the activation and the options do not either
   */
  public static Imported read(Path file, ImportOptions options, Kernels kernels) {
    SequentialImport reader = new SequentialImport(file.toString(), Safetensors.read(file));
    return new Imported(reader.model(file, options, kernels), reader.notes);
  }

  private Model model(Path path, ImportOptions options, Kernels kernels) {
    boolean unitsAreRows = weights.unitsAreRows();
    List<Group> dense = weights.dense();
    if (dense.isEmpty()) {
      throw new DataException(file + ": holds no dense layer");
    }
    Group first = weights.layers().getFirst();
    int inputs =
        first.isBatchNorm() || !unitsAreRows
            ? first.isBatchNorm() ? first.weight().columns() : first.weight().rows()
            : first.weight().columns();
    int units = unitsAreRows ? dense.getLast().weight().rows() : dense.getLast().weight().columns();
    String modules = metadata.get(Keys.MODULES);
    List<LayerSpec> layers =
        modules != null ? told(modules, unitsAreRows) : guessed(options, unitsAreRows);
    int classes = units == 1 ? 2 : units;
    List<String> names = names(options, classes);
    try {
      NetworkSpec spec =
          new NetworkSpec(inputs, classes, layers, loss(options, units), L2Scaling.BATCH);
      Network network = new Network(spec, kernels);
      WeightFiles.load(network, file, weights);
      return new Model(network, scaling(options), names, image(options, inputs), provenance(path));
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": makes no network: " + e.getMessage(), e);
    }
  }

  private LayerSpec.Dense dense(Group group, boolean unitsAreRows) {
    int units = unitsAreRows ? group.weight().rows() : group.weight().columns();
    return new LayerSpec.Dense(Math.max(1, units), Initializer.GLOROT, 0);
  }

  // --- the layers as the metadata tell them -----------------------------------------------------

  private List<LayerSpec> told(String modules, boolean unitsAreRows) {
    List<LayerSpec> layers = new ArrayList<>();
    try {
      Object[][] list = JSON.readValue(modules, Object[][].class);
      int at = 0;
      for (Object[] module : list) {
        String name = String.valueOf(module[0]);
        if (name.equals("Linear") && at < weights.layers().size()) {
          layers.add(dense(weights.layers().get(at++), unitsAreRows));
        } else if (name.equals("BatchNorm1d")) {
          layers.add(new LayerSpec.BatchNorm(number(module[3]), number(module[2])));
          at++;
        } else if (name.equals("Dropout")) {
          layers.add(new LayerSpec.Dropout(number(module[1])));
        } else {
          layers.add(new LayerSpec.Pointwise(activation(module)));
        }
      }
      return layers;
    } catch (JacksonException
        | IndexOutOfBoundsException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException e) {
      throw new DataException(
          file + ": metadata '" + Keys.MODULES + "' describe no modules; export the file again", e);
    }
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private Activation activation(Object[] module) {
    String name = String.valueOf(module[0]);
    boolean known =
        switch (name) {
          case "LeakyReLU" -> module.length < 2 || number(module[1]) == 0.01;
          case "ELU" -> module.length < 2 || number(module[1]) == 1;
          case "GELU" -> module.length > 1 && "tanh".equals(module[1]);
          default -> true;
        };
    if (!known) {
      throw new DataException(
          file
              + ": metadata '"
              + Keys.MODULES
              + "': there is no layer for "
              + Arrays.toString(module)
              + "; known are LeakyReLU with a slope of 0.01, ELU with an alpha of 1 and GELU by"
              + " tanh");
    }
    return switch (name) {
      case "Sigmoid" -> Activation.SIGMOID;
      case "Tanh" -> Activation.TANH;
      case "ReLU" -> Activation.RELU;
      case "LeakyReLU" -> Activation.LEAKY_RELU;
      case "ELU" -> Activation.ELU;
      case "GELU" -> Activation.GELU;
      case "SiLU" -> Activation.SILU;
      default -> throw new IllegalArgumentException("module " + name);
    };
  }

  // --- the layers as the tensors show them ------------------------------------------------------

  /**
   * Between two dense layers lies one activation; of a batch norm beside it, numbers in the names
   * tell the order, for {@code nn.Sequential} counts what has no tensors as well.
   */
  private List<LayerSpec> guessed(ImportOptions options, boolean unitsAreRows) {
    List<LayerSpec> layers = new ArrayList<>();
    List<Group> groups = weights.layers();
    Activation asked = options.activation();
    if (asked == null && weights.dense().size() > 1) {
      throw new DataException(
          file
              + ": weights do not tell the function between the layers; name it, for example"
              + " --activation relu");
    }
    LayerSpec between = asked == null ? null : new LayerSpec.Pointwise(asked);
    boolean pending = false;
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      if (group.isBatchNorm()) {
        boolean after =
            i > 0 && pending && (isGap(groups.get(i - 1), group) || options.batchNormAfter());
        if (after && between != null) {
          layers.add(between);
          pending = false;
        }
        layers.add(LayerSpec.BatchNorm.DEFAULT);
        continue;
      }
      if (pending && between != null) {
        layers.add(between);
      }
      layers.add(dense(group, unitsAreRows));
      pending = true;
    }
    if (groups.stream().anyMatch(Group::isBatchNorm)) {
      notes.add("batch norm is taken with epsilon 1e-05, as PyTorch has it unless told otherwise");
    }
    return layers;
  }

  private static boolean isGap(Group before, Group after) {
    return before.number() >= 0 && after.number() > before.number() + 1;
  }

  // --- what is beside the weights ---------------------------------------------------------------

  private Loss loss(ImportOptions options, int units) {
    Loss asked = options.loss();
    if (asked != null) {
      return asked;
    }
    for (Loss loss : Loss.values()) {
      if (loss.label().equals(metadata.get(Keys.LOSS))) {
        return loss;
      }
    }
    Loss assumed = units == 1 ? Loss.SIGMOID_CROSS_ENTROPY : Loss.SOFTMAX_CROSS_ENTROPY;
    notes.add("the loss is taken for " + assumed.label() + " (--loss says otherwise)");
    return assumed;
  }

  private List<String> names(ImportOptions options, int classes) {
    List<String> names = options.classNames();
    String told = metadata.get(Keys.CLASSES);
    if (names.isEmpty() && told != null) {
      List<String> parsed = Arrays.asList(parsed(Keys.CLASSES, told, String[].class));
      if (parsed.contains(null)) {
        throw new DataException(damaged(Keys.CLASSES));
      }
      names = ClassNames.distinct(file + ", metadata '" + Keys.CLASSES + "'", parsed);
    }
    if (names.isEmpty()) {
      return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    }
    return names;
  }

  private <T> T parsed(String key, String json, Class<T> type) {
    try {
      T value = JSON.readValue(json, type);
      if (value == null) {
        throw new DataException(damaged(key));
      }
      return value;
    } catch (JacksonException e) {
      throw new DataException(damaged(key), e);
    }
  }

  private String damaged(String key) {
    return file + ": metadata '" + key + "' are damaged; export the file again";
  }

  private Scaling scaling(ImportOptions options) {
    Scaling asked = options.scaling();
    String offsets = metadata.get(Keys.OFFSET);
    String factors = metadata.get(Keys.FACTOR);
    if (asked != null) {
      return asked;
    }
    if (offsets == null || factors == null) {
      notes.add("features are taken as they are; --scaling-offset and --scaling-factor scale them");
      return Scaling.NONE;
    }
    Scaling.Kind kind = Scaling.Kind.UNIT;
    for (Scaling.Kind candidate : Scaling.Kind.values()) {
      kind = candidate.label().equals(metadata.get(Keys.SCALING)) ? candidate : kind;
    }
    return new Scaling(kind, finite(Keys.OFFSET, offsets), finite(Keys.FACTOR, factors));
  }

  private float[] finite(String key, String json) {
    float[] values = parsed(key, json, float[].class);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new DataException(damaged(key));
      }
    }
    return values;
  }

  private @Nullable ImageShape image(ImportOptions options, int inputs) {
    String told = metadata.getOrDefault(Keys.IMAGE, "");
    if (options.image() != null || !told.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")) {
      return options.image();
    }
    int separator = told.indexOf('x');
    ImageShape image =
        new ImageShape(
            Integer.parseInt(told, 0, separator, 10),
            Integer.parseInt(told, separator + 1, told.length(), 10));
    return image.height() * image.width() == inputs ? image : null;
  }

  private Map<String, String> provenance(Path path) {
    Map<String, String> provenance = new LinkedHashMap<>();
    metadata.forEach((name, text) -> {
      if (name.startsWith(Keys.PROVENANCE)) {
        provenance.put(name.substring(Keys.PROVENANCE.length()), text);
      }
    });
    provenance.put("imported", String.valueOf(path.getFileName()));
    return provenance;
  }
}
