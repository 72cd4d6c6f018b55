package dev.layerwise.record;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Model files: safetensors with the network's tensors under their own names, the preprocessing as
 * two tensors more, and everything else in the metadata. The format is documented in {@code
 * docs/model-file.md}.
 */
public final class ModelFile {
  private static final String ADVICE =
      "the file is damaged or no model: fetch or export it again, or train again";

  private ModelFile() {}

  /**
   * Writes a model, whole or not at all.
   *
   * @throws RecordException if the file cannot be written, or the model holds NaN or infinities
   */
  public static void write(Path file, Model model) {
    NetworkSpec spec = model.network().spec();
    Scaling scaling = model.scaling();
    Map<String, Matrix> preprocessing = new LinkedHashMap<>();
    preprocessing.put(Keys.OFFSET, Matrix.wrap(1, scaling.offsets().length, scaling.offsets()));
    preprocessing.put(Keys.FACTOR, Matrix.wrap(1, scaling.factors().length, scaling.factors()));
    List<Safetensors.Tensor> tensors =
        new ArrayList<>(TensorLayout.of(spec).tensors("", model.network().tensors()));
    preprocessing.forEach((name, value) ->
        tensors.add(new Safetensors.Tensor(name, List.of((long) value.columns()), value)));
    Map<String, Matrix> all = new LinkedHashMap<>(model.network().tensors());
    all.putAll(preprocessing);
    String notFinite = notFinite(all);
    if (notFinite != null) {
      throw new RecordException(
          file
              + ": a model with values that are not finite is not written: "
              + notFinite
              + "; the training diverged, train again with a lower learning rate");
    }

    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(Keys.FORMAT, Keys.VERSION);
    metadata.put(Keys.NETWORK, NetworkJson.write(spec));
    metadata.put(Keys.CLASSES, Json.write(model.classNames()));
    metadata.put(Keys.SCALING, scaling.kind().label());
    ImageShape image = model.image();
    if (image != null) {
      metadata.put(Keys.IMAGE, image.height() + "x" + image.width());
    }
    if (!model.featureNames().isEmpty()) {
      metadata.put(Keys.FEATURES, Json.write(model.featureNames()));
    }
    Keys.putWithPrefix(metadata, Keys.PROVENANCE, model.provenance());
    metadata.put(Keys.SHA256, ParameterDigest.ofContent(metadata, all, Keys.SHA256));
    Safetensors.write(file, metadata, tensors);
  }

  /**
   * Reads a model and checks all of it.
   *
   * @param kernels what the network shall compute with
   * @throws DataException if the file is missing, damaged, of a newer version or no model
   */
  public static Model read(Path file, Kernels kernels) {
    try {
      return model(Safetensors.readContent(file), kernels);
    } catch (FormatException e) {
      throw new DataException(file + ": " + e.message(ADVICE), e);
    }
  }

  private static Model model(Safetensors.Content content, Kernels kernels) throws FormatException {
    Map<String, String> metadata = content.metadata();
    if (metadata.containsKey(Keys.CHECKPOINT)) {
      throw FormatException.withAdvice(
          "this is a checkpoint and no model; give the run's model, or resume the run");
    }
    Keys.checkVersion(metadata, Keys.FORMAT, "model");
    Keys.checkDigest(content);
    NetworkSpec spec = NetworkJson.read(Keys.require(metadata, Keys.NETWORK));

    Map<String, Matrix> tensors = new LinkedHashMap<>(content.tensors());
    Scaling scaling = scaling(metadata, tensors.remove(Keys.OFFSET), tensors.remove(Keys.FACTOR));
    TensorLayout.of(spec).check("", tensors);
    String notFinite = notFinite(content.tensors());
    if (notFinite != null) {
      throw new FormatException(notFinite + ", and such a model predicts nothing");
    }
    List<String> classNames = names(metadata, Keys.CLASSES);
    List<String> featureNames =
        metadata.containsKey(Keys.FEATURES) ? names(metadata, Keys.FEATURES) : List.of();
    ImageShape image =
        metadata.containsKey(Keys.IMAGE) ? image(Keys.require(metadata, Keys.IMAGE)) : null;
    Map<String, String> provenance = Keys.withPrefix(metadata, Keys.PROVENANCE);

    Network network = new Network(spec, kernels);
    network.tensors().forEach((name, value) -> copy(tensors, name, value));
    try {
      return new Model(network, scaling, classNames, image, featureNames, provenance);
    } catch (IllegalArgumentException e) {
      throw FormatException.of("", e);
    }
  }

  private static Scaling scaling(
      Map<String, String> metadata, @Nullable Matrix offset, @Nullable Matrix factor)
      throws FormatException {
    Scaling.Kind kind =
        NetworkJson.choice(
            "metadata",
            Keys.SCALING,
            Keys.require(metadata, Keys.SCALING),
            Scaling.Kind.values(),
            Scaling.Kind::label);
    if (offset == null || factor == null) {
      throw new FormatException(
          "tensor '" + (offset == null ? Keys.OFFSET : Keys.FACTOR) + "' is missing");
    }
    if (offset.rows() != 1
        || factor.rows() != 1
        || offset.columns() != factor.columns()
        || offset.size() == 0) {
      throw new FormatException(
          "tensors '"
              + Keys.OFFSET
              + "' and '"
              + Keys.FACTOR
              + "': expected one value each, or one for every input,"
              + " got "
              + offset.rows()
              + " × "
              + offset.columns()
              + " and "
              + factor.rows()
              + " × "
              + factor.columns());
    }
    return new Scaling(kind, offset.data(), factor.data());
  }

  private static List<String> names(Map<String, String> metadata, String key)
      throws FormatException {
    List<String> names = new ArrayList<>();
    if (Json.parse(Safetensors.utf8(Keys.require(metadata, key))) instanceof List<?> list) {
      for (Object name : list) {
        if (!(name instanceof String known)) {
          throw new FormatException(key + ": expected texts, got " + JsonObject.describe(name));
        }
        names.add(known);
      }
      return names;
    }
    throw new FormatException(key + ": expected an array of texts");
  }

  private static ImageShape image(String text) throws FormatException {
    if (!text.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
      throw new FormatException(
          Keys.IMAGE + ": expected height and width such as 28x28, got " + Json.quote(text));
    }
    int separator = text.indexOf('x');
    return new ImageShape(
        Integer.parseInt(text.substring(0, separator)),
        Integer.parseInt(text.substring(separator + 1)));
  }

  /**
   * The tensors of a model file or checkpoint, or of any safetensors file, by name.
   *
   * @throws DataException if the file is missing or damaged
   */
  public static Map<String, Matrix> readTensors(Path file) {
    return Safetensors.read(file).tensors();
  }

  /**
   * Sets a network's parameters and running statistics to those of a file: a model, a checkpoint
   * (its last weights), or any safetensors file with the same names. Either all are set or none.
   *
   * @throws DataException if the file is missing or damaged, or the network has other tensors; the
   *     message names the layer that does not fit
   */
  public static void loadInto(Network network, Path file) {
    try {
      Safetensors.Content content = Safetensors.readContent(file);
      Keys.checkDigest(content);
      Map<String, Matrix> tensors = new LinkedHashMap<>(content.tensors());
      if (content.metadata().containsKey(Keys.FORMAT)
          || content.metadata().containsKey(Keys.CHECKPOINT)) {
        tensors.keySet().removeIf(name -> !name.startsWith("layers."));
      }
      checkFit(network.spec(), tensors);
      String notFinite = notFinite(tensors);
      if (notFinite != null) {
        throw FormatException.withAdvice(
            notFinite + "; no training can start there, choose another file");
      }
      network.tensors().forEach((name, value) -> copy(tensors, name, value));
    } catch (FormatException e) {
      throw new DataException(file + ": " + e.message("the file is damaged: choose another"), e);
    }
  }

  private static void checkFit(NetworkSpec spec, Map<String, Matrix> tensors)
      throws FormatException {
    try {
      TensorLayout.of(spec).check("", tensors);
    } catch (FormatException e) {
      throw FormatException.withAdvice(
          "its weights do not fit the network "
              + spec.widths()
              + ": "
              + e.detail()
              + "; describe the network that the file was trained with, or choose another file");
    }
  }

  static void copy(Map<String, Matrix> from, String name, Matrix to) {
    Matrix value = from.get(name);
    if (value == null) {
      throw new IllegalStateException("tensor " + name + " was checked and is missing");
    }
    to.copyFrom(value);
  }

  /** Names the first value that is NaN or infinite, or null. */
  private static @Nullable String notFinite(Map<String, Matrix> tensors) {
    for (Map.Entry<String, Matrix> entry : tensors.entrySet()) {
      Matrix value = entry.getValue();
      for (int i = 0; i < value.size(); i++) {
        float element = value.get(i / value.columns(), i % value.columns());
        if (!Float.isFinite(element)) {
          return "tensor "
              + Json.quote(entry.getKey())
              + " holds "
              + element
              + " at row "
              + i / value.columns()
              + ", column "
              + i % value.columns();
        }
      }
    }
    return null;
  }
}
