package dev.layerwise.web.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Limits;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.http.WebServer;
import dev.layerwise.web.index.RunIndex;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The playground and the drawing pad over real HTTP. */
class PlayRoutesTest {
  @TempDir static Path runs;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RunIndex index;
  private static WebServer server;

  @BeforeAll
  static void start() {
    RunDirectory run = RunDirectory.create(runs.resolve("digits"));
    try (RunSession session =
        RunSession.prepare(
            RunSpecs.of(
                Map.of("data", "digits", "dataSize", 2000, "layers", List.of(32), "epochs", 6)),
            new DataSources(DownloadListener.NONE))) {
      session.run(run, new TrainingListener() {});
    }
    index = RunIndex.open(runs);
    Site site = new Site();
    new PlaygroundRoutes().addTo(site);
    new DrawRoutes(index, DataSources.keeping(DownloadListener.NONE)).addTo(site);
    server =
        WebServer.start(
            site,
            new WebServer.Options("localhost", 0, null, Limits.DEFAULT),
            fault -> {
              throw new AssertionError(fault);
            });
  }

  @AfterAll
  static void stop() {
    server.close();
    index.close();
  }

  private record Answer(int status, JsonNode body) {
    String error() {
      return body.path("error").toString();
    }
  }

  private static Answer post(String path, String body) throws Exception {
    HttpResponse<byte[]> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), Json.read(response.body()));
  }

  private static JsonNode ok(String path, String body) throws Exception {
    Answer answer = post(path, body);
    assertEquals(200, answer.status(), answer.body().toString());
    return answer.body();
  }

  @Test
  void aPlaygroundLearnsTheSpirals() throws Exception {
    JsonNode begun =
        ok("/api/playground", "{\"data\":\"spirals\",\"layers\":[12,12],\"momentum\":0.9}");
    String id = begun.path("id").stringValue();
    assertEquals(0, begun.path("frame").path("step").asInt());
    assertEquals(28 * 28, begun.path("unitSide").asInt() * 28);
    JsonNode frame = begun.path("frame");
    for (int k = 0; k < 60 && frame.path("testAccuracy").asDouble() < 0.98; k++) {
      frame = ok("/api/playground/" + id + "/advance", "{\"steps\":400}");
    }
    assertTrue(frame.path("testAccuracy").asDouble() >= 0.98, frame.path("testAccuracy") + "");
    assertEquals(2, frame.path("units").size());
    assertEquals(12, frame.path("units").get(0).size());
    assertEquals(28 * 28, decode(frame.path("units").get(0).get(3)).length);
    assertEquals(100 * 100, decode(frame.path("plane").path("classes")).length);
    assertEquals(3, frame.path("weights").size());
    assertEquals(2, frame.path("weights").get(0).size());
  }

  /** The same settings and the same number of steps, in however many requests. */
  @Test
  void requestsDoNotChangeTheTraining() throws Exception {
    String settings = "{\"data\":\"moons\",\"dropout\":0.2,\"seed\":5}";
    String one = ok("/api/playground", settings).path("id").stringValue();
    String other = ok("/api/playground", settings).path("id").stringValue();
    JsonNode together = ok("/api/playground/" + one + "/advance", "{\"steps\":90}");
    JsonNode apart = together;
    for (int k = 0; k < 9; k++) {
      ok("/api/playground/" + other + "/explain", "{}");
      apart = ok("/api/playground/" + other + "/advance", "{\"steps\":10}");
    }
    assertEquals(90, together.path("step").asInt());
    assertEquals(together, apart);
  }

  @Test
  void aStepIsWrittenOut() throws Exception {
    JsonNode begun = ok("/api/playground", "{\"data\":\"blobs\",\"layers\":[3]}");
    String path = "/api/playground/" + begun.path("id").stringValue();
    JsonNode explained = ok(path + "/explain", "{\"examples\":2}");
    assertEquals(1, explained.path("step").asInt());
    JsonNode parts = explained.path("trace").path("parts");
    List<String> symbols = new ArrayList<>();
    parts.forEach(part -> symbols.add(part.path("symbol").stringValue()));
    assertEquals(
        List.of("X", "W₁", "b₁", "Z₁", "A₁", "W₂", "b₂", "Z₂", "P", "Y"), symbols.subList(0, 10));
    assertEquals(2, parts.get(0).path("values").size());
    assertTrue(
        explained.path("trace").path("lossAfter").asDouble()
            < explained.path("trace").path("loss").asDouble());
  }

  @Test
  void divergenceIsSaid() throws Exception {
    JsonNode begun = ok("/api/playground", "{\"data\":\"blobs\",\"l2\":100,\"learningRate\":1000}");
    String path = "/api/playground/" + begun.path("id").stringValue();
    JsonNode frame = ok(path + "/advance", "{\"steps\":5000,\"learningRate\":1000}");
    assertTrue(frame.path("diverged").booleanValue(), frame.toString());
    assertFalse(frame.has("plane"));
    assertEquals(409, post(path + "/explain", "{}").status());
  }

  @Test
  void ownPointsAreTrainedOn() throws Exception {
    JsonNode begun =
        ok(
            "/api/playground",
            "{\"data\":\"points\",\"layers\":[],\"points\":[[0,0,0],[1,1,1],[0,1,0],[1,0,1]]}");
    assertEquals(4, begun.path("training").path("x").size());
    JsonNode frame =
        ok(
            "/api/playground/" + begun.path("id").stringValue() + "/advance",
            "{\"steps\":1000,\"learningRate\":0.5}");
    assertEquals(1, frame.path("trainAccuracy").asDouble());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|body: expected a JSON object",
        "{\"data\":\"stars\"}|body.data",
        "{\"layers\":[17]}|body.layers",
        "{\"layers\":[1,1,1,1,1,1]}|body.layers",
        "{\"layers\":\"8\"}|body.layers",
        "{\"learningRate\":-1}|body.learningRate",
        "{\"learningRate\":\"fast\"}|body.learningRate",
        "{\"size\":1e9}|body.size",
        "{\"noise\":1e300}|body.noise",
        "{\"learnigRate\":1}|unknown field",
        "{\"data\":\"points\"}|body.points",
        "{\"data\":\"points\",\"points\":[[0,0,0],[1,1,0]]}|two classes",
        "{\"data\":\"points\",\"points\":[[0,0,0],[1,1]]}|body.points[1]",
        "{\"data\":\"points\",\"points\":[[0,0,0],[1e39,1,1]]}|body.points[1]",
        "{\"data\":\"points\",\"points\":[[0,0,0],[1,1,7]]}|body.points[1]",
        "{\"data\":\"points\",\"points\":[[0,0,0],[0,0,1]],\"testShare\":0.9}|test"
      })
  void wrongSettingsAreNamed(String body, String part) throws Exception {
    Answer answer = post("/api/playground", body);
    assertEquals(400, answer.status(), answer.body().toString());
    JsonNode error = answer.body().path("error");
    String text = error.path("where").asString() + ": " + error.path("rule").asString();
    assertTrue(text.contains(part), text);
  }

  @Test
  void playgroundsMakeRoomForOthers() throws Exception {
    String first = ok("/api/playground", "{\"size\":20}").path("id").stringValue();
    for (int k = 0; k < PlaygroundRoutes.MOST; k++) {
      ok("/api/playground", "{\"size\":20}");
    }
    Answer gone = post("/api/playground/" + first + "/advance", "{}");
    assertEquals(404, gone.status());
    assertTrue(gone.error().contains("start anew"), gone.error());
  }

  @Test
  void oneOfManyCannotDisturbAnother() throws Exception {
    String id = ok("/api/playground", "{\"seed\":8}").path("id").stringValue();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Answer> ask = () -> post("/api/playground/" + id + "/advance", "{\"steps\":3}");
      List<Future<Answer>> answers = new ArrayList<>();
      for (int k = 0; k < 20; k++) {
        answers.add(executor.submit(ask));
      }
      List<Integer> steps = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        steps.add(answer.get().body().path("step").asInt());
      }
      steps.sort(null);
      for (int k = 0; k < steps.size(); k++) {
        assertEquals(3 * (k + 1), steps.get(k));
      }
    }
  }

  /** A drawing that is a training example, off its centre and larger, is recognised. */
  @Test
  void aDrawingIsRecognised() throws Exception {
    JsonNode models = Json.read(get("/api/draw/models"));
    assertEquals("digits", models.path("models").get(0).path("run").stringValue());
    var digits = dev.layerwise.data.Digits.training(200, dev.layerwise.data.Digits.SEED);
    int right = 0;
    for (int k = 0; k < 20; k++) {
      byte[] large = new byte[140 * 140];
      for (int i = 0; i < 112; i++) {
        for (int j = 0; j < 112; j++) {
          large[(i + 28) * 140 + j] = (byte) digits.features().get(k, i / 4 * 28 + j / 4);
        }
      }
      JsonNode answer = ok("/api/draw", drawing("digits", 140, 140, large, k == 0));
      right += answer.path("predicted").asInt() == digits.requireLabels()[k] ? 1 : 0;
      if (k == 0) {
        assertEquals(8, answer.path("nearest").size());
        assertEquals(784, decode(answer.path("mattered")).length);
        assertEquals(784, decode(answer.path("nearest").get(0).path("image")).length);
      }
    }
    assertTrue(right >= 16, right + " of 20");
  }

  /** Many later runs on tables leave the models of images where they were. */
  @Test
  void modelsOfImagesAreFoundAmongManyOthers() throws Exception {
    Path first = runs.resolve("points-0");
    train(RunDirectory.create(first), "moons");
    for (int k = 1; k < 70; k++) {
      Path copy = Files.createDirectories(runs.resolve("points-" + k));
      for (String file : List.of("run.yaml", "summary.json", "model.safetensors")) {
        Files.copy(first.resolve(file), copy.resolve(file));
      }
    }
    index.refresh();
    for (int look = 0; look < 2; look++) {
      List<String> found = new ArrayList<>();
      Json.read(get("/api/draw/models"))
          .path("models")
          .forEach(model -> found.add(model.path("run").stringValue()));
      assertTrue(found.contains("digits"), found.toString());
    }
  }

  /** A run that was deleted may be followed by one of the same name, on other images. */
  @Test
  void theNearestExamplesAreThoseOfTheModel() throws Exception {
    RunDirectory first = RunDirectory.create(runs.resolve("again"));
    train(first, "digits");
    JsonNode answer = ok("/api/draw", drawing("again", 28, 28, new byte[784], true));
    assertEquals(28, answer.path("height").intValue());
    Files.move(runs.resolve("again"), runs.resolve(".gone"));
    Path images = Files.createDirectories(runs.resolve(".images"));
    for (String label : List.of("a", "b")) {
      Files.createDirectories(images.resolve(label));
      for (int k = 0; k < 30; k++) {
        ImageIO.write(
            new BufferedImage(40, 40, BufferedImage.TYPE_BYTE_GRAY),
            "png",
            images.resolve(label).resolve(k + ".png").toFile());
      }
    }
    train(RunDirectory.create(runs.resolve("again")), images.toString());
    answer = ok("/api/draw", drawing("again", 28, 28, new byte[784], true));
    assertEquals(40, answer.path("height").intValue());
    assertFalse(answer.path("nearest").isEmpty());
  }

  private static void train(RunDirectory run, String data) {
    try (RunSession session =
        RunSession.prepare(
            RunSpecs.of(Map.of("data", data, "layers", List.of(4), "epochs", 1)),
            new DataSources(DownloadListener.NONE))) {
      session.run(run, new TrainingListener() {});
    }
  }

  private static String drawing(String run, int width, int height, byte[] ink, boolean details) {
    return Json.text(
        Map.of(
            "run",
            run,
            "width",
            width,
            "height",
            height,
            "ink",
            Base64.getEncoder().encodeToString(ink),
            "details",
            details));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"run\":\"no\",\"ink\":\"\"}|404|body.run",
        "{\"run\":\"../digits\",\"ink\":\"\"}|404|body.run",
        "{\"ink\":\"\"}|400|body.run",
        "{\"run\":\"digits\"}|400|body.ink",
        "{\"run\":\"digits\",\"ink\":\"***\"}|400|body.ink",
        "{\"run\":\"digits\",\"ink\":\"AAAA\"}|400|body.ink",
        "{\"run\":\"digits\",\"ink\":\"\",\"width\":100000}|400|body.width",
        "{\"run\":\"digits\",\"ink\":\"AA==\",\"width\":1,\"height\":1,\"details\":1}|400|body.details"
      })
  void wrongDrawingsAreNamed(String body, int status, String where) throws Exception {
    Answer answer = post("/api/draw", body);
    assertEquals(status, answer.status(), answer.body().toString());
    assertEquals(where, answer.body().path("error").path("where").stringValue());
  }

  @Test
  void paperIsAnswered() throws Exception {
    JsonNode answer = ok("/api/draw", drawing("digits", 28, 28, new byte[784], true));
    assertEquals(10, answer.path("probabilities").size());
    for (byte value : decode(answer.path("mattered"))) {
      assertEquals(0, value);
    }
  }

  private static byte[] get(String path) throws Exception {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
            BodyHandlers.ofByteArray())
        .body();
  }

  private static byte[] decode(JsonNode base64) {
    return Base64.getDecoder().decode(base64.stringValue());
  }
}
