package dev.layerwise.cli;

import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingResult;
import java.util.function.Function;

/** Runs a training before a person's eyes: progress, Ctrl-C, the result, the exit code. */
final class TrainingRun {
  private final RunSession session;
  private final Terminal terminal;
  private final boolean json;
  private final ProgressView progress;
  private final Tracking tracking;

  TrainingRun(
      RunSession session, Terminal terminal, boolean json, boolean table, Tracking tracking) {
    this.session = session;
    this.terminal = terminal;
    this.json = json;
    this.tracking = tracking;
    this.progress = new ProgressView(terminal, session.spec().plan(), table, System::nanoTime);
  }

  int execute(Function<TrainingListener, RunSummary> training) {
    return Interruption.guard(session::requestStop, () -> train(training));
  }

  private int train(Function<TrainingListener, RunSummary> training) {
    session.trackWith(tracking.tracker());
    try {
      RunSummary summary = training.apply(new View());
      new ResultText(terminal).result(summary);
      if (json) {
        Stdout.printJson(RunFiles.toJson(summary));
      }
      if (summary.diverged()) {
        return ExitCode.DIVERGED;
      }
      return summary.stopReason().equals("interrupted") ? ExitCode.INTERRUPTED : ExitCode.OK;
    } finally {
      terminal.out().flush();
      // Here, where Ctrl-C waits for it.
      tracking.finish();
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
