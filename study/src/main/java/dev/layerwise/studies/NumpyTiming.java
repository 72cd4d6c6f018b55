package dev.layerwise.studies;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Network;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.DataSources.Loaded;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Times the training loop of every setting of a sweep beside an equivalent loop in NumPy: the same
 * network, data, sizes and looks at the validation set, one thread each, in turns. What is timed is
 * steps; no training need come to its end.
 */
public final class NumpyTiming {
  private static final int ROUNDS = 3;

  /** Steps before the first timing of a setting; then both are asked what they have learnt. */
  private static final int FIRST = 1000;

  /** Steps before later timings. */
  private static final int AGAIN = 200;

  private static final int EVERY = 100;
  private static final double SECONDS = 0.3;
  private static final int LEAST = 5;

  private final RunData data;
  private final KernelSelection kernels;
  private final NumpyProcess numpy;

  private NumpyTiming(RunData data, KernelSelection kernels, NumpyProcess numpy) {
    this.data = data;
    this.kernels = kernels;
    this.numpy = numpy;
  }

  /**
   * Times all settings of the sweep that a study names, and keeps the times in its folder.
   *
   * @param python the program that runs Python
   * @param done hears of every setting
   * @throws IllegalArgumentException if the study names no such sweep
   * @throws DataException if there is no Python with NumPy
   */
  public static LoopTimes measure(
      StudyPlan plan, DataSources sources, String python, Consumer<LoopTime> done) {
    requireFor(plan.study());
    List<Trial> trials = firstTrials(plan);
    try (RunSession session = RunSession.prepare(trials.getFirst().spec(), sources)) {
      Path folder = Files.createTempDirectory("layerwise-numpy");
      try {
        Loaded images = new Loaded(session.data().set(), null);
        Pool.write(images, folder.resolve("images.idx"), folder.resolve("labels.idx"));
        try (NumpyProcess process = new NumpyProcess(python, folder)) {
          NumpyTiming timing = new NumpyTiming(session.data(), session.kernels(), process);
          timing.warmUp(trials.getFirst());
          List<LoopTime> times = new ArrayList<>();
          for (Trial trial : trials) {
            LoopTime time = timing.time(trial);
            times.add(time);
            done.accept(time);
          }
          LoopTimes all =
              new LoopTimes(
                  process.version("numpy"),
                  process.version("python"),
                  session.kernels().kernels().name(),
                  times);
          all.write(plan.directory().loopTimes());
          return all;
        }
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw AtomicFiles.explain(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  /**
   * Refuses studies that have no such loop.
   *
   * @throws IllegalArgumentException if the study names no sweep for it
   */
  public static void requireFor(Study study) {
    if (study.numpy().isEmpty()) {
      List<String> others =
          Studies.NAMES.stream().filter(name -> !Studies.named(name).numpy().isEmpty()).toList();
      throw new IllegalArgumentException(
          "numpy: the study "
              + study.name()
              + " is not timed beside NumPy; "
              + String.join(", ", others)
              + " is");
    }
  }

  /** How many settings there are to time. */
  public static int settings(StudyPlan plan) {
    return firstTrials(plan).size();
  }

  /** The first trial of each variant, in order. */
  private static List<Trial> firstTrials(StudyPlan plan) {
    Map<Integer, Trial> first = new LinkedHashMap<>();
    plan.stages().stream()
        .filter(stage -> stage.name().equals(plan.study().numpy()))
        .flatMap(stage -> stage.sweep().trials().stream())
        .forEach(trial -> first.putIfAbsent(trial.variant(), trial));
    return List.copyOf(first.values());
  }

  /** A turn that does not count: the machine code of ours is made meanwhile. */
  private void warmUp(Trial trial) {
    new Turn(endless(trial.spec()), FIRST).run();
  }

  private LoopTime time(Trial trial) {
    RunSpec spec = endless(trial.spec());
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    double oursAccuracy = 0;
    double theirAccuracy = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int first = round == 0 ? FIRST : AGAIN;
      Turn turn = new Turn(spec, first);
      turn.run();
      ours.addAll(turn.seconds);
      NumpyProcess.Answer answer = numpy.turn(settings(spec, first));
      Arrays.stream(answer.seconds()).forEach(theirs::add);
      oursAccuracy = round == 0 ? turn.accuracy : oursAccuracy;
      theirAccuracy = round == 0 ? answer.accuracy() : theirAccuracy;
    }
    return new LoopTime(
        trial.variant(),
        trial.label(),
        FIRST,
        1e6 * median(ours) / EVERY,
        1e6 * median(theirs) / EVERY,
        oursAccuracy,
        theirAccuracy);
  }

  /** The same training without an end, with a look every so many steps. */
  private static RunSpec endless(RunSpec spec) {
    requireKnownToNumpy(spec);
    Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.toSettings(spec));
    settings.put("epochs", Integer.MAX_VALUE);
    settings.put("maxSteps", 0);
    settings.put("patienceEpochs", 0);
    settings.put("patienceSteps", 0);
    settings.put("validateEvery", EVERY);
    settings.put("threads", 1);
    return RunSpecs.of(settings);
  }

  /** The loop in NumPy has no more than the study needs. */
  private static void requireKnownToNumpy(RunSpec spec) {
    Map<String, Object> settings = RunSpecs.toSettings(spec);
    Map<String, Object> needed =
        Map.of(
            "activation", List.of("relu"),
            "optimizer", "sgd",
            "schedule", "constant",
            "inputDropout", 0.0,
            "shift", 0,
            "dropout", List.of(0.0),
            "l2Scaling", "batch",
            "scaling", "unit",
            "loss", "softmax-cross-entropy");
    needed.forEach((name, value) -> {
      if (!value.equals(settings.get(name))) {
        throw new IllegalArgumentException(
            name + ": the loop in NumPy has only " + value + ", got " + settings.get(name));
      }
    });
    if (spec.batchNorm().equals("before") || spec.l2().size() > 1) {
      throw new IllegalArgumentException(
          "the loop in NumPy has batch norm after the activation only, and one λ for all layers");
    }
  }

  private Map<String, Object> settings(RunSpec spec, int first) {
    Map<String, Object> turn = new LinkedHashMap<>();
    turn.put("layers", spec.layers());
    turn.put("batchNorm", spec.batchNorm().equals("after"));
    turn.put("l2", spec.l2().getFirst());
    turn.put("learningRate", spec.learningRate());
    turn.put("batchSize", spec.batchSize());
    turn.put("training", data.training().size());
    turn.put("validation", Objects.requireNonNull(data.validation()).size());
    turn.put("every", EVERY);
    turn.put("first", first);
    turn.put("seconds", SECONDS);
    turn.put("least", LEAST);
    return turn;
  }

  /** One turn of ours: a new training through the trainer that every run uses. */
  private final class Turn implements TrainingListener {
    private final List<Double> seconds = new ArrayList<>();
    private final int first;
    private final Trainer trainer;
    private double accuracy;
    private long begun;
    private long before;

    Turn(RunSpec spec, int first) {
      this.first = first;
      Network network =
          new Network(
              spec.network(data.set().features().columns(), data.set().classes()),
              kernels.kernels(),
              new Team(1));
      TrainingPlan plan = spec.plan();
      network.initialize(spec.seed());
      trainer =
          new Trainer(
              new TrainingState(network, plan),
              plan,
              data.training(),
              data.validation(),
              data.scaling(),
              this);
    }

    void run() {
      trainer.run();
    }

    @Override
    public void validated(Validated event) {
      long now = System.nanoTime();
      if (event.step() == first) {
        accuracy = event.validation() == null ? Double.NaN : event.validation().accuracy();
        begun = now;
      } else if (event.step() > first && event.step() % EVERY == 0) {
        seconds.add((now - before) / 1e9);
        if (seconds.size() >= LEAST && now - begun >= 1e9 * SECONDS) {
          trainer.requestStop();
        }
      }
      before = System.nanoTime();
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> {
        try {
          Files.delete(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
    Files.delete(folder);
  }
}
