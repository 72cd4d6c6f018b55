package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.TrialOutcome.Kind;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.record.RecordException;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.RunTracker;
import dev.layerwise.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Trains in threads of this process. Where several trials run side by side, each computes in one
 * thread unless its description says otherwise: small networks gain more from another trial than
 * from another thread. The results have the same bits either way.
 */
public final class LocalExecutor implements TrialExecutor {
  private static final long PROGRESS_INTERVAL = 200_000_000L;

  private final int slots;
  private final DataSources sources;
  private final RunTracker tracker;
  private final ExecutorService workers;
  private final Set<RunSession> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * Makes one.
   *
   * @param slots how many trials run side by side
   * @param sources where data are found; see {@link DataSources#keeping}
   */
  public LocalExecutor(int slots, DataSources sources) {
    this(slots, sources, RunTracker.NONE);
  }

  /**
   * Makes one whose trials are tracked.
   *
   * @param slots how many trials run side by side
   * @param sources where data are found; see {@link DataSources#keeping}
   * @param tracker who follows the trials; called by several threads at a time
   */
  public LocalExecutor(int slots, DataSources sources, RunTracker tracker) {
    if (slots < 1) {
      throw new IllegalArgumentException("parallel: expected at least 1 trial, got " + slots);
    }
    this.slots = slots;
    this.sources = sources;
    this.tracker = tracker;
    this.workers =
        Executors.newFixedThreadPool(
            slots, Thread.ofPlatform().name("trial-", 1).daemon(true).factory());
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public String describe() {
    return slots == 1 ? "one trial at a time" : slots + " trials side by side";
  }

  @Override
  public void submit(TrialTask task, Watcher watcher) {
    workers.execute(() -> watcher.ended(outcome(task, watcher)));
  }

  // Whatever a trial throws belongs into its row: an error that got away would leave the sweep
  // waiting for it.
  @SuppressWarnings("CatchingUnchecked")
  private TrialOutcome outcome(TrialTask task, Watcher watcher) {
    if (stopped) {
      return TrialOutcome.without(task.trial(), Kind.STOPPED, "");
    }
    try {
      return train(task, watcher);
    } catch (OutOfMemoryError e) {
      return failed(
          task,
          "the heap of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB is too small; give Java more, or run fewer trials side by side");
    } catch (DataException | RecordException | IllegalArgumentException e) {
      return failed(task, String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      return failed(task, "a fault of Layerwise itself: " + e);
    }
  }

  private static TrialOutcome failed(TrialTask task, String message) {
    return TrialOutcome.without(task.trial(), Kind.FAILED, message);
  }

  private TrialOutcome train(TrialTask task, Watcher watcher) {
    makeFolder(task.directory());
    try (RunSession session = RunSession.prepare(placed(task.spec()), sources)) {
      session.trackWith(tracker);
      running.add(session);
      try {
        if (stopped) {
          session.requestPause();
        }
        if (task.endNow()) {
          session.requestStop();
        }
        Optional<RunSummary> summary =
            session.advance(
                new RunDirectory(task.directory()), new Observer(task, session, watcher));
        return summary
            .map(result -> TrialOutcome.ended(task.trial(), result))
            .orElseGet(
                () -> TrialOutcome.without(task.trial(), stopped ? Kind.STOPPED : Kind.PAUSED, ""));
      } finally {
        running.remove(session);
      }
    }
  }

  /** The description as it is trained here. */
  private RunSpec placed(RunSpec spec) {
    return slots == 1 || spec.threads() > 0
        ? spec
        : RunSpecs.of(RunSpecs.toSettings(spec), Map.of("threads", 1));
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFiles.explain(folder, e);
    }
  }

  @Override
  public void requestStop() {
    stopped = true;
    running.forEach(RunSession::requestPause);
  }

  @Override
  public void close() {
    workers.shutdown();
  }

  /** Pauses a session where the task says so, and tells how far it is. */
  private static final class Observer implements TrainingListener {
    private final TrialTask task;
    private final RunSession session;
    private final Watcher watcher;
    private long plannedSteps;
    private long toldAt = System.nanoTime() - PROGRESS_INTERVAL;
    private @Nullable Score validation;

    Observer(TrialTask task, RunSession session, Watcher watcher) {
      this.task = task;
      this.session = session;
      this.watcher = watcher;
    }

    @Override
    public void started(Started event) {
      plannedSteps = event.plannedSteps();
      long pauseStep = (long) task.pauseAfter() * event.stepsPerEpoch();
      // A process that was killed between the pause and its record finds the work done.
      if (task.pauseAfter() > 0 && event.firstStep() >= pauseStep) {
        session.requestPause();
      }
    }

    @Override
    public void stepFinished(
        long step, int epoch, int rows, double loss, int correct, double learningRate) {
      long now = System.nanoTime();
      if (now - toldAt >= PROGRESS_INTERVAL) {
        toldAt = now;
        Score last = validation;
        watcher.progressed(
            new TrialProgress(
                task.trial(),
                epoch,
                step,
                plannedSteps,
                last == null ? null : last.loss(),
                last == null ? null : last.accuracy()));
      }
    }

    @Override
    public void validated(Validated event) {
      validation = event.validation();
    }

    @Override
    public void epochFinished(EpochFinished event) {
      if (event.epoch() == task.pauseAfter()) {
        session.requestPause();
      }
    }
  }
}
