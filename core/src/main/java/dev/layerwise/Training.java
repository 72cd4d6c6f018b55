package dev.layerwise;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.FeatureNames;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Split;
import dev.layerwise.data.SplitPlan;
import dev.layerwise.data.SplitSize;
import dev.layerwise.data.Splits;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.train.Listeners;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingResult;
import dev.layerwise.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A training in a few lines: a network, data, and whatever shall differ from the usual.
 *
 * <pre>{@code
 * Model model =
 *     Training.of(network, digits)
 *         .plan(TrainingPlan.builder().epochs(5).build())
 *         .validation(0.2)
 *         .run()
 *         .model();
 * }</pre>
 *
 * <p>A value: every method returns a new one and leaves this one as it is, so variants can be made
 * of a common beginning. {@link #run} may be called again and again, also by several threads at
 * once; the same description gives the same bits, whatever the number of threads. {@link Trainer}
 * is the loop itself, for those who want their own around it.
 */
public final class Training {
  private final NetworkSpec network;
  private final Dataset data;
  private final Settings settings;

  /** What has a default; copied before it is changed. */
  private static final class Settings {
    private TrainingPlan plan = TrainingPlan.DEFAULT;
    private Scaling.Kind scaling = Scaling.Kind.UNIT;
    private SplitSize held = new SplitSize.Fraction(0.2);
    private @Nullable Dataset validation;
    private List<TrainingListener> listeners = List.of();
    private BooleanSupplier stop = () -> false;
    private @Nullable Network start;
    private int startLayers;
    private String kernels = KernelSelection.AUTOMATIC;
    private int threads = Runtime.getRuntime().availableProcessors();

    private Settings copy() {
      Settings copy = new Settings();
      copy.plan = plan;
      copy.scaling = scaling;
      copy.held = held;
      copy.validation = validation;
      copy.listeners = listeners;
      copy.stop = stop;
      copy.start = start;
      copy.startLayers = startLayers;
      copy.kernels = kernels;
      copy.threads = threads;
      return copy;
    }
  }

  private Training(NetworkSpec network, Dataset data, Settings settings) {
    this.network = network;
    this.data = data;
    this.settings = settings;
  }

  /**
   * A training with {@link TrainingPlan#DEFAULT} on inputs scaled to [0, 1]; a fifth of the data is
   * held out for validation.
   *
   * @throws IllegalArgumentException if the network takes other inputs or classes than the data
   *     have
   * @throws DataException if the data have no labels
   */
  public static Training of(NetworkSpec network, Dataset data) {
    requireFit(network, data);
    return new Training(network, data, new Settings());
  }

  private static void requireFit(NetworkSpec network, Dataset data) {
    data.requireLabels();
    if (network.inputs() != data.features().columns() || network.classes() != data.classes()) {
      throw new IllegalArgumentException(
          data.name()
              + ": has "
              + data.features().columns()
              + " features and "
              + data.classes()
              + " classes, and the network is described for "
              + network.inputs()
              + " and "
              + network.classes());
    }
  }

  /** How the network is trained. */
  public Training plan(TrainingPlan plan) {
    Settings changed = settings.copy();
    changed.plan = Objects.requireNonNull(plan, "plan");
    return new Training(network, data, changed);
  }

  /** How features become inputs; fitted on the training examples alone, and kept in the model. */
  public Training scaling(Scaling.Kind scaling) {
    Settings changed = settings.copy();
    changed.scaling = Objects.requireNonNull(scaling, "scaling");
    return new Training(network, data, changed);
  }

  /**
   * The share of the data that is held out to decide which weights are kept and when to stop; 0 for
   * none.
   *
   * @throws IllegalArgumentException if the share is outside [0, 1)
   */
  public Training validation(double share) {
    Settings changed = settings.copy();
    changed.held = share == 0 ? SplitSize.NONE : new SplitSize.Fraction(share);
    changed.validation = null;
    return new Training(network, data, changed);
  }

  /**
   * Other data for validation, instead of a share.
   *
   * @throws IllegalArgumentException if the network takes other inputs or classes than they have,
   *     their classes or features have other names than those of the training data, or there are
   *     none
   * @throws DataException if they have no labels
   */
  public Training validation(Dataset examples) {
    requireFit(network, examples);
    if (examples.size() == 0) {
      throw new IllegalArgumentException(
          "validation: " + examples.name() + " has no examples; validation(0) trains without any");
    }
    if (!examples.classNames().equals(data.classNames())) {
      throw new IllegalArgumentException(
          examples.name()
              + ": the classes of the validation set are "
              + String.join(", ", examples.classNames())
              + "; those of the training set are "
              + String.join(", ", data.classNames()));
    }
    int other = FeatureNames.firstOther(data.featureNames(), examples.featureNames());
    if (other >= 0) {
      throw new IllegalArgumentException(
          examples.name()
              + ": feature "
              + (other + 1)
              + " of the validation set is '"
              + examples.featureName(other)
              + "', that of the training set '"
              + data.featureName(other)
              + "'; order the features alike, or rename them if they mean the same");
    }
    Settings changed = settings.copy();
    changed.held = SplitSize.NONE;
    changed.validation = examples;
    return new Training(network, data, changed);
  }

  /** Adds a listener; several hear everything in the order in which they were added. */
  public Training listener(TrainingListener listener) {
    Settings changed = settings.copy();
    List<TrainingListener> all = new ArrayList<>(settings.listeners);
    all.add(Objects.requireNonNull(listener, "listener"));
    changed.listeners = List.copyOf(all);
    return new Training(network, data, changed);
  }

  /** Ends training after the first step at whose end {@code condition} holds. */
  public Training stopWhen(BooleanSupplier condition) {
    Settings changed = settings.copy();
    changed.stop = Objects.requireNonNull(condition, "condition");
    return new Training(network, data, changed);
  }

  /**
   * Transfer: the first layers start from what a model has learnt, the others from random weights.
   *
   * @param layers how many layers, activations and the like included; the same in both networks
   * @throws IllegalArgumentException if there are not as many, or one of them is another, as {@link
   *     NetworkSpec#requireSameLayers} says; the message names it
   */
  public Training startFrom(Model model, int layers) {
    network.requireSameLayers(model.network().spec(), layers);
    Settings changed = settings.copy();
    changed.start = model.network();
    changed.startLayers = layers;
    return new Training(network, data, changed);
  }

  /**
   * The kernels by name, such as {@code scalar}; the fastest that can run if it is not called.
   *
   * @throws IllegalArgumentException if there are no such kernels, or they cannot run here
   */
  public Training kernels(String name) {
    KernelSelection.require(name);
    Settings changed = settings.copy();
    changed.kernels = name;
    return new Training(network, data, changed);
  }

  /**
   * The most threads; as many as there are processors if it is not called.
   *
   * @throws IllegalArgumentException if {@code threads} is not from 1 to {@link Team#MOST_THREADS}
   */
  public Training threads(int threads) {
    Team.requireThreads(threads);
    Settings changed = settings.copy();
    changed.threads = threads;
    return new Training(network, data, changed);
  }

  /**
   * Trains, on the calling thread and helpers of its own, until something says stop.
   *
   * @return the model with the best weights, also if training diverged or was stopped
   * @throws IllegalArgumentException if the settings do not fit each other; the message names them
   * @throws DataException if the data are too few for what is asked of them
   */
  public Trained run() {
    TrainingPlan plan = settings.plan;
    Split split = Splits.split(data, SplitPlan.validation(settings.held), plan.seed());
    Scaling scaling = Scaling.fit(settings.scaling, data.features(), split.training());
    Examples training = Examples.of(data, split.training());
    Examples held = validationExamples(split);
    KernelSelection selection = KernelSelection.select(settings.kernels);
    try (Team team = new Team(settings.threads)) {
      Network built = new Network(network, selection.kernels(), team);
      built.initialize(plan.seed());
      if (settings.start != null) {
        built.copyLayers(settings.start, settings.startLayers);
      }
      List<TrainingListener> all = new ArrayList<>(settings.listeners);
      Stopper stopper = new Stopper(settings.stop);
      all.add(stopper);
      TrainingState state = new TrainingState(built, plan);
      Trainer trainer = new Trainer(state, plan, training, held, scaling, new Listeners(all));
      stopper.trainer = trainer;
      TrainingResult result = trainer.run();
      return new Trained(model(built, scaling, selection), result);
    }
  }

  private @Nullable Examples validationExamples(Split split) {
    if (settings.validation != null) {
      return Examples.all(settings.validation);
    }
    return split.validation().length == 0 ? null : Examples.of(data, split.validation());
  }

  private Model model(Network built, Scaling scaling, KernelSelection selection) {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("data", data.name());
    provenance.put("dataSha256", data.sha256());
    provenance.put("plan", settings.plan.toString());
    provenance.put("kernels", selection.kernels().name());
    return new Model(
        built, scaling, data.classNames(), data.image(), data.featureNames(), provenance);
  }

  /** Asks after every step whether to stop. */
  private static final class Stopper implements TrainingListener {
    private final BooleanSupplier condition;
    private @Nullable Trainer trainer;

    Stopper(BooleanSupplier condition) {
      this.condition = condition;
    }

    @Override
    public void safePoint(TrainingState state) {
      if (trainer != null && condition.getAsBoolean()) {
        trainer.requestStop();
      }
    }
  }
}
