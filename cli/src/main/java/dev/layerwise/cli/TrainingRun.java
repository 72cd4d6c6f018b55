package dev.layerwise.cli;

import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs a training before a person's eyes: progress, Ctrl-C, the result, the exit code. */
final class TrainingRun {
  /** How long a dying program may take to write what was learnt. */
  private static final int SECONDS_TO_FINISH = 60;

  private final RunSession session;
  private final Terminal terminal;
  private final boolean json;
  private final ProgressView progress;

  TrainingRun(RunSession session, Terminal terminal, boolean json, boolean table) {
    this.session = session;
    this.terminal = terminal;
    this.json = json;
    this.progress = new ProgressView(terminal, session.spec().epochs(), table, System::nanoTime);
  }

  int execute(Function<TrainingListener, RunSummary> training) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(done), "layerwise-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      RunSummary summary = training.apply(new View());
      new ResultText(terminal).result(summary);
      if (json) {
        System.out.println(RunFiles.toJson(summary));
      }
      if (summary.diverged()) {
        return ExitCode.DIVERGED;
      }
      return summary.stopReason().equals("interrupted") ? ExitCode.INTERRUPTED : ExitCode.OK;
    } finally {
      terminal.out().flush();
      done.countDown();
      forget(hook);
    }
  }

  private void stopAndWait(CountDownLatch done) {
    session.requestStop();
    try {
      if (!done.await(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
        System.err.println("layerwise: gave up waiting for the step under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already, which is what the hook was for.
      return;
    }
  }

  /** The progress, and the verdict on a divergence where it happens. */
  private final class View implements TrainingListener {
    @Override
    public void started(Started event) {
      progress.started(event);
    }

    @Override
    public void stepFinished(
        long step, int epoch, int rows, double loss, int correct, double learningRate) {
      progress.stepFinished(step, epoch, rows, loss, correct, learningRate);
    }

    @Override
    public void validated(Validated event) {
      progress.validated(event);
    }

    @Override
    public void epochFinished(EpochFinished event) {
      progress.epochFinished(event);
    }

    @Override
    public void diverged(Divergence divergence) {
      progress.pause();
      new RunText(terminal).divergence(divergence, session.spec());
    }

    @Override
    public void finished(TrainingResult result) {
      progress.finished(result);
    }
  }
}
