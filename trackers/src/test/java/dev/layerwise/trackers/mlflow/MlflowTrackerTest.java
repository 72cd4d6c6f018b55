package dev.layerwise.trackers.mlflow;

import static dev.layerwise.trackers.TestRuns.lines;
import static dev.layerwise.trackers.TestRuns.resume;
import static dev.layerwise.trackers.TestRuns.spec;
import static dev.layerwise.trackers.TestRuns.train;
import static dev.layerwise.trackers.TestRuns.trainUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.RunTracker;
import dev.layerwise.trackers.Notices;
import dev.layerwise.trackers.Notices.Notice;
import dev.layerwise.trackers.RecordedRuns;
import dev.layerwise.trackers.mlflow.FakeMlflow.Mood;
import dev.layerwise.trackers.mlflow.FakeMlflow.Request;
import dev.layerwise.trackers.mlflow.FakeMlflow.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MlflowTrackerTest {
  /** Quick to look and to try again, and patient at the end. */
  private static final Pace PATIENT = pace(Duration.ofSeconds(30), Duration.ofSeconds(30));

  /** Gives up soon. */
  private static final Pace HASTY = pace(Duration.ofMillis(200), Duration.ofMillis(200));

  @TempDir Path folder;
  private FakeMlflow server;
  private final Notices notices = new Notices();

  private static Pace pace(Duration request, Duration atEnd) {
    return new Pace(
        Duration.ofMillis(2), request, Duration.ofMillis(1), Duration.ofMillis(8), atEnd, atEnd);
  }

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private MlflowTracker tracker(Pace pace) {
    return new MlflowTracker(server.server(), notices, pace, Clock.systemUTC());
  }

  private RunSummary tracked(String name, Pace pace, Object... changes) {
    try (MlflowTracker tracker = tracker(pace)) {
      return train(folder.resolve(name), spec(changes), tracker);
    }
  }

  private List<Double> measured(String event, String number) {
    return lines(folder.resolve("run"), event).stream().map(line -> line.number(number)).toList();
  }

  /** Everything that a run is arrived, once. */
  private void assertWhole(Run run, String id, RunSummary summary) throws IOException {
    assertEquals(measured("epoch", "trainLoss"), run.values("train_loss"));
    assertEquals(measured("epoch", "trainAccuracy"), run.values("train_accuracy"));
    assertEquals(measured("validation", "validationLoss"), run.values("validation_loss"));
    assertEquals(measured("validation", "validationAccuracy"), run.values("validation_accuracy"));
    assertEquals(List.of(summary.testAccuracy()), run.values("test_accuracy"));
    assertEquals(List.of(summary.validationAccuracy()), run.values("best_validation_accuracy"));
    assertEquals("FINISHED", run.status);
    assertTrue(run.ended >= run.started);
    for (String file :
        List.of(
            "run.yaml", "environment.json", "metrics.jsonl", "summary.json", "model.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("run").resolve(file)),
          server.files.get("1/" + id + "/artifacts/" + file),
          file);
    }
  }

  private Notice onlyNotice() {
    List<Notice> told = notices.take();
    assertEquals(1, told.size(), told.toString());
    return told.getFirst();
  }

  @Test
  void aRunArrivesWithEverythingThatItIs() throws IOException {
    RunSummary summary = tracked("run", PATIENT, "l2", List.of(0.5, 0.25));
    Run run = server.onlyRun();
    assertWhole(run, "run1", summary);
    assertEquals(Map.of("layerwise", "1"), server.experiments);
    assertEquals("run", run.name);
    assertEquals("16", run.parameters.get("batchSize"));
    assertEquals("0.5-0.25", run.parameters.get("l2"));
    assertEquals("1", run.parameters.get("seed"));
    assertEquals("784-5-10", run.tags.get("layerwise.network"));
    assertEquals("epoch-limit", run.tags.get("layerwise.stopReason"));
    assertEquals(summary.parametersSha256(), run.tags.get("layerwise.parametersSha256"));
    assertEquals(64, run.tags.get("layerwise.data.training.sha256").length());
    Notice notice = onlyNotice();
    assertFalse(notice.problem());
    assertEquals("MLflow: " + server.address() + "/#/experiments/1/runs/run1", notice.text());
  }

  @Test
  void trackingChangesNoBit() {
    RunSummary plain = train(folder.resolve("plain"), spec(), RunTracker.NONE);
    assertEquals(plain.parametersSha256(), tracked("tracked", PATIENT).parametersSha256());
    server.mood = _ -> new Mood.BreakOff();
    assertEquals(plain.parametersSha256(), tracked("broken", HASTY).parametersSha256());
  }

  @Test
  void aServerInTroubleIsAskedAgainUntilItTakesEverything() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    server.mood =
        _ ->
            switch (requests.getAndIncrement() % 4) {
              case 0 -> new Mood.Refuse(503, "<html>busy</html>");
              case 1 -> new Mood.BreakOff();
              case 2 -> new Mood.Refuse(429, "{}");
              default -> FakeMlflow.WELL;
            };
    RunSummary summary = tracked("run", PATIENT);
    assertWhole(server.onlyRun(), "run1", summary);
    assertFalse(onlyNotice().problem());
  }

  @Test
  void aRequestWhoseAnswerWasLostIsSentAgainAsItWas() throws IOException {
    AtomicInteger batches = new AtomicInteger();
    server.mood =
        request ->
            request.is("runs/log-batch") && batches.getAndIncrement() % 2 == 0
                ? new Mood.LoseAnswer()
                : FakeMlflow.WELL;
    RunSummary summary = tracked("run", PATIENT);
    // The server counts a value twice unless time, step and value are the same.
    assertWhole(server.onlyRun(), "run1", summary);
  }

  @Test
  void aServerThatIsDownIsToldOnceAndCanBeMadeUpForLater() throws IOException {
    server.mood = _ -> new Mood.BreakOff();
    RunSummary summary = tracked("run", HASTY);
    Notice notice = onlyNotice();
    assertTrue(notice.problem());
    assertTrue(notice.text().contains("did not get all of the run run: "), notice.text());
    assertTrue(
        notice
            .text()
            .endsWith("layerwise track " + folder.resolve("run") + " --mlflow " + server.address()),
        notice.text());
    assertTrue(server.runs.isEmpty());

    server.mood = _ -> FakeMlflow.WELL;
    try (MlflowTracker later = tracker(PATIENT)) {
      RecordedRuns.tell(RunDirectory.open(folder.resolve("run")), later);
    }
    assertWhole(server.onlyRun(), "run1", summary);
    assertFalse(onlyNotice().problem());
  }

  @Test
  void aServerThatNobodyRunsIsToldOnce() throws IOException {
    MlflowServer gone = server.server();
    server.close();
    try (MlflowTracker tracker = new MlflowTracker(gone, notices, HASTY, Clock.systemUTC())) {
      train(folder.resolve("run"), spec(), tracker);
    }
    Notice notice = onlyNotice();
    assertTrue(notice.problem());
    assertTrue(notice.text().contains("the connection was refused"), notice.text());
  }

  @Test
  void theTrainingDoesNotWaitForASlowServer() throws IOException {
    CountDownLatch trained = new CountDownLatch(1);
    server.mood = _ -> new Mood.WaitFor(trained);
    RunSummary summary;
    try (MlflowTracker tracker = tracker(PATIENT)) {
      // Ends although the server has not answered a single request.
      summary = train(folder.resolve("run"), spec(), tracker);
      assertTrue(server.runs.isEmpty());
      trained.countDown();
    }
    assertWhole(server.onlyRun(), "run1", summary);
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    server.mood = _ -> new Mood.WaitFor(new CountDownLatch(1));
    tracked("run", HASTY);
    assertTrue(onlyNotice().text().contains("did not get all of"));
  }

  @Test
  void aServerThatRefusesIsNotAskedAgain() {
    server.mood =
        _ ->
            new Mood.Refuse(
                403, "{\"error_code\":\"PERMISSION_DENIED\",\"message\":\"no write access\"}");
    tracked("run", PATIENT);
    Notice notice = onlyNotice();
    assertTrue(notice.problem());
    assertTrue(
        notice
            .text()
            .contains(
                "refused a part of the run run: the server answered 403"
                    + " (not allowed): no write access"),
        notice.text());
    assertEquals(1, server.requests.size());
  }

  @Test
  void whatIsNoMlflowServerIsToldAsThat() {
    server.mood = _ -> new Mood.Refuse(200, "<html>Welcome</html>");
    tracked("run", PATIENT);
    assertTrue(onlyNotice().text().contains("the answer is not one of an MLflow server"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket/",
        "http:foo/",
        "http:///foo/",
        "http://host:99999/",
        "mlflow-artifacts:foo/",
        "mlflow-artifacts://a b/",
        "mlflow-artifacts://%zz/"
      })
  void filesThatTheServerDoesNotTakeLeaveTheRest(String root) {
    server.artifactRoot = root;
    RunSummary summary = tracked("run", PATIENT);
    Run run = server.onlyRun();
    assertEquals("FINISHED", run.status);
    assertEquals(List.of(summary.testAccuracy()), run.values("test_accuracy"));
    assertTrue(server.files.isEmpty());
    Notice notice = onlyNotice();
    assertTrue(notice.problem());
    assertTrue(notice.text().contains(root + "1/run1/artifacts"), notice.text());
  }

  @Test
  void aResumedRunGoesOnAsTheSameRun() throws IOException {
    Path run = folder.resolve("run");
    try (MlflowTracker first = tracker(PATIENT)) {
      trainUntil(run, spec(), first, 20);
    }
    assertEquals("KILLED", server.onlyRun().status);
    RunSummary summary;
    try (MlflowTracker second = tracker(PATIENT)) {
      summary = resume(run, second, "epochs", 6);
    }
    Run there = server.onlyRun();
    assertEquals("FINISHED", there.status);
    assertEquals(measured("epoch", "trainLoss"), there.values("train_loss"));
    assertEquals(6, there.values("train_loss").size());
    // A last look at step 20 belongs to the interrupted run alone.
    assertEquals(7, there.values("validation_loss").size());
    assertEquals(
        summary.testAccuracy(),
        there.metrics.get("test_accuracy").lastEntry().getValue().values().stream()
            .reduce((_, last) -> last)
            .orElseThrow());
    // Parameters never change there; what changed stands in the description that is sent along.
    assertEquals("4", there.parameters.get("epochs"));
  }

  @Test
  void aRunThatWasDeletedThereIsMadeAgain() throws IOException {
    Path run = folder.resolve("run");
    try (MlflowTracker first = tracker(PATIENT)) {
      trainUntil(run, spec(), first, 20);
    }
    server.runs.clear();
    server.runs.put("other", new Run("1", "other"));
    try (MlflowTracker second = tracker(PATIENT)) {
      resume(run, second);
    }
    assertEquals(measured("epoch", "trainLoss"), server.runs.get("run2").values("train_loss"));
  }

  @Test
  void aRunThatIsThereIsNotSentTwice() {
    tracked("run", PATIENT);
    int before = server.requests.size();
    try (MlflowTracker again = tracker(PATIENT)) {
      RecordedRuns.tell(RunDirectory.open(folder.resolve("run")), again);
    }
    assertEquals(before, server.requests.size());
  }

  @Test
  void aDivergedRunHasFailedThere() {
    tracked("run", PATIENT, "learningRate", 1e30);
    Run run = server.onlyRun();
    assertEquals("FAILED", run.status);
    assertEquals("diverged", run.tags.get("layerwise.stopReason"));
    assertFalse(onlyNotice().problem());
  }

  @Test
  void runsSideBySideShareAnExperiment() throws InterruptedException {
    try (MlflowTracker tracker = tracker(PATIENT)) {
      List<Thread> threads =
          java.util.stream.IntStream.range(0, 3)
              .mapToObj(i ->
                  Thread.ofPlatform()
                      .start(() -> train(folder.resolve("run" + i), spec("seed", i), tracker)))
              .toList();
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertEquals(3, server.runs.size());
    assertEquals(1, server.experiments.size());
    server.runs.values().forEach(run -> assertEquals(4, run.values("train_loss").size()));
    assertEquals("MLflow: 3 runs are at " + server.address(), onlyNotice().text());
  }

  @Test
  void secretsGoToTheServerAndNowhereElse() throws IOException {
    MlflowServer secret =
        MlflowServer.of(
            server.address().replace("//", "//ann:s%33cret@"), "my/experiment ü", Map.of());
    try (MlflowTracker tracker = new MlflowTracker(secret, notices, PATIENT, Clock.systemUTC())) {
      train(folder.resolve("run"), spec(), tracker);
    }
    assertEquals(Map.of("my/experiment ü", "1"), server.experiments);
    for (Request request : server.requests) {
      assertEquals("Basic YW5uOnMzY3JldA==", request.headers().get("Authorization"));
    }
    String link = Files.readString(folder.resolve("run/mlflow.json"));
    assertFalse((link + onlyNotice() + secret).contains("cret"));
  }

  @Test
  void anAddressIsFoundWhereMlflowsClientsFindIt() {
    MlflowServer server =
        MlflowServer.of(
            null,
            null,
            Map.of(
                "MLFLOW_TRACKING_URI",
                "https://example.org:8443/mlflow/",
                "MLFLOW_EXPERIMENT_NAME",
                "digits",
                "MLFLOW_TRACKING_TOKEN",
                "abc"));
    assertEquals("https://example.org:8443/mlflow", server.base().toString());
    assertEquals("digits", server.experiment());
    assertEquals("Bearer abc", server.authorization());
    assertEquals(
        "layerwise", MlflowServer.of("http://localhost:5000", null, Map.of()).experiment());
    for (String wrong :
        List.of("", "file:///tmp/mlruns", "sqlite:///x.db", "localhost:5000", "http://", "a b")) {
      IllegalArgumentException e =
          org.junit.jupiter.api.Assertions.assertThrows(
              IllegalArgumentException.class, () -> MlflowServer.of(wrong, null, Map.of()));
      assertTrue(e.getMessage().startsWith("mlflow: "), e.getMessage());
    }
  }

  @Test
  void aWrongAddressIsToldWithoutItsSecret() {
    for (String wrong :
        List.of(
            "htps://ann:s3cret@host",
            "http://ann:s3c ret@host",
            "http://ann:s3cret@",
            "postgresql://ann:s3@cret@host/db",
            "ann:s3cret@host")) {
      Throwable e =
          org.junit.jupiter.api.Assertions.assertThrows(
              IllegalArgumentException.class, () -> MlflowServer.of(wrong, null, Map.of()));
      for (; e != null; e = e.getCause()) {
        String message = e.getMessage();
        assertFalse(message.contains("s3") || message.contains("ann"), message);
        assertTrue(message.contains("…@"), message);
      }
    }
  }

  @Test
  void aPortThatNoServerHasIsRefusedBeforeTheTraining() {
    for (String wrong : List.of("http://ann:s3cret@host:99999", "http://host:0")) {
      IllegalArgumentException e =
          org.junit.jupiter.api.Assertions.assertThrows(
              IllegalArgumentException.class, () -> MlflowServer.of(wrong, null, Map.of()));
      assertTrue(e.getMessage().startsWith("mlflow: expected a port from 1 to 65535"));
    }
  }
}
