package dev.layerwise.interop.weights;

import dev.layerwise.data.DataException;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a file that others wrote, gathered into layers by what stands before the last dot
 * or slash of their names: {@code 0.weight} and {@code 0.bias}, {@code fc1.kernel} and {@code
 * fc1.bias}. Layers follow one another in the order of these prefixes, numbers by their value.
 *
 * @param layers the layers that have tensors
 */
record NamedWeights(List<Group> layers) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** What a tensor is to its layer. */
  private enum Role {
    WEIGHT,
    BIAS,
    MEAN,
    VARIANCE,
    IGNORED;

    /** By the names that were seen in files of PyTorch, Keras and Flax. */
    static @Nullable Role of(String name) {
      return switch (name) {
        case "weight", "kernel", "gamma", "scale" -> WEIGHT;
        case "bias", "beta" -> BIAS;
        case "running_mean", "moving_mean", "mean" -> MEAN;
        case "running_var", "moving_variance", "var" -> VARIANCE;
        case "num_batches_tracked" -> IGNORED;
        default -> null;
      };
    }
  }

  /**
   * A layer.
   *
   * @param prefix what its tensors' names begin with
   * @param kernel whether its weights are called a kernel, which has a row for every input
   * @param weight W or γ
   * @param bias b or β; null where there is none
   * @param mean the running mean; null for a dense layer
   * @param variance the running variance; null for a dense layer
   */
  record Group(
      String prefix,
      boolean kernel,
      Matrix weight,
      @Nullable Matrix bias,
      @Nullable Matrix mean,
      @Nullable Matrix variance) {
    boolean isBatchNorm() {
      return mean != null;
    }

    /** The number in the prefix if it is one, such as 4 in {@code net.4}; else −1. */
    int number() {
      String last = prefix.substring(prefix.lastIndexOf('.') + 1);
      return last.matches("[0-9]{1,6}") ? Integer.parseInt(last) : -1;
    }
  }

  NamedWeights {
    layers = List.copyOf(layers);
  }

  /**
   * Gathers tensors.
   *
   * @throws DataException if a name or a size is of a layer that is not known here
   */
  static NamedWeights of(String file, Map<String, Matrix> tensors) {
    Map<String, Map<Role, String>> prefixes =
        new TreeMap<>(Comparator.comparing(NamedWeights::padded).thenComparing(p -> p));
    for (String name : tensors.keySet()) {
      String plain = name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
      int end = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf('/'));
      Role role = Role.of(plain.substring(end + 1));
      if (role == null) {
        throw new DataException(
            file
                + ": tensor '"
                + name
                + "' is of no layer known here (weight, bias, running_mean, running_var, or kernel,"
                + " gamma, beta, moving_mean, moving_variance, behind the name of a layer); remove"
                + " it from the file");
      }
      String prefix = plain.substring(0, Math.max(0, end)).replace('/', '.');
      String other = prefixes.computeIfAbsent(prefix, _ -> new TreeMap<>()).put(role, name);
      if (other != null && role != Role.IGNORED) {
        throw new DataException(
            file
                + ": layer '"
                + prefix
                + "': tensors '"
                + other
                + "' and '"
                + name
                + "' are both its "
                + role.name().toLowerCase(Locale.ROOT)
                + ", and a layer has one; remove or rename one of them");
      }
    }
    List<Group> layers = new ArrayList<>();
    prefixes.forEach((prefix, names) -> layers.add(group(file, prefix, names, tensors)));
    if (layers.isEmpty()) {
      throw new DataException(file + ": holds no tensors");
    }
    return new NamedWeights(layers);
  }

  private static Group group(
      String file, String prefix, Map<Role, String> names, Map<String, Matrix> tensors) {
    Matrix bias = tensors.get(names.getOrDefault(Role.BIAS, ""));
    Matrix mean = tensors.get(names.getOrDefault(Role.MEAN, ""));
    Matrix variance = tensors.get(names.getOrDefault(Role.VARIANCE, ""));
    Matrix weight = tensors.get(names.getOrDefault(Role.WEIGHT, ""));
    String where = file + ": layer '" + prefix + "': ";
    if ((mean == null) != (variance == null)) {
      throw new DataException(
          where
              + "has a running "
              + (mean == null ? "variance but no mean" : "mean but no variance")
              + "; export all tensors of it");
    }
    if (weight == null && mean != null) {
      // Without scale and shift of its own.
      weight = new Matrix(1, mean.columns());
      weight.fill(1);
    }
    if (weight == null) {
      throw new DataException(where + "has no weights; export all tensors of it");
    }
    for (Matrix vector : new Matrix[] {bias, mean, variance}) {
      int columns = mean != null ? weight.columns() : vector == null ? 0 : vector.columns();
      if (vector != null && (vector.rows() != 1 || vector.columns() != columns)) {
        throw new DataException(
            where
                + "expected vectors as long as its weights ("
                + weight.columns()
                + "), got one of "
                + vector.rows()
                + " × "
                + vector.columns());
      }
    }
    if (mean == null
        && bias != null
        && weight.rows() == 1
        && weight.columns() == bias.columns()
        && bias.columns() > 1
        && !names.getOrDefault(Role.WEIGHT, "").contains("kernel")) {
      throw new DataException(
          where
              + "has a scale and a shift but no running statistics: layer normalisation, or batch"
              + " norm without them, is not known here");
    }
    boolean kernel = names.getOrDefault(Role.WEIGHT, "").contains("kernel");
    return new Group(prefix, kernel, weight, bias, mean, variance);
  }

  /** Pads the numbers of a name with zeros, so that {@code fc10} comes after {@code fc9}. */
  private static String padded(String name) {
    return NUMBER
        .matcher(name)
        .replaceAll(
            number -> "0".repeat(Math.max(0, 20 - number.group().length())) + number.group());
  }

  /** The dense layers. */
  List<Group> dense() {
    return layers.stream().filter(group -> !group.isBatchNorm()).toList();
  }

  /**
   * Whether the weights have a row for every unit, as PyTorch keeps them, and not for every input,
   * as Keras does: told from how their shapes follow on one another, then from their names.
   */
  boolean unitsAreRows() {
    List<Group> dense = dense();
    boolean torch = dense.stream().noneMatch(Group::kernel);
    boolean asTorch = true;
    boolean asKeras = true;
    for (int i = 1; i < dense.size(); i++) {
      Matrix before = dense.get(i - 1).weight();
      Matrix after = dense.get(i).weight();
      asTorch &= before.rows() == after.columns();
      asKeras &= before.columns() == after.rows();
    }
    for (Group group : dense) {
      Matrix bias = group.bias();
      if (bias != null) {
        asTorch &= bias.columns() == group.weight().rows();
        asKeras &= bias.columns() == group.weight().columns();
      }
    }
    return asTorch == asKeras ? torch : asTorch;
  }

  static Matrix transposed(Matrix matrix) {
    Matrix transposed = new Matrix(matrix.columns(), matrix.rows());
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        transposed.set(j, i, matrix.get(i, j));
      }
    }
    return transposed;
  }
}
