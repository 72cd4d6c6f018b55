package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.interop.weights.WeightFiles;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Team;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.record.Checkpoint;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.record.ParameterDigest;
import dev.layerwise.train.Listeners;
import dev.layerwise.train.Progress;
import dev.layerwise.train.StopReason;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingResult;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run from its description to its summary: data, network, training, evaluation, and the run
 * directory.
 *
 * <p>{@link #prepare} reads the data and builds the network; {@link #run} trains and writes.
 * Between the two, a caller can show what is about to happen.
 */
public final class RunSession implements AutoCloseable {
  private final RunSpec spec;
  private final RunData data;
  private final KernelSelection selection;
  private final int threads;
  private final Team team;
  private final Network network;
  private @Nullable Trainer trainer;
  private RunTracker tracker = RunTracker.NONE;
  private boolean stopRequested;
  private volatile boolean pauseRequested;

  private RunSession(RunSpec spec, RunData data, KernelSelection selection) {
    this.spec = spec;
    this.data = data;
    this.selection = selection;
    this.threads = spec.threads() > 0 ? spec.threads() : Runtime.getRuntime().availableProcessors();
    this.team = new Team(threads);
    this.network =
        new Network(
            spec.network(data.set().features().columns(), data.set().classes()),
            selection.kernels(),
            team);
  }

  /** Reads the data and builds the network of a description; writes nothing. */
  public static RunSession prepare(RunSpec spec, DataSources sources) {
    return prepare(spec, spec.init(), sources);
  }

  /**
   * Does the same for a run whose weights are recorded: where they began, a file that may be gone,
   * does not matter any more.
   */
  public static RunSession prepareRecorded(RunSpec spec, DataSources sources) {
    return prepare(spec, null, sources);
  }

  private static RunSession prepare(RunSpec spec, @Nullable String init, DataSources sources) {
    KernelSelection.require(spec.kernels());
    RunData data = new RunDataLoader(spec, sources).load();
    MiniBatches.requireFitting(spec.batchSize(), data.training().size());
    MiniBatches.requireShiftable(spec.shift(), data.training());
    Trainer.requireValidation(spec.plan(), data.validation());
    Trainer.requireVariance(
        spec.plan(), spec.network(data.set().features().columns(), data.set().classes()));
    KernelSelection selection = KernelSelection.select(spec.kernels(), TrainingWork.of(spec, data));
    RunSession session = new RunSession(spec, data, selection);
    try {
      session.network.initialize(spec.seed());
      if (init != null) {
        WeightFiles.loadInto(session.network, Path.of(init));
      }
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** The description. */
  public RunSpec spec() {
    return spec;
  }

  /** The data. */
  public RunData data() {
    return data;
  }

  /** The network; after {@link #run} it holds the best weights. */
  public Network network() {
    return network;
  }

  /** The kernels and why those. */
  public KernelSelection kernels() {
    return selection;
  }

  /** The number of threads. */
  public int threads() {
    return threads;
  }

  /** Sets who follows the run beside its directory; to be called before the training. */
  public void trackWith(RunTracker newTracker) {
    tracker = newTracker;
  }

  /** Asks the training to stop after the step under way; may be called by any thread. */
  public synchronized void requestStop() {
    stopRequested = true;
    if (trainer != null) {
      trainer.requestStop();
    }
  }

  /**
   * Asks {@link #advance} to save a checkpoint after the step under way and to leave it at that;
   * may be called by any thread.
   */
  public void requestPause() {
    pauseRequested = true;
    requestStop();
  }

  /** Trains from the beginning into an empty run directory. */
  public RunSummary run(RunDirectory directory, TrainingListener view) {
    TrainingState state = new TrainingState(network, spec.plan());
    return train(directory, state, 0, view, false).orElseThrow();
  }

  /**
   * Trains on from wherever the run directory stands: from its checkpoint if it has one, otherwise
   * from the beginning.
   *
   * @return the result, or nothing if {@link #requestPause} ended it: the run directory is then as
   *     that of a run that was killed, and no set was measured
   */
  public Optional<RunSummary> advance(RunDirectory directory, TrainingListener view) {
    boolean begun = Files.exists(directory.checkpoint());
    TrainingState state = new TrainingState(network, spec.plan());
    return train(directory, state, begun ? restore(directory, state) : 0, view, true);
  }

  /**
   * Continues a run from its checkpoint; the result has the same bits as that of a run left alone.
   */
  public RunSummary resume(RunDirectory directory, TrainingListener view) {
    TrainingState state = new TrainingState(network, spec.plan());
    return train(directory, state, restore(directory, state), view, false).orElseThrow();
  }

  /** Sets the state to that of the checkpoint; returns how much of the metrics belongs to it. */
  private long restore(RunDirectory directory, TrainingState state) {
    Checkpoint checkpoint = Checkpoint.read(directory.checkpoint());
    requireSameData(directory, checkpoint.extra());
    checkpoint.restoreInto(state);
    requireNotPast(state.progress());
    return Long.parseLong(checkpoint.extra().getOrDefault(RunRecorder.METRICS_LENGTH, "0"));
  }

  /** A run cannot be made shorter than it is: run again, its description would give another. */
  private void requireNotPast(Progress done) {
    int epochs = done.epoch() + (done.batch() > 0 ? 1 : 0);
    if (epochs > spec.epochs()) {
      throw new IllegalArgumentException(
          "epochs: the run has come to epoch "
              + epochs
              + " already; choose at least as many, or train anew with "
              + spec.epochs());
    }
    if (spec.maxSteps() > 0 && done.step() > spec.maxSteps()) {
      throw new IllegalArgumentException(
          "max steps: the run has done "
              + done.step()
              + " steps already; choose at least as many, or train anew with "
              + spec.maxSteps());
    }
  }

  /** The digests of the data by the names under which a checkpoint keeps them. */
  private Map<String, String> digests() {
    Map<String, String> digests = new LinkedHashMap<>();
    for (RunData.Source source : data.sources()) {
      digests.put(source.role() + "Sha256", source.sha256());
    }
    return digests;
  }

  private void requireSameData(RunDirectory directory, Map<String, String> extra) {
    for (RunData.Source source : data.sources()) {
      String known = extra.get(source.role() + "Sha256");
      if (known != null && !known.equals(source.sha256())) {
        throw new DataException(
            directory.path()
                + ": the "
                + source.role()
                + " data ("
                + source.name()
                + ") are not those that the run began with (SHA-256 "
                + known
                + ", now "
                + source.sha256()
                + "); bring those back, or train again");
      }
    }
  }

  private Optional<RunSummary> train(
      RunDirectory directory,
      TrainingState state,
      long metricsLength,
      TrainingListener view,
      boolean mayPause) {
    try (FolderClaim _ = directory.lock();
        MetricsLog metrics = MetricsLog.open(directory.metrics(), metricsLength)) {
      // A run that goes on has not ended: were this process killed, a summary of what it was before
      // would be taken for that of the description that follows.
      deleteSummary(directory);
      // Also when resumed: with other limits it is another description, and run again it must give
      // the same run.
      RunFiles.writeText(directory.description(), RunSpecs.toYaml(spec));
      boolean begins = state.progress().step() == 0;
      Environment environment = begins ? Environment.of(this) : environmentOf(directory);
      if (begins) {
        RunFiles.writeJson(directory.environment(), environment);
      }
      RunInfo info = new RunInfo(directory, spec, environment, network, data.set().image(), true);
      try (TrackedRun tracked = tracker.follow(info)) {
        try {
          RunRecorder recorder = new RunRecorder(directory, metrics, digests());
          LiveRecorder live = new LiveRecorder(directory, spec.epochs(), this::requestStop);
          LayerRecorder layers = layers(directory, state);
          // Layers before checkpoints: what a checkpoint knows of has been written.
          Optional<RunSummary> summary =
              train(
                  directory,
                  state,
                  List.of(metrics, layers, recorder, live, tracked, view),
                  mayPause);
          summary.ifPresent(tracked::ended);
          return summary;
        } catch (RuntimeException | Error e) {
          tracked.failed(e);
          throw e;
        }
      }
    }
  }

  private static void deleteSummary(RunDirectory directory) {
    try {
      Files.deleteIfExists(directory.summary());
    } catch (IOException e) {
      throw new DataException(directory.summary() + ": cannot be deleted: " + e.getMessage(), e);
    }
  }

  private Optional<RunSummary> train(
      RunDirectory directory,
      TrainingState state,
      List<TrainingListener> listeners,
      boolean mayPause) {
    Trainer ready =
        new Trainer(
            state,
            spec.plan(),
            data.training(),
            data.validation(),
            data.scaling(),
            new Listeners(listeners));
    synchronized (this) {
      trainer = ready;
      if (stopRequested) {
        ready.requestStop();
      }
    }
    TrainingResult result = ready.run();
    if (mayPause && pauseRequested && ready.wasInterrupted()) {
      return Optional.empty();
    }
    ModelFile.write(directory.model(), model());
    RunSummary summary = summarize(directory, result);
    RunFiles.writeJson(directory.summary(), summary);
    return Optional.of(summary);
  }

  /** A resumed run keeps the environment that it began in. */
  private Environment environmentOf(RunDirectory directory) {
    try {
      return RunFiles.readEnvironment(directory);
    } catch (DataException _) {
      return Environment.of(this);
    }
  }

  private LayerRecorder layers(RunDirectory directory, TrainingState state) {
    Examples validation = data.validation();
    return new LayerRecorder(
        directory,
        network,
        validation != null ? validation : data.training(),
        data.scaling(),
        data.training().size(),
        state.progress().step());
  }

  /** The network as it is now, with what predicting needs beside it. */
  public Model model() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("run", RunFiles.toJson(RunSpecs.toSettings(spec)));
    provenance.put("version", Environment.currentVersion());
    provenance.put("kernels", selection.kernels().name());
    provenance.putAll(digests());
    Dataset set = data.set();
    return new Model(
        network, data.scaling(), set.classNames(), set.image(), set.featureNames(), provenance);
  }

  private RunSummary summarize(RunDirectory directory, TrainingResult result) {
    Examples validation = data.validation();
    Examples test = data.test();
    ConfusionMatrix confusion = new ConfusionMatrix(network.spec().classes());
    // The classes are counted of the last of these sets that there is.
    Score tested = test == null ? null : score(test, confusion);
    Score validated =
        validation == null ? null : score(validation, test == null ? confusion : null);
    Score train = score(data.training(), test == null && validation == null ? confusion : null);
    return new RunSummary(
        train.accuracy(),
        validated == null ? null : validated.accuracy(),
        tested == null ? null : tested.accuracy(),
        train.loss(),
        validated == null ? null : validated.loss(),
        tested == null ? null : tested.loss(),
        result.epochs(),
        result.steps(),
        result.bestEpoch(),
        result.bestStep(),
        result.stopReason().label(),
        result.stopReason().explain(),
        result.stopReason() instanceof StopReason.Diverged,
        result.seconds(),
        Double.isFinite(result.examplesPerSecond()) ? result.examplesPerSecond() : 0,
        data.training().size(),
        validation == null ? 0 : validation.size(),
        test == null ? 0 : test.size(),
        network.spec().widths(),
        network.parameterCount(),
        ParameterDigest.sha256(network),
        selection.kernels().name() + " (" + selection.reason() + ")",
        threads,
        rows(confusion),
        data.set().classNames(),
        RunSpecs.changes(spec),
        directory.path().toString());
  }

  /** Measures, and counts the classes as well if that is wanted. */
  private Score score(Examples examples, @Nullable ConfusionMatrix confusion) {
    Evaluation evaluation = new Evaluation(network, examples, data.scaling());
    return confusion == null ? evaluation.score() : evaluation.scoreInto(confusion);
  }

  private static List<List<Long>> rows(ConfusionMatrix confusion) {
    List<List<Long>> rows = new ArrayList<>();
    for (int i = 0; i < confusion.classes(); i++) {
      List<Long> row = new ArrayList<>();
      for (int j = 0; j < confusion.classes(); j++) {
        row.add(confusion.count(i, j));
      }
      rows.add(row);
    }
    return rows;
  }

  /** Lets go of the worker threads. */
  @Override
  public void close() {
    team.close();
  }

  /** Reads the description of a run directory. */
  public static RunSpec specOf(RunDirectory directory) {
    try {
      if (RunSpecs.readSettings(directory.description()).isEmpty()) {
        throw new DataException(
            directory.description()
                + ": is empty, and a run's description never is: the file was damaged after it was"
                + " written; put it back from a copy");
      }
      return RunSpecs.read(directory.description());
    } catch (IllegalArgumentException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }
}
