package dev.layerwise.cli;

import dev.layerwise.trackers.Notices;
import dev.layerwise.trackers.Tracker;
import dev.layerwise.trackers.mlflow.MlflowServer;
import dev.layerwise.trackers.mlflow.MlflowTracker;
import dev.layerwise.trackers.tensorboard.TensorBoardTracker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where runs are tracked, beside their run directories. */
final class TrackingOptions {
  /** Stands for the address that the environment names. */
  private static final String FROM_ENVIRONMENT = "";

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "Write event files for TensorBoard, in a folder of their own for each run.")
  private @Nullable Path tensorboard;

  @Option(
      names = "--mlflow",
      arity = "1",
      paramLabel = "URI",
      preprocessor = Address.class,
      description =
          "Send to the MLflow server at this address, http://HOST:PORT (without a value: to that"
              + " of MLFLOW_TRACKING_URI).")
  private @Nullable String mlflow;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description =
          "The experiment that the runs belong to there (default: MLFLOW_EXPERIMENT_NAME, or"
              + " layerwise).")
  private @Nullable String experiment;

  /** Whether any tracker was asked for. */
  boolean isEmpty() {
    return tensorboard == null && mlflow == null;
  }

  /**
   * Opens the trackers.
   *
   * @throws IllegalArgumentException if an address is none
   */
  Tracking open(Terminal terminal) {
    return open(terminal, System.getenv());
  }

  Tracking open(Terminal terminal, Map<String, String> environment) {
    if (experiment != null && mlflow == null) {
      throw new IllegalArgumentException(
          "mlflow-experiment: nothing is sent to MLflow; add --mlflow");
    }
    Notices notices = new Notices();
    List<Tracker> trackers = new ArrayList<>();
    if (tensorboard != null) {
      TensorBoardTracker.requireUsable(tensorboard);
      trackers.add(new TensorBoardTracker(tensorboard));
    }
    if (mlflow != null) {
      String address = mlflow.equals(FROM_ENVIRONMENT) ? null : mlflow;
      trackers.add(new MlflowTracker(MlflowServer.of(address, experiment, environment), notices));
    }
    return new Tracking(trackers, notices, tensorboard, terminal);
  }

  /** Takes what follows for an address only if it is one: it may be the data to train on. */
  static final class Address implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec commandSpec, ArgSpec argSpec, Map<String, Object> info) {
      boolean attached = "=".equals(info.get("separator"));
      if (!attached && (args.isEmpty() || !args.peek().contains("://"))) {
        args.push(FROM_ENVIRONMENT);
      }
      return false;
    }
  }
}
