package dev.layerwise.record;

import dev.layerwise.data.DataException;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import dev.layerwise.train.Progress;
import dev.layerwise.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A training put on disk between two steps; restored, it continues on the same bits as if it had
 * never stopped.
 *
 * <p>A checkpoint is a safetensors file: the network's tensors under their own names, the
 * optimiser's velocities under {@code velocity.} and the best weights so far under {@code best.}
 * with these names behind it, counters, update rule and description in the metadata. The format is
 * documented in {@code docs/model-file.md}.
 */
public final class Checkpoint {
  private static final String VELOCITY = "velocity.";
  private static final String BEST = "best.";
  private static final String ADVICE =
      "the checkpoint is damaged, and no training can be resumed from it: resume from another copy,"
          + " start from the run's best model (--init), or train again";

  private final Path file;
  private final NetworkSpec spec;
  private final Progress progress;
  private final @Nullable String rule;
  private final Map<String, String> extra;
  private final Map<String, Matrix> weights;
  private final Map<String, Matrix> velocities;
  private final Map<String, Matrix> best;

  private Checkpoint(
      Path file,
      NetworkSpec spec,
      Progress progress,
      @Nullable String rule,
      Map<String, String> extra,
      Map<String, Matrix> weights,
      Map<String, Matrix> velocities,
      Map<String, Matrix> best) {
    this.file = file;
    this.spec = spec;
    this.progress = progress;
    this.rule = rule;
    this.extra = extra;
    this.weights = weights;
    this.velocities = velocities;
    this.best = best;
  }

  /**
   * Writes the state of a training, whole or not at all.
   *
   * @param extra what the caller wants back with it, as texts by name
   * @throws RecordException if it cannot be written; the checkpoint that was there before still is
   */
  public static void write(Path file, TrainingState state, Map<String, String> extra) {
    NetworkSpec spec = state.network().spec();
    TensorLayout layout = TensorLayout.of(spec);
    List<Safetensors.Tensor> tensors =
        new ArrayList<>(layout.tensors("", state.network().tensors()));
    tensors.addAll(layout.tensors(VELOCITY, velocities(state)));
    tensors.addAll(layout.tensors(BEST, state.bestTensors()));
    Map<String, Matrix> all = new LinkedHashMap<>();
    tensors.forEach(tensor -> all.put(tensor.name(), tensor.value()));

    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(Keys.CHECKPOINT, Keys.VERSION);
    metadata.put(Keys.NETWORK, NetworkJson.write(spec));
    metadata.put(Keys.PROGRESS, ProgressJson.write(state.progress()));
    metadata.put(Keys.OPTIMIZER, state.optimizer().spec().label());
    Keys.putWithPrefix(metadata, Keys.EXTRA, extra);
    metadata.put(Keys.SHA256, ParameterDigest.ofContent(metadata, all, Keys.SHA256));
    Safetensors.write(file, metadata, tensors);
  }

  /** The optimiser's velocities by the names of their parameters; none for plain SGD. */
  private static Map<String, Matrix> velocities(TrainingState state) {
    List<Parameter> parameters = state.network().parameters();
    List<Matrix> values = state.optimizer().velocities();
    Map<String, Matrix> velocities = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      velocities.put(parameters.get(i).name(), values.get(i));
    }
    return velocities;
  }

  /**
   * Reads a checkpoint and checks that it is undamaged.
   *
   * @throws DataException if the file is missing, damaged, of a newer version or no checkpoint
   */
  public static Checkpoint read(Path file) {
    try {
      return checkpoint(file, Safetensors.readContent(file));
    } catch (FormatException e) {
      throw new DataException(file + ": " + e.message(ADVICE), e);
    }
  }

  private static Checkpoint checkpoint(Path file, Safetensors.Content content)
      throws FormatException {
    Map<String, String> metadata = content.metadata();
    if (metadata.containsKey(Keys.FORMAT)) {
      throw FormatException.withAdvice(
          "this is a model, and only a checkpoint can be resumed; start a new training from its"
              + " weights (--init)");
    }
    Keys.checkVersion(metadata, Keys.CHECKPOINT, "checkpoint");
    Keys.require(metadata, Keys.SHA256);
    Keys.checkDigest(content);
    NetworkSpec spec = NetworkJson.read(Keys.require(metadata, Keys.NETWORK));
    Progress progress = ProgressJson.read(Keys.require(metadata, Keys.PROGRESS));
    Map<String, Matrix> weights = new LinkedHashMap<>();
    Map<String, Matrix> velocities = new LinkedHashMap<>();
    Map<String, Matrix> best = new LinkedHashMap<>();
    content
        .tensors()
        .forEach((name, tensor) -> {
          if (name.startsWith(VELOCITY)) {
            velocities.put(name.substring(VELOCITY.length()), tensor);
          } else if (name.startsWith(BEST)) {
            best.put(name.substring(BEST.length()), tensor);
          } else {
            weights.put(name, tensor);
          }
        });
    TensorLayout layout = TensorLayout.of(spec);
    layout.check("", weights);
    layout.check(BEST, best);
    Map<String, String> extra = Keys.withPrefix(metadata, Keys.EXTRA);
    String rule = metadata.get(Keys.OPTIMIZER);
    return new Checkpoint(file, spec, progress, rule, extra, weights, velocities, best);
  }

  /** The network that was trained. */
  public NetworkSpec spec() {
    return spec;
  }

  /** Where the training stood. */
  public Progress progress() {
    return progress;
  }

  /** What the writer added. */
  public Map<String, String> extra() {
    return Collections.unmodifiableMap(extra);
  }

  /**
   * Puts the training back to where it stood; either all of it or nothing.
   *
   * @param state the state of a training of the same network with the same update rule
   * @throws DataException if the network or the update rule is another. Older checkpoints do not
   *     name their rule: velocities tell plain SGD from the other two, and which of these it was is
   *     for the caller to know
   */
  public void restoreInto(TrainingState state) {
    Network network = state.network();
    if (!network.spec().equals(spec)) {
      throw new DataException(
          file
              + ": the checkpoint is of another network ("
              + spec.widths()
              + ", here "
              + network.spec().widths()
              + "): a run can be resumed only with the description it was started with");
    }
    String here = state.optimizer().spec().label();
    if (rule != null && !rule.equals(here)) {
      throw new DataException(
          file
              + ": the checkpoint was written by a training with the optimizer '"
              + rule
              + "', and this one has '"
              + here
              + "': a run can be resumed only with the optimizer it was started with; choose that,"
              + " or train again");
    }
    Map<String, Matrix> targets = velocities(state);
    for (Map.Entry<String, Matrix> target : targets.entrySet()) {
      Matrix velocity = velocities.get(target.getKey());
      if (velocity == null
          || velocity.rows() != target.getValue().rows()
          || velocity.columns() != target.getValue().columns()) {
        throw otherRule();
      }
    }
    if (velocities.size() != targets.size()) {
      throw otherRule();
    }
    network.tensors().forEach((name, value) -> ModelFile.copy(weights, name, value));
    targets.forEach((name, value) -> ModelFile.copy(velocities, name, value));
    state.bestTensors().forEach((name, value) -> ModelFile.copy(best, name, value));
    state.restore(progress);
  }

  private DataException otherRule() {
    return new DataException(
        file
            + ": the checkpoint's velocities are not those of this optimizer: a run can be resumed"
            + " only with the optimizer it was started with");
  }
}
