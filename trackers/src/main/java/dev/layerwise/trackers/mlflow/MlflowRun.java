package dev.layerwise.trackers.mlflow;

import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Added;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunInfo;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.trackers.RunSettings;
import dev.layerwise.trackers.mlflow.LogBatches.Metric;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One run on its way to the server.
 *
 * <p>Nothing is queued: what is to be sent is read from the run directory when the server takes it,
 * so a server that is away for hours costs no memory and loses nothing. The training thread only
 * says when the run has ended; everything else happens in the sender's thread.
 */
final class MlflowRun implements TrackedRun {
  private static final List<String> FILES =
      List.of("run.yaml", "environment.json", "metrics.jsonl", "summary.json", "model.safetensors");

  private final RunInfo run;
  private final RunDirectory directory;
  private final MlflowServer server;
  private final Experiments experiments;
  private final Clock clock;
  private final Runnable wake;

  // Said by the training thread.
  private volatile @Nullable RunSummary summary;
  private volatile boolean failed;
  private volatile long endedAt;
  private volatile boolean left;

  // Of the sender's thread alone.
  private @Nullable MlflowLink link;
  private final Deque<byte[]> unsent = new ArrayDeque<>();
  private List<Line> unsentLines = List.of();
  private long readTo;
  private boolean resultsSent;
  private int filesSent;
  private boolean statusSent;
  private boolean givenUp;
  private @Nullable String rejection;

  /**
   * Makes one.
   *
   * @param experiments where runs belong; of the sender's thread alone
   * @param wake to be called when the run has ended
   */
  MlflowRun(RunInfo run, MlflowServer server, Experiments experiments, Clock clock, Runnable wake) {
    this.run = run;
    this.directory = run.directory();
    this.server = server;
    this.experiments = experiments;
    this.clock = clock;
    this.wake = wake;
  }

  @Override
  public void ended(RunSummary result) {
    endedAt = clock.millis();
    summary = result;
  }

  @Override
  public void failed(Throwable reason) {
    endedAt = clock.millis();
    failed = true;
  }

  @Override
  public void close() {
    left = true;
    wake.run();
  }

  String name() {
    return run.name();
  }

  RunDirectory directory() {
    return directory;
  }

  /** The page of the run, or null if the server does not know it yet. */
  @Nullable String page() {
    return link == null ? null : link.page();
  }

  /** Why the server has not taken all of it for good, or null. */
  @Nullable String rejection() {
    return rejection;
  }

  /** Whether all that will ever be is there, or nothing more can be done. */
  boolean isDone() {
    return left && (statusSent || givenUp || (link != null && link.complete()));
  }

  /** Gives up on a run that the server refuses. */
  void giveUp(MlflowFailure failure) {
    rejection = failure.getMessage();
    givenUp = true;
  }

  /**
   * Sends what there is; after a failure the next call goes on where this one stopped.
   *
   * @throws MlflowFailure if the server cannot be reached, or refuses the run altogether
   */
  void advance(MlflowClient client) throws MlflowFailure, InterruptedException {
    // Before the files are looked at: what is written before a run is left is seen after it.
    boolean over = left;
    if (givenUp) {
      return;
    }
    MlflowLink known = linked(client);
    if (known.complete()) {
      return;
    }
    if (!known.described()) {
      describe(client, known);
    }
    sendLines(client);
    if (over) {
      finish(client);
    }
  }

  /** The run on the server; made there if need be. */
  private MlflowLink linked(MlflowClient client) throws MlflowFailure, InterruptedException {
    if (link != null) {
      return link;
    }
    MlflowLink known = MlflowLink.read(directory, server);
    if (known != null && known.complete() && !run.live()) {
      link = known;
      return known;
    }
    if (known == null || !setRunning(client, known)) {
      known = create(client);
    }
    MlflowLink open = known.withComplete(false);
    remember(open);
    return open;
  }

  /** Whether the server still has the run, which is now under way again. */
  private boolean setRunning(MlflowClient client, MlflowLink known)
      throws MlflowFailure, InterruptedException {
    try {
      client.post("runs/update", Map.of("run_id", known.runId(), "status", "RUNNING"));
      return true;
    } catch (MlflowFailure e) {
      if (e.isPassing() || !e.isFor("RESOURCE_DOES_NOT_EXIST")) {
        throw e;
      }
      return false;
    }
  }

  private MlflowLink create(MlflowClient client) throws MlflowFailure, InterruptedException {
    String experiment = experiments.id(client);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("experiment_id", experiment);
    request.put("run_name", run.name());
    request.put("start_time", run.started().toEpochMilli());
    request.put(
        "tags",
        List.of(
            Map.of("key", "mlflow.runName", "value", run.name()),
            Map.of("key", "mlflow.source.name", "value", "layerwise"),
            Map.of("key", "mlflow.source.type", "value", "LOCAL"),
            Map.of("key", "mlflow.user", "value", System.getProperty("user.name", ""))));
    JsonNode info = client.post("runs/create", request).path("run").path("info");
    String runId = info.path("run_id").asString("");
    if (runId.isEmpty()) {
      throw new MlflowFailure("the answer to runs/create names no run", false, "", 0);
    }
    return new MlflowLink(
        server.base().toString(),
        experiment,
        runId,
        info.path("artifact_uri").asString(""),
        false,
        -1,
        -1,
        false);
  }

  private void describe(MlflowClient client, MlflowLink known)
      throws MlflowFailure, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    RunSettings.of(run.spec()).forEach((name, value) -> parameters.put(name, value.toString()));
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("layerwise.version", run.environment().version());
    tags.put("layerwise.network", run.environment().network());
    tags.put("layerwise.kernels", run.environment().kernels());
    tags.put("layerwise.jdk", run.environment().jdk());
    tags.put("layerwise.directory", directory.path().toAbsolutePath().normalize().toString());
    if (run.sweep() != null) {
      tags.put("layerwise.sweep", run.sweep());
    }
    for (RunData.Source source : run.environment().sources()) {
      tags.put("layerwise.data." + source.role(), source.name());
      tags.put("layerwise.data." + source.role() + ".sha256", source.sha256());
    }
    for (byte[] request : LogBatches.of(known.runId(), List.of(), parameters, tags)) {
      client.post("runs/log-batch", request);
    }
    remember(known.withDescribed());
  }

  private void remember(MlflowLink newLink) {
    link = newLink;
    newLink.write(directory);
  }

  /** Sends what the log of the run has that the server has not. */
  private void sendLines(MlflowClient client) throws MlflowFailure, InterruptedException {
    while (true) {
      // A request is sent again as it was, time and all: a server that had taken it, and whose
      // answer was lost, recognises it.
      while (!unsent.isEmpty()) {
        client.post("runs/log-batch", unsent.getFirst());
        unsent.removeFirst();
      }
      MlflowLink known = Objects.requireNonNull(link);
      if (!unsentLines.isEmpty()) {
        known = known.with(unsentLines);
        remember(known);
        unsentLines = List.of();
      }
      Added added = MetricsHistory.readAdded(directory, readTo);
      if (added.end() == readTo) {
        return;
      }
      readTo = added.end();
      unsentLines = added.lines().stream().filter(known::lacks).toList();
      unsent.addAll(
          LogBatches.of(known.runId(), MetricLines.of(unsentLines, time()), Map.of(), Map.of()));
    }
  }

  private ToLongFunction<Line> time() {
    if (run.live()) {
      long now = clock.millis();
      return _ -> now;
    }
    return MetricLines.recorded(
        MetricsHistory.read(directory).lines(), run.started().toEpochMilli());
  }

  private void finish(MlflowClient client) throws MlflowFailure, InterruptedException {
    MlflowLink known = Objects.requireNonNull(link);
    RunSummary result = summary;
    if (result == null) {
      if (failed) {
        update(client, known, "FAILED");
      }
      // Otherwise it was paused, and will be trained on.
      statusSent = true;
      return;
    }
    if (!resultsSent) {
      for (byte[] request :
          LogBatches.of(known.runId(), results(result), Map.of(), resultTags(result))) {
        client.post("runs/log-batch", request);
      }
      resultsSent = true;
    }
    putFiles(client, known);
    update(
        client,
        known,
        result.diverged()
            ? "FAILED"
            : result.stopReason().equals("interrupted") ? "KILLED" : "FINISHED");
    statusSent = true;
    remember(Objects.requireNonNull(link).withComplete(rejection == null));
  }

  private void putFiles(MlflowClient client, MlflowLink known)
      throws MlflowFailure, InterruptedException {
    try {
      URI folder = client.artifactFolder(known.artifactUri());
      while (filesSent < FILES.size()) {
        Path file = directory.path().resolve(FILES.get(filesSent));
        if (Files.exists(file)) {
          client.put(folder, file);
        }
        filesSent++;
      }
    } catch (MlflowFailure e) {
      if (e.isPassing()) {
        throw e;
      }
      // Curves and results are worth having without the files.
      rejection = "the run's files were not taken: " + e.getMessage();
      filesSent = FILES.size();
    }
  }

  private void update(MlflowClient client, MlflowLink known, String status)
      throws MlflowFailure, InterruptedException {
    client.post(
        "runs/update", Map.of("run_id", known.runId(), "status", status, "end_time", endTime()));
  }

  private long endTime() {
    RunSummary result = summary;
    return run.live() || result == null
        ? endedAt
        : run.started().toEpochMilli() + Math.round(1e3 * result.trainSeconds());
  }

  private List<Metric> results(RunSummary result) {
    List<Metric> metrics = new ArrayList<>();
    long time = endTime();
    Map<String, @Nullable Double> values = new LinkedHashMap<>();
    values.put("best_train_loss", result.trainLoss());
    values.put("best_train_accuracy", result.trainAccuracy());
    values.put("best_validation_loss", result.validationLoss());
    values.put("best_validation_accuracy", result.validationAccuracy());
    values.put("test_loss", result.testLoss());
    values.put("test_accuracy", result.testAccuracy());
    values.put("best_epoch", (double) result.bestEpoch());
    values.put("examples_per_second", result.examplesPerSecond());
    values.forEach((name, value) -> {
      if (value != null && Double.isFinite(value)) {
        metrics.add(new Metric(name, value, time, result.bestStep()));
      }
    });
    return metrics;
  }

  private static Map<String, String> resultTags(RunSummary result) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("layerwise.stopReason", result.stopReason());
    tags.put("layerwise.stopExplanation", result.stopExplanation());
    tags.put("layerwise.parametersSha256", result.parametersSha256());
    return tags;
  }
}
