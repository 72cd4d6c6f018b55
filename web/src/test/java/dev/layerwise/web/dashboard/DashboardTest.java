package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.runs.FolderClaim;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.web.http.EventClient;
import dev.layerwise.web.http.RawClient.Answer;
import dev.layerwise.web.index.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every endpoint over real HTTP, with right, wrong, huge, hostile and concurrent requests. */
class DashboardTest {
  private static final String SMALL =
      "\"data\":\"moons\",\"dataSize\":300,\"layers\":[8],\"threads\":1";

  @TempDir static Path root;
  private static TestDashboard board;

  @BeforeAll
  static void start() throws IOException {
    board = new TestDashboard(root);
    board.post("/api/runs", "{\"name\":\"first\",\"settings\":{" + SMALL + ",\"epochs\":6}}");
    board.post(
        "/api/runs",
        "{\"name\":\"second\",\"settings\":{" + SMALL + ",\"epochs\":6,\"batchSize\":8}}");
    board.awaitStatus("first", "done");
    board.awaitStatus("second", "done");
  }

  @AfterAll
  static void stop() {
    board.close();
    assertEquals(List.of(), board.faults);
  }

  @Test
  void runsAreListedFilteredAndOrdered() throws IOException {
    JsonNode all = board.json("/api/runs?sort=batchSize&order=desc&filter=data%3Dmoons");
    List<String> ids = new ArrayList<>();
    all.path("runs").forEach(run -> ids.add(run.path("id").asString("")));
    assertTrue(ids.indexOf("first") < ids.indexOf("second"), ids.toString());
    JsonNode small = board.json("/api/runs?filter=batchSize%3C16%20and%20epochsDone%3D6");
    assertEquals(1, small.path("found").intValue());
    assertEquals("second", small.path("runs").get(0).path("id").stringValue());
    assertEquals(0, board.json("/api/runs?q=nowhere").path("found").intValue());
    assertEquals(1, board.json("/api/runs?q=SECOND+moons").path("found").intValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/api/runs?filter=batchSiz%3C3 | 400 | query.filter",
        "/api/runs?sort=nothing | 400 | query.sort",
        "/api/runs?order=up | 400 | query.order",
        "/api/runs?limit=0 | 400 | query.limit",
        "/api/runs?limit=100000 | 400 | query.limit",
        "/api/runs?offset=-1 | 400 | query.offset",
        "/api/runs/none | 404 | path.id",
        "/api/runs/..%2F..%2Fetc | 404 | path.id",
        "/api/runs/none/figures | 404 | path.id",
        "/api/runs/none/events | 404 | path.id",
        "/api/runs/first/events?lastEventId=x | 400 | header.Last-Event-ID",
        "/api/runs/first/files/run.lock | 404 | path.name",
        "/api/runs/first/files/..%2Fsecond%2Frun.yaml | 404 | path.name",
        "/api/runs/first/metrics?from=-3 | 400 | query.from",
        "/api/sweeps/first | 400 | path.id",
        "/api/sweeps/none | 404 | path.id",
        "/api/studies/first | 400 | path.id",
        "/api/studies/none | 404 | path.id",
        "/api/data/nothing | 404 | path.name",
        "/api/data/moons?part=test | 404 | query.part",
        "/api/data/moons/examples?class=7 | 400 | query.class"
      })
  void wrongQuestionsAreExplained(String path, int status, String where) throws IOException {
    Answer answer = board.client.get(path);
    assertEquals(status, answer.status(), answer.toString());
    assertTrue(answer.body().contains("\"where\":\"" + where + "\""), answer.body());
  }

  /** Links within the folder of a run are its own business; those that lead out are refused. */
  @Test
  void linksThatLeadOutOfARunAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "{\"secret\":1}\n");
    Path linked = Folders.run(root.resolve("linked"), 32, 0.9, "2026-11-20T10:00:00Z");
    for (String name : List.of("metrics.jsonl", "environment.json")) {
      Files.move(linked.resolve(name), linked.resolve("own-" + name));
    }
    Files.createSymbolicLink(linked.resolve("metrics.jsonl"), secret);
    Files.createSymbolicLink(linked.resolve("layers.jsonl"), Path.of("../../nowhere"));
    Files.createSymbolicLink(linked.resolve("model.safetensors"), Path.of("../first/run.yaml"));
    Files.createSymbolicLink(linked.resolve("environment.json"), Path.of("own-environment.json"));
    for (String path :
        List.of("files/metrics.jsonl", "files/model.safetensors", "metrics", "events")) {
      Answer answer = board.client.get("/api/runs/linked/" + path);
      assertEquals(403, answer.status(), answer.toString());
      assertFalse(answer.body().contains("secret"), answer.body());
    }
    assertEquals(404, board.client.get("/api/runs/linked/files/layers.jsonl").status());
    assertEquals(200, board.client.get("/api/runs/linked/files/environment.json").status());
    assertEquals(
        "[\"environment.json\",\"run.yaml\",\"summary.json\"]",
        board.json("/api/runs/linked").path("files").toString());
    board.client.send("DELETE", "/api/runs/linked", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | body.settings",
        "{\"settings\":[]} | body.settings",
        "{\"settings\":{\"epochs\":0}} | settings.epochs",
        "{\"settings\":{\"epochs\":2.5}} | settings.epochs",
        "{\"settings\":{\"epoch\":3}} | settings",
        "{\"settings\":{\"learningRate\":\"fast\"}} | settings.learningRate",
        "{\"settings\":{\"layers\":[0]}} | settings.layers",
        "{\"settings\":{\"batchNorm\":\"left\"}} | settings.batchNorm",
        "{\"settings\":{\"data\":\"no-such-file.csv\"},\"name\":\"bad\"} | settings",
        "{\"settings\":{\"patienceSteps\":5,\"validation\":\"0\"},\"name\":\"bad\"} |"
            + " settings.patienceSteps",
        "{\"settings\":{\"data\":\"digits\",\"dataNoise\":0.2},\"name\":\"bad\"} |"
            + " settings.dataNoise",
        "{\"settings\":{},\"name\":\"../up\"} | body.name",
        "{\"settings\":{},\"name\":\".hidden\"} | body.name",
        "{\"settings\":{},\"name\":\"a/b\"} | body.name",
        "{\"settings\":{},\"name\":\"first\"} | body.name"
      })
  void wrongTrainingsAreNotStarted(String body, String where) throws IOException {
    Answer answer = board.client.post("/api/runs", body);
    assertTrue(answer.status() == 400 || answer.status() == 409, answer.toString());
    assertTrue(answer.body().contains("\"where\":\"" + where + "\""), answer.body());
    assertFalse(Files.exists(root.resolve("bad")));
  }

  @Test
  void theCommandIsThatOfTheForm() throws IOException {
    JsonNode wrong = board.post("/api/command", "{\"settings\":{\"epochs\":0}}");
    assertEquals("settings.epochs", wrong.path("error").path("where").stringValue());
    JsonNode filter = board.json("/api/filter?filter=batchSize%3C");
    assertEquals("query.filter", filter.path("error").path("where").stringValue());
    assertEquals("{}", board.client.get("/api/filter?filter=batchSize%3C8").body());
    JsonNode answer =
        board.post(
            "/api/command", "{\"settings\":{\"data\":\"moons\",\"layers\":[8,4],\"l2\":[0.01]}}");
    assertEquals(
        "layerwise train moons --l2 0.01 --layers 8,4", answer.path("command").stringValue());
    JsonNode settings = board.json("/api/settings").path("settings");
    assertEquals(RunSpec.class.getRecordComponents().length, settings.size());
  }

  @Test
  void aRunTellsEverything() throws IOException {
    JsonNode run = board.json("/api/runs/first");
    assertEquals("moons", run.path("settings").path("data").stringValue());
    assertTrue(run.path("command").stringValue().startsWith("layerwise train moons"));
    JsonNode figures = board.json("/api/runs/first/figures");
    List<String> ids = new ArrayList<>();
    figures.path("charts").forEach(chart -> ids.add(chart.path("id").asString("")));
    assertEquals(List.of("loss", "accuracy"), ids);
    assertEquals(2, figures.path("layers").size());
    assertEquals("ended", figures.path("events").get(0).path("kind").stringValue());
    JsonNode report = board.json("/api/runs/first/report");
    assertEquals("first", report.path("title").stringValue());
    assertTrue(board.client.get("/api/runs/first/report.html").body().contains("<!doctype html>"));
    assertTrue(board.client.get("/api/runs/first/files/run.yaml").body().contains("data: moons"));
    assertEquals(200, board.client.get("/api/runs/first/files/model.safetensors").status());
  }

  @Test
  void figuresAreSentAgainWhenTheyHaveChanged() throws IOException {
    Answer first = board.client.get("/api/runs/first/figures");
    String tag = String.valueOf(first.headers().get("etag"));
    Answer again = board.client.get("/api/runs/first/figures", "If-None-Match", tag);
    assertEquals(304, again.status());
    assertEquals("", again.body());
    assertEquals(tag, again.headers().get("etag"));
    assertEquals(
        first.body(),
        board.client.get("/api/runs/first/figures", "If-None-Match", "\"other\"").body());
  }

  @Test
  void metricsAreReadFromALineOn() throws IOException {
    JsonNode all = board.json("/api/runs/first/metrics");
    assertEquals(12, all.path("lines").size());
    JsonNode rest = board.json("/api/runs/first/metrics?from=10");
    assertEquals(2, rest.path("lines").size());
    assertEquals(12, rest.path("next").intValue());
    assertEquals(all.path("lines").get(10), rest.path("lines").get(0));
  }

  @Test
  void predictions() throws IOException {
    JsonNode answer =
        board.post("/api/runs/first/predict", "{\"examples\":[[0.1,0.9],[1.5,-0.4]]}");
    assertEquals(2, answer.path("predictions").size());
    double sum = 0;
    for (JsonNode score : answer.path("predictions").get(0).path("scores")) {
      sum += score.doubleValue();
    }
    assertEquals(1, sum, 1e-5);
    for (String wrong :
        List.of(
            "{}",
            "{\"examples\":[]}",
            "{\"examples\":[[1]]}",
            "{\"examples\":[[1,\"x\"]]}",
            "{\"examples\":[[1,1e300]]}",
            "{\"examples\":[1,2]}",
            "{\"examples\":[[1,null]]}")) {
      Answer refused = board.client.post("/api/runs/first/predict", wrong);
      assertEquals(400, refused.status(), wrong);
      assertTrue(refused.body().contains("body.examples"), refused.body());
    }
    assertEquals(
        413,
        board
            .client
            .post("/api/runs/first/predict", "{\"examples\":[" + "1,".repeat(1_000_000) + "1]}")
            .status());
  }

  @Test
  void classesOfOneNameKeepAScoreEach() throws IOException {
    Path folder = Folders.run(root.resolve("twins"), 32, 0.9, "2026-11-20T10:00:00Z");
    Network network = new Network(NetworkSpec.builder(2, 3).build(), ScalarKernels.INSTANCE);
    Scaling scaling = new Scaling(Scaling.Kind.NONE, new float[] {0}, new float[] {1});
    new Model(network, scaling, List.of("a", "a", "b"), null, Map.of())
        .save(folder.resolve("model.safetensors"));
    JsonNode prediction =
        board.post("/api/runs/twins/predict", "{\"examples\":[[1,2]]}").path("predictions").get(0);
    JsonNode scores = prediction.path("scores");
    assertEquals(List.of("a", "a (2)", "b"), List.copyOf(scores.propertyNames()));
    assertTrue(scores.has(prediction.path("class").stringValue()), prediction.toString());
  }

  @Test
  void wordsAndTheBin() throws IOException {
    Folders.run(root.resolve("to-delete"), 32, 0.9, "2026-11-21T10:00:00Z");
    String words =
        "{\"tags\":[\"paper\",\"paper\",\"<b>\"],\"note\":\"<script>alert(1)</script>\"}";
    assertEquals(400, put("to-delete", words).status());
    assertEquals(200, put("to-delete", words.replace("<b>", "fine")).status());
    assertEquals(400, put("to-delete", "{\"tags\":\"paper\",\"note\":\"\"}").status());
    assertEquals(
        400, put("to-delete", "{\"tags\":[],\"note\":\"" + "x".repeat(20_000) + "\"}").status());
    JsonNode run = board.json("/api/runs/to-delete");
    assertEquals(2, run.path("tags").size());
    assertEquals("<script>alert(1)</script>", run.path("note").stringValue());
    Answer deleted = board.client.send("DELETE", "/api/runs/to-delete", "");
    assertEquals(200, deleted.status());
    assertEquals(404, board.client.get("/api/runs/to-delete").status());
    String key =
        tools.jackson.databind.json.JsonMapper.shared()
            .readTree(deleted.body())
            .path("key")
            .stringValue();
    assertTrue(board.client.get("/api/bin").body().contains(key));
    assertEquals(404, board.client.post("/api/bin/..%2F..%2Ffirst/restore", "").status());
    board.post("/api/bin/" + TestDashboard.encode(key) + "/restore", "");
    assertEquals("fine", board.json("/api/runs/to-delete").path("tags").get(1).stringValue());
    board.client.send("DELETE", "/api/runs/to-delete", "");
  }

  @Test
  void whatIsTrainedIsNotDeleted() throws IOException {
    Path sweep = Files.createDirectories(root.resolve("swept"));
    Files.writeString(sweep.resolve("sweep.yaml"), "base: {data: moons}\ngrid: {seed: [1, 2]}\n");
    Files.writeString(sweep.resolve("best.yaml"), "data: moons\n");
    Path trial = Folders.run(sweep.resolve("trials/001"), 32, 0.9, "2026-11-21T10:00:00Z");
    assertEquals("done", board.json("/api/runs/swept%2Ftrials%2F001").path("status").stringValue());
    try (FolderClaim _ = new RunDirectory(trial).lock()) {
      for (String id : List.of("swept", "swept%2Ftrials%2F001")) {
        Answer refused = board.client.send("DELETE", "/api/runs/" + id, "");
        assertEquals(409, refused.status(), refused.toString());
      }
      assertEquals(409, board.client.post("/api/runs/swept%2Ftrials%2F001/resume", "{}").status());
      assertTrue(Files.exists(trial));
    }
    assertEquals(200, board.client.send("DELETE", "/api/runs/swept", "").status());
  }

  /** What others have deleted meanwhile is not there, whatever the list said. */
  @Test
  void whatIsGoneIsNotFound() throws IOException {
    Path run = Folders.run(root.resolve("going"), 32, 0.9, "2026-11-21T10:00:00Z");
    assertEquals(200, board.client.get("/api/runs/going").status());
    Files.move(run, root.resolve(".going"));
    assertEquals(404, board.client.get("/api/runs/going").status());
    assertEquals(404, board.client.send("DELETE", "/api/runs/going", "").status());
  }

  /** A hundred letters take 300 bytes here, and no file system has such names. */
  @Test
  void namesAreNoLongerThanThoseOfFiles() throws IOException {
    for (int letters : new int[] {84, 100}) {
      String name = "字".repeat(letters);
      Answer refused =
          board.client.post("/api/runs", "{\"name\":\"" + name + "\",\"settings\":{}}");
      assertEquals(400, refused.status(), refused.toString());
      assertTrue(refused.body().contains("\"where\":\"body.name\""), refused.body());
    }
  }

  /** What is called by a path has a log that is called by less. */
  @Test
  void aRunOfALongNameIsResumed() throws IOException {
    String name = "long".repeat(60) + "-enough";
    Path group = Files.createDirectories(root.resolve("group"));
    board.post("/api/runs", "{\"name\":\"to-move\",\"settings\":{" + SMALL + ",\"epochs\":2}}");
    board.awaitStatus("to-move", "done");
    Files.move(root.resolve("to-move"), group.resolve(name));
    board.post("/api/runs/group%2F" + name + "/resume", "{\"epochs\":3}");
    JsonNode run = board.awaitStatus("group/" + name, "done");
    assertEquals(3, run.path("figures").path("epochsDone").intValue());
  }

  private static Answer put(String id, String body) throws IOException {
    return board.client.send("PUT", "/api/runs/" + id + "/words", body);
  }

  @Test
  void comparisons() throws IOException {
    JsonNode page = board.post("/api/compare", "{\"ids\":[\"first\",\"second\"]}");
    assertTrue(page.path("sections").size() >= 3, page.toString());
    assertTrue(page.toString().contains("batchSize") || page.toString().contains("batch size"));
    for (String wrong :
        List.of(
            "{}",
            "{\"ids\":[]}",
            "{\"ids\":[\"none\"]}",
            "{\"ids\":[\"first\"],\"figure\":\"beauty\"}")) {
      Answer refused = board.client.post("/api/compare", wrong);
      assertTrue(refused.status() == 400 || refused.status() == 404, refused.toString());
    }
  }

  @Test
  void dataAreShown() throws IOException {
    JsonNode moons = board.json("/api/data/moons");
    assertEquals(2, moons.path("blocks").size());
    assertEquals("features", moons.path("blocks").get(1).path("id").stringValue());
    JsonNode digits = board.json("/api/data/digits");
    assertEquals("mean-images", digits.path("blocks").get(1).path("id").stringValue());
    JsonNode threes = board.json("/api/data/digits/examples?class=3&limit=5&offset=5");
    assertEquals(5, threes.path("block").path("items").size());
    assertEquals("3", threes.path("block").path("items").get(0).path("title").stringValue());
    assertEquals(300, board.json("/api/data/x?run=first").path("examples").intValue());
    JsonNode beyond = board.json("/api/data/digits/examples?offset=2000000000");
    assertEquals(0, beyond.path("block").path("items").size());
  }

  @Test
  void aTrainingIsStoppedAndResumed() throws IOException {
    board.post("/api/runs", "{\"name\":\"long\",\"settings\":{" + SMALL + ",\"epochs\":10000000}}");
    JsonNode live =
        board.await("/api/runs/long", run -> run.path("progress").path("step").asLong(0) > 0);
    assertEquals("live", live.path("status").stringValue());
    assertEquals(409, board.client.send("DELETE", "/api/runs/long", "").status());
    assertEquals(409, board.client.post("/api/runs/long/resume", "{}").status());
    assertEquals(202, board.client.post("/api/runs/long/stop", "").status());
    JsonNode stopped = board.awaitStatus("long", "stopped");
    assertEquals("interrupted", stopped.path("stopReason").stringValue());
    assertTrue(stopped.path("hasModel").booleanValue());
    assertEquals(409, board.client.post("/api/runs/long/stop", "").status());
    assertEquals(400, board.client.post("/api/runs/long/resume", "{\"seed\":3}").status());
    assertEquals(400, board.client.post("/api/runs/long/resume", "{\"epochs\":\"many\"}").status());
    long epochs = (long) stopped.path("figures").path("epochsDone").doubleValue() + 3;
    board.post("/api/runs/long/resume", "{\"epochs\":" + epochs + "}");
    JsonNode done = board.awaitStatus("long", "done");
    assertEquals(epochs, done.path("figures").path("epochsDone").longValue());
  }

  /** One of them trains, with the settings that it was sent, and the others are told. */
  @Test
  void aNameIsGivenToOneOfThoseWhoAskAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String settings = SMALL + ",\"epochs\":" + (2 + i);
        answers.add(
            threads.submit(() ->
                board.client.post(
                    "/api/runs", "{\"name\":\"contested\",\"settings\":{" + settings + "}}")));
      }
      List<Integer> winners = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        Answer answer = answers.get(i).get();
        if (answer.status() == 201) {
          winners.add(2 + i);
        } else {
          assertEquals(409, answer.status(), answer.toString());
          assertTrue(answer.body().contains("\"where\":\"body.name\""), answer.body());
        }
      }
      JsonNode run = board.awaitStatus("contested", "done");
      assertEquals(List.of(run.path("settings").path("epochs").intValue()), winners);
    }
  }

  @Test
  void trainingsWithoutANameGetOneEach() throws Exception {
    String body = "{\"settings\":{" + SMALL + ",\"epochs\":2}}";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(threads.submit(() -> board.post("/api/runs", body)));
      }
      Set<String> ids = new TreeSet<>();
      for (Future<JsonNode> answer : answers) {
        ids.add(answer.get().path("id").stringValue());
      }
      assertEquals(3, ids.size(), ids.toString());
    }
  }

  @Test
  void aRunIsResumedByOneOfThoseWhoAskAtOnce() throws Exception {
    board.post("/api/runs", "{\"name\":\"once-more\",\"settings\":{" + SMALL + ",\"epochs\":2}}");
    board.awaitStatus("once-more", "done");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(
            threads.submit(
                () -> board.client.post("/api/runs/once-more/resume", "{\"epochs\":10000000}")));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        statuses.add(answer.get().status());
      }
      statuses.sort(null);
      assertEquals(List.of(202, 409, 409), statuses);
    }
    board.post("/api/runs/once-more/stop", "");
    board.awaitStatus("once-more", "stopped");
  }

  /** Ten clients hear all lines of one run, each once and in order, one of them in pieces. */
  @Test
  void tenStreamsOnOneRun() throws Exception {
    board.post("/api/runs", "{\"name\":\"streamed\",\"settings\":{" + SMALL + ",\"epochs\":60}}");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Integer>>> heard = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int piece = i == 0 ? 7 : 120;
        heard.add(
            threads.submit(() -> {
              List<Integer> ids = new ArrayList<>();
              while (ids.size() < 120) {
                ids.addAll(listen("streamed", ids.size(), Math.min(piece, 120 - ids.size())));
              }
              return ids;
            }));
      }
      for (Future<List<Integer>> ids : heard) {
        assertEquals(IntStream.rangeClosed(1, 120).boxed().toList(), ids.get());
      }
    }
  }

  /** The ids of the next lines after some that have been seen. */
  private static List<Integer> listen(String id, int seen, int count) throws IOException {
    List<Integer> ids = new ArrayList<>();
    EventClient.listen(
        board.port(),
        "/api/runs/" + id + "/events",
        Integer.toString(seen),
        event -> {
          if (event.kind().equals("line")) {
            ids.add(Integer.valueOf(event.id()));
          } else if (event.json().contains("\"status\":\"done\"")) {
            // No line follows: who went on waiting for one would wait for ever.
            throw new AssertionError("it has ended, and after " + seen + " were heard " + ids);
          }
          return ids.size() == count;
        });
    return ids;
  }

  @Test
  void manyAskAtOnceWhileOthersChange() throws Exception {
    for (int i = 0; i < 8; i++) {
      Folders.run(root.resolve("crowd-" + i), 32, 0.9, "2026-11-21T10:00:00Z");
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        int n = i;
        answers.add(
            threads.submit(() ->
                switch (n % 4) {
                  case 0 -> board.client.get("/api/runs").status();
                  case 1 -> board.client.get("/api/runs/first/figures").status();
                  case 2 ->
                      put("crowd-" + n % 8, "{\"tags\":[\"t" + n + "\"],\"note\":\"\"}").status();
                  default -> board.client.get("/api/runs/first/report").status();
                }));
      }
      for (Future<Integer> answer : answers) {
        assertEquals(200, answer.get());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/run", "/new", "/compare", "/data", "/sweep", "/study"})
  void pagesAreThere(String path) throws IOException {
    Answer answer = board.client.get(path);
    assertEquals(200, answer.status());
    String module = answer.body().replaceFirst("(?s).*type=\"module\" src=\"([^\"]+)\".*", "$1");
    assertEquals(200, board.client.get(module).status(), module);
    for (String asset :
        List.of(
            "report/page.css",
            "report/blocks.js",
            "report/uplot/uPlot.iife.min.js",
            "web/web.css",
            "web/early.js",
            "web/icon.svg")) {
      assertEquals(200, board.client.get("/assets/" + asset).status(), asset);
    }
  }
}
