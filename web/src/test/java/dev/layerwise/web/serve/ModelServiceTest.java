package dev.layerwise.web.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictor;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Limits;
import dev.layerwise.web.http.Schema;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.http.WebServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The service as clients meet it: over HTTP, on a port of its own. */
class ModelServiceTest {
  private static final int SIZE = 4;
  private static final int INPUTS = SIZE * SIZE;
  private static final List<String> CLASSES = List.of("a", "b \"quoted\"", "c,d");

  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Model model = model();
  private final ModelService service =
      new ModelService(model, "test", new ModelService.Settings(50, 8, false, false));
  private WebServer server;

  private static Model model() {
    return model(ScalarKernels.INSTANCE);
  }

  private static Model model(Kernels kernels) {
    NetworkSpec spec = NetworkSpec.builder(INPUTS, 3).dense(7, Activation.TANH).build();
    Network network = new Network(spec, kernels);
    network.initialize(1);
    Scaling scaling = new Scaling(Scaling.Kind.UNIT, new float[] {0}, new float[] {1 / 255f});
    return new Model(network, scaling, CLASSES, new ImageShape(SIZE, SIZE), Map.of());
  }

  @BeforeEach
  void start() {
    server = start(service, null);
  }

  private WebServer start(ModelService wanted, String token) {
    Site site = new Site();
    wanted.addTo(site);
    Limits usual = Limits.DEFAULT;
    Limits limits = new Limits(1 << 16, 1_000_000, 20, 1, usual.stalled());
    return WebServer.start(site, new WebServer.Options("localhost", 0, token, limits), faults::add);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    assertEquals(List.of(), faults, "no request is a fault of ours");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path));
  }

  private HttpResponse<String> post(String type, byte[] body) throws Exception {
    return client.send(
        request("/v1/predict")
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String type, String body) throws Exception {
    return post(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private static float[][] examples(int n) {
    SplittableRandom random = new SplittableRandom(3);
    float[][] examples = new float[n][INPUTS];
    for (float[] example : examples) {
      for (int j = 0; j < INPUTS; j++) {
        example[j] = random.nextInt(256);
      }
    }
    return examples;
  }

  private static String json(float[]... examples) {
    return Json.text(Map.of("instances", examples));
  }

  private void assertPredicts(float[][] examples, String reply) {
    JsonNode predictions = Json.read(reply.getBytes(StandardCharsets.UTF_8)).get("predictions");
    assertEquals(examples.length, predictions.size());
    Predictor predictor = model.predictor();
    for (int i = 0; i < examples.length; i++) {
      float[] scores = new float[CLASSES.size()];
      int label = predictor.predict(examples[i], scores);
      JsonNode prediction = predictions.get(i);
      assertEquals(label, prediction.get("label").intValue());
      assertEquals(CLASSES.get(label), prediction.get("class").stringValue());
      for (int k = 0; k < scores.length; k++) {
        assertEquals(scores[k], prediction.get("scores").get(k).floatValue());
      }
    }
  }

  @Test
  void predictsFromJson() throws Exception {
    for (int n : new int[] {1, 2, 50}) {
      float[][] examples = examples(n);
      HttpResponse<String> reply = post("application/json; charset=utf-8", json(examples));
      assertEquals(200, reply.statusCode(), reply.body());
      assertPredicts(examples, reply.body());
    }
  }

  @Test
  void predictsFromCsvWithAndWithoutAHeader() throws Exception {
    float[][] examples = examples(3);
    String rows = csv(examples);
    String header =
        IntStream.range(0, INPUTS).mapToObj(j -> "pixel" + j).collect(Collectors.joining(","));
    for (String body : List.of(rows, header + "\n" + rows)) {
      HttpResponse<String> reply = post("text/csv", body);
      assertEquals(200, reply.statusCode(), reply.body());
      List<String> lines = reply.body().lines().toList();
      assertEquals("example,predicted,a,\"b \"\"quoted\"\"\",\"c,d\"", lines.getFirst());
      assertEquals(4, lines.size());
      HttpResponse<String> asJson =
          client.send(
              request("/v1/predict")
                  .header("Content-Type", "text/csv")
                  .header("Accept", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      assertPredicts(examples, asJson.body());
    }
  }

  private static String csv(float[][] examples) {
    StringBuilder rows = new StringBuilder();
    for (float[] example : examples) {
      rows.append(
              IntStream.range(0, INPUTS)
                  .mapToObj(j -> Float.toString(example[j]))
                  .collect(Collectors.joining(",")))
          .append("\r\n");
    }
    return rows.toString();
  }

  private static byte[] png(float[] example, int width) throws IOException {
    BufferedImage image = new BufferedImage(width, INPUTS / SIZE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < Math.min(width, SIZE); j++) {
        image.getRaster().setSample(j, i, 0, (int) example[i * SIZE + j]);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void predictsFromImages() throws Exception {
    float[][] examples = examples(2);
    HttpResponse<String> one = post("image/png", png(examples[0], SIZE));
    assertEquals(200, one.statusCode(), one.body());
    assertPredicts(new float[][] {examples[0]}, one.body());

    List<String> encoded = new ArrayList<>();
    for (float[] example : examples) {
      encoded.add(Base64.getEncoder().encodeToString(png(example, SIZE)));
    }
    HttpResponse<String> two = post("application/json", Json.text(Map.of("images", encoded)));
    assertEquals(200, two.statusCode(), two.body());
    assertPredicts(examples, two.body());

    HttpResponse<String> wide = post("image/png", png(examples[0], SIZE + 1));
    assertEquals(400, wide.statusCode());
    assertTrue(wide.body().contains("5 pixels wide"), wide.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "application/json | {} | 400 | body.instances: expected at least one example",
        "application/json | [1,2] | 400 | body: expected a JSON object",
        "application/json | nonsense | 400 | body, line 1, column 1: expected JSON",
        "application/json | {\"instances\": 3} | 400 | body.instances: expected an array",
        "application/json | {\"instances\": []} | 400 | body.instances: expected at least one",
        "application/json | {\"instances\": [[1, 2]]} | 400 | [0]: expected 16 features",
        "application/json | {\"instances\": [3]} | 400 | body.instances[0]: expected an array of"
            + " 16",
        "application/json | {\"instances\": [[\"x\"]]} | 400 | [0][0]: expected a number",
        "application/json | {\"instances\": [[[[[[1]]]]]]} | 400 | expected",
        "application/json | {\"examples\": [[1]]} | 400 | expected \"instances\" or \"images\"",
        "application/json | {\"images\": [\"%%\"]} | 400 | body.images[0]: expected an image in"
            + " Base64",
        "application/json | {\"images\": [\"aGVsbG8=\"]} | 400 | body.images[0]: expected a PNG",
        "application/json | {\"images\": [7]} | 400 | body.images[0]: expected a text",
        "text/csv | 1,2,3 | 400 | body, line 1: expected 16 features",
        "text/csv | a,b | 400 | body: expected at least one example",
        "image/png | hello | 400 | body: expected a PNG",
        "application/xml | <x/> | 415 | expected application/json, text/csv or image/png",
      })
  void refusesWhatItCannotRead(String type, String body, int status, String message)
      throws Exception {
    HttpResponse<String> reply = post(type, body);
    assertEquals(status, reply.statusCode(), reply.body());
    JsonNode error = Json.read(reply.body().getBytes(StandardCharsets.UTF_8)).get("error");
    assertEquals(status, error.get("status").intValue());
    String text = error.get("where").stringValue() + ": " + error.get("rule").stringValue();
    assertTrue(text.contains(message), text);
    assertTrue(error.get("where").stringValue().startsWith("body") || status == 415, text);
  }

  /** In words of JSON, not of the library that reads it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"instances\": [[1, NaN | 1 | Non-standard token 'NaN'",
        "{\"instances\": [[1, 2 | 1 | Unexpected end-of-input: expected close marker for Array",
        "{\"instances\": [[1, +2]]} | 1 | JSON spec does not allow numbers to have plus signs",
        "{\"instances\": [[1, 0x2]]} | 1 | Unexpected character ('x' (code 120))",
      })
  void malformedJsonIsToldByItsPlace(String body, int line, String reason) throws Exception {
    HttpResponse<String> reply = post("application/json", body);
    JsonNode error = Json.read(reply.body().getBytes(StandardCharsets.UTF_8)).get("error");
    String where = error.get("where").stringValue();
    assertTrue(where.startsWith("body, line " + line + ", column "), where);
    String advice = error.get("advice").stringValue();
    assertTrue(advice.endsWith(reason), advice);
  }

  @Test
  void refusesNumbersThatAreNotFinite() throws Exception {
    String zeros = "0,".repeat(INPUTS - 1);
    assertEquals(
        400, post("application/json", "{\"instances\":[[" + zeros + "NaN]]}").statusCode());
    HttpResponse<String> large = post("application/json", "{\"instances\":[[" + zeros + "1e99]]}");
    assertEquals(400, large.statusCode());
    JsonNode error = Json.read(large.body().getBytes(StandardCharsets.UTF_8)).get("error");
    assertEquals("body.instances[0][15]", error.get("where").stringValue());
    assertEquals(
        "expected a number in the range of 32-bit floats", error.get("rule").stringValue());
    assertEquals("1e99", error.get("got").stringValue());
    HttpResponse<String> csv = post("text/csv", zeros + "NaN");
    assertEquals(400, csv.statusCode());
    assertTrue(csv.body().contains("line 1, column 16\",\"rule\":\"expected a finite"), csv.body());
  }

  @Test
  void refusesTooMuch() throws Exception {
    assertEquals(413, post("application/json", json(examples(51))).statusCode());
    assertEquals(413, post("text/csv", " ".repeat((1 << 16) + 1)).statusCode());
    assertEquals(405, get("/v1/predict").statusCode());
    assertEquals(404, get("/v1/nothing").statusCode());
  }

  /** Whatever comes, there is an answer in order, and the next client is served. */
  @Test
  void survivesRandomBodies() throws Exception {
    SplittableRandom random = new SplittableRandom(11);
    byte[] good = json(examples(2)).getBytes(StandardCharsets.UTF_8);
    byte[] image = png(examples(1)[0], SIZE);
    List<String> types = List.of("application/json", "text/csv", "image/png");
    for (int k = 0; k < 300; k++) {
      byte[] body = (k % 2 == 0 ? good : image).clone();
      for (int i = 0; i < 1 + k % 7; i++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      int length = k % 3 == 0 ? random.nextInt(body.length) : body.length;
      int status =
          post(types.get(random.nextInt(3)), java.util.Arrays.copyOf(body, length)).statusCode();
      assertTrue(status == 200 || status == 400, "status " + status);
    }
    assertEquals(200, post("application/json", json(examples(1))).statusCode());
  }

  @Test
  void survivesClientsThatGoAway() throws Exception {
    for (int k = 0; k < 20; k++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000\r\n\r\n{\"instances\"")
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    }
    assertEquals(200, post("application/json", json(examples(1))).statusCode());
  }

  /** A client that hangs, or is gone, does not keep a service that is told to end. */
  @Test
  void theEndDoesNotWaitForRequestsThatAreNotSentOn() throws Exception {
    byte[] body = json(examples(1)).getBytes(StandardCharsets.UTF_8);
    try (Socket silent = begin("/v1/predict", 1000);
        Socket nowhere = begin("/v1/nothing", 1000);
        Socket sending = begin("/v1/predict", body.length)) {
      CompletableFuture<Void> end = CompletableFuture.runAsync(() -> server.stop(60));
      sending.getOutputStream().write(body);
      String reply = new String(sending.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(reply.startsWith("HTTP/1.1 200"), reply);
      end.get(30, TimeUnit.SECONDS);
      assertEquals(-1, silent.getInputStream().read());
      nowhere.getInputStream().readAllBytes();
    }
  }

  /**
   * A request that has begun to be answered, as the server says, and whose body is still to come.
   */
  private Socket begin(String path, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    List<String> head =
        List.of(
            "POST " + path + " HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Content-Type: application/json",
            "Content-Length: " + length,
            "Expect: 100-continue",
            "\r\n");
    socket.getOutputStream().write(String.join("\r\n", head).getBytes(StandardCharsets.US_ASCII));
    StringBuilder interim = new StringBuilder();
    while (interim.indexOf("\r\n\r\n") < 0) {
      interim.append((char) socket.getInputStream().read());
    }
    assertTrue(interim.toString().startsWith("HTTP/1.1 100"), interim.toString());
    return socket;
  }

  @Test
  void manyClientsAtOnceGetTheirOwnAnswers() throws Exception {
    float[][] examples = examples(40);
    ModelService roomy = new ModelService(model, "test", ModelService.Settings.DEFAULT);
    server.close();
    server = start(roomy, null);
    List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
    for (float[] example : examples) {
      replies.add(
          client.sendAsync(
              request("/v1/predict")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(json(example)))
                  .build(),
              BodyHandlers.ofString()));
    }
    for (int i = 0; i < examples.length; i++) {
      assertPredicts(new float[][] {examples[i]}, replies.get(i).join().body());
    }
  }

  @Test
  void describesItself() throws Exception {
    JsonNode known = Json.read(get("/v1/model").body().getBytes(StandardCharsets.UTF_8));
    assertEquals("16-7-3", known.get("network").stringValue());
    assertEquals(SIZE, known.get("image").get("height").intValue());
    JsonNode openApi = Json.read(get("/openapi.json").body().getBytes(StandardCharsets.UTF_8));
    assertEquals("3.1.0", openApi.get("openapi").stringValue());
    assertEquals(
        INPUTS,
        openApi.at("/components/schemas/Instances/properties/instances/items/minItems").intValue());
    for (String path : openApi.get("paths").propertyNames()) {
      int status = get(path).statusCode();
      assertTrue(status == 200 || (status == 405 && path.equals("/v1/predict")), path);
    }
    assertTrue(get("/").body().contains("16-7-3"));
  }

  /** What the description says of statuses and types is what is answered. */
  @Test
  void answersAreThoseOfTheDescription() throws Exception {
    assertDescribed("/health/live", "get", get("/health/live"));
    assertDescribed("/health/ready", "get", get("/health/ready"));
    service.drain();
    assertDescribed("/health/ready", "get", get("/health/ready"));
    assertDescribed("/v1/model", "get", get("/v1/model"));
    assertDescribed("/metrics", "get", get("/metrics"));
    assertDescribed("/v1/predict", "post", post("application/json", json(examples(1))));
    assertDescribed("/v1/predict", "post", post("application/xml", "<x/>"));
    for (String path : List.of("/v1/predict", "/v1/model", "/metrics")) {
      boolean predicts = path.equals("/v1/predict");
      HttpRequest.Builder foreign = request(path).header("Origin", "http://elsewhere.example");
      HttpResponse<String> refused =
          client.send(
              (predicts ? foreign.POST(BodyPublishers.ofString("{}")) : foreign).build(),
              BodyHandlers.ofString());
      assertEquals(403, refused.statusCode());
      assertDescribed(path, predicts ? "post" : "get", refused);
    }
  }

  private void assertDescribed(String path, String method, HttpResponse<String> reply)
      throws Exception {
    JsonNode openApi = Json.read(get("/openapi.json").body().getBytes(StandardCharsets.UTF_8));
    JsonNode responses = openApi.get("paths").get(path).get(method).get("responses");
    String status = Integer.toString(reply.statusCode());
    JsonNode response = responses.path(responses.has(status) ? status : "default");
    if (response.has("$ref")) {
      response = openApi.at(response.get("$ref").stringValue().substring(1));
    }
    String type = reply.headers().firstValue("Content-Type").orElseThrow().split(";", 2)[0];
    assertTrue(response.path("content").has(type), path + " " + status + " " + type);
    if (type.equals("application/json")) {
      JsonNode body = Json.read(reply.body().getBytes(StandardCharsets.UTF_8));
      assertEquals(List.of(), Schema.faults(openApi, method, path, reply.statusCode(), body));
    }
  }

  @Test
  void counts() throws Exception {
    post("application/json", json(examples(3)));
    post("application/json", "nonsense");
    HttpResponse<String> reply = get("/metrics");
    assertEquals(ServeMetrics.TYPE, reply.headers().firstValue("Content-Type").orElseThrow());
    List<String> lines = reply.body().lines().toList();
    assertTrue(
        lines.contains(
            "layerwise_model_info{name=\"test\",network=\"16-7-3\",kernels=\"scalar\"} 1"));
    assertTrue(lines.contains("layerwise_requests_total{status=\"200\"} 1"), reply.body());
    assertTrue(lines.contains("layerwise_requests_total{status=\"400\"} 1"), reply.body());
    assertTrue(lines.contains("layerwise_examples_total 3"));
    assertTrue(lines.contains("layerwise_request_duration_seconds_count 2"));
    assertTrue(lines.contains("layerwise_request_duration_seconds_bucket{le=\"+Inf\"} 2"));
    assertEquals("# EOF", lines.getLast());
    List<String> durations =
        lines.stream().filter(line -> line.startsWith("layerwise_request_duration")).toList();
    assertTrue(durations.getFirst().contains("{le=\"0.0001\"}"), durations.getFirst());
    for (String line : durations) {
      assertTrue(line.matches(".*?(\\{le=\"(\\d+\\.\\d+|\\+Inf)\"})? \\d+(\\.\\d+)?"), line);
    }
  }

  @Test
  void healthNeedsNoTokenAndTellsOfTheEnd() throws Exception {
    server.close();
    server = start(service, "a-long-secret");
    assertEquals(200, get("/health/live").statusCode());
    assertEquals(200, get("/health/ready").statusCode());
    assertEquals(401, get("/metrics").statusCode());
    assertEquals(401, post("application/json", json(examples(1))).statusCode());
    // By whatever name the machine is called: who has the token is no page of another site.
    String reply = raw("POST", "models.example", "Authorization: Bearer a-long-secret");
    assertTrue(reply.startsWith("HTTP/1.1 200"), reply);
    assertTrue(raw("POST", "models.example", "X-Nothing: 1").startsWith("HTTP/1.1 421"));
    service.drain();
    assertEquals(503, get("/health/ready").statusCode());
    assertEquals(200, get("/health/live").statusCode());
  }

  /** Kernels keep their working memory for each thread, so it should be one that stays. */
  @Test
  void manyExamplesAreComputedOnThreadsThatStay() throws Exception {
    Set<Thread> computing = ConcurrentHashMap.newKeySet();
    Kernels watched =
        (Kernels)
            Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (_, method, arguments) -> {
                  computing.add(Thread.currentThread());
                  return method.invoke(ScalarKernels.INSTANCE, arguments);
                });
    ModelService large = new ModelService(model(watched), "large", ModelService.Settings.DEFAULT);
    server.close();
    server = start(large, null);
    computing.clear();
    for (int k = 0; k < 3; k++) {
      assertPredicts(examples(20), post("application/json", json(examples(20))).body());
    }
    assertFalse(computing.isEmpty());
    assertTrue(computing.stream().noneMatch(Thread::isVirtual), computing.toString());
    assertTrue(computing.stream().allMatch(Thread::isAlive), computing.toString());
  }

  private String raw(String method, String host, String header) throws IOException {
    byte[] body = json(examples(1)).getBytes(StandardCharsets.UTF_8);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      String head =
          "%s /v1/predict HTTP/1.1\r\nHost: %s\r\n%s\r\nContent-Type: application/json\r\n"
              .formatted(method, host, header);
      out.write(
          (head + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aHeaderThatNamesOtherFeaturesIsRefused() throws Exception {
    server.close();
    List<String> names = IntStream.range(0, SIZE * SIZE).mapToObj(i -> "f" + i).toList();
    Model named = new Model(model.network(), model.scaling(), CLASSES, null, names, Map.of());
    server = start(new ModelService(named, "named", ModelService.Settings.DEFAULT), null);
    String rows = csv(examples(1));
    String header = String.join(",", names);
    assertEquals(200, post("text/csv", rows).statusCode());
    assertEquals(200, post("text/csv", header + "\n" + rows).statusCode());
    HttpResponse<String> reply = post("text/csv", header.replace("f1,f2,", "f2,f1,") + "\n" + rows);
    assertEquals(400, reply.statusCode());
    assertTrue(reply.body().contains("expected the feature 'f1', as in training"), reply.body());
  }

  @Test
  void aModelWithoutImagesSaysSo() throws Exception {
    server.close();
    Model plain = new Model(model.network(), model.scaling(), CLASSES, null, Map.of());
    server = start(new ModelService(plain, "plain", ModelService.Settings.DEFAULT), null);
    HttpResponse<String> reply = post("image/png", png(examples(1)[0], SIZE));
    assertEquals(415, reply.statusCode());
    assertTrue(reply.body().contains("was not trained on images"), reply.body());
    assertFalse(get("/openapi.json").body().contains("image/png"));
  }
}
