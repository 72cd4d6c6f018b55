package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.trackers.RecordedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code layerwise track}. */
@Command(
    name = "track",
    mixinStandardHelpOptions = true,
    description =
        "Hands runs that were trained before to TensorBoard or MLflow, from what their folders"
            + " hold: also those that a server missed while they were trained.",
    footer = {
      "",
      "Examples:",
      "  layerwise track runs/best --tensorboard events",
      "  layerwise track sweeps/batch-size --mlflow http://localhost:5000"
    })
final class TrackCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Run directories, and sweep directories for all their trials.")
  private List<Path> what = new ArrayList<>();

  @Mixin private TrackingOptions tracking = new TrackingOptions();

  @Override
  public Integer call() {
    if (tracking.isEmpty()) {
      throw new IllegalArgumentException(
          "track: say where to (--tensorboard DIR, or --mlflow http://HOST:PORT)");
    }
    List<RunDirectory> runs = what.stream().flatMap(TrackCommand::runs).toList();
    try (Tracking open = tracking.open(Terminal.standardOutput())) {
      return Interruption.guard(
          open::finish,
          () -> {
            runs.forEach(run -> RecordedRuns.tell(run, open.tracker()));
            open.finish();
            return open.hadProblems() ? ExitCode.DATA : ExitCode.OK;
          });
    }
  }

  private static Stream<RunDirectory> runs(Path path) {
    if (!SweepDirectory.isSweep(path)) {
      return Stream.of(RunDirectory.open(path));
    }
    List<Path> trials;
    try (Stream<Path> folders = Files.list(path.resolve("trials"))) {
      trials = folders.filter(folder -> Files.exists(folder.resolve("run.yaml"))).sorted().toList();
    } catch (IOException e) {
      throw new DataException(path + ": holds no trials yet", e);
    }
    return trials.stream().map(RunDirectory::open);
  }
}
