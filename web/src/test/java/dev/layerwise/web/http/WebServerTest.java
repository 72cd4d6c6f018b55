package dev.layerwise.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.web.http.RawClient.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every request passes, over real HTTP, with requests as nobody well-behaved sends them. */
class WebServerTest {
  private static final String TOKEN = "correct-horse-battery";

  private final List<WebServer> started = new ArrayList<>();
  private final List<Throwable> faults = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(WebServer::close);
  }

  private WebServer start(String token, Limits limits, Site site) {
    WebServer server =
        WebServer.start(site, new WebServer.Options("localhost", 0, token, limits), faults::add);
    started.add(server);
    return server;
  }

  private RawClient client() {
    return client(null);
  }

  private RawClient client(String token) {
    return new RawClient(start(token, Limits.DEFAULT, site()).port());
  }

  private static Site site() {
    return new Site()
        .page(new Page("/", "Home", "web/home.js", true))
        .assets("web", WebServerTest.class::getResourceAsStream)
        .get("/api/things/{id}", request -> Reply.json(Map.of("id", request.path("id"))))
        .get("/api/number", request -> Reply.json(Map.of("n", request.query("n", 1, 0, 9))))
        .get(
            "/api/fault",
            _ -> {
              throw new IllegalStateException("a secret of the inside");
            })
        .get(
            "/api/data",
            _ -> {
              throw new DataException("file.csv: is damaged");
            })
        .compute("/api/echo", request -> Reply.json(request.json()))
        .change("POST", "/api/change", request -> Reply.json(request.jsonObject()));
  }

  @Test
  void everyReplyIsProtected() throws IOException {
    RawClient client = client();
    for (String path : List.of("/", "/api/things/a", "/nowhere")) {
      Answer answer = client.get(path);
      assertTrue(answer.headers().get("content-security-policy").contains("default-src 'none'"));
      assertFalse(answer.headers().get("content-security-policy").contains("unsafe"));
      assertEquals("nosniff", answer.headers().get("x-content-type-options"));
      assertEquals("no-referrer", answer.headers().get("referrer-policy"));
      assertFalse(answer.headers().containsKey("access-control-allow-origin"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8321",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "evil.example#localhost",
        "",
        "::::",
        "local host"
      })
  void foreignNamesOfThisServerAreRefused(String host) throws IOException {
    Answer answer = client().get("/api/things/a", "Host", host);
    assertTrue(answer.status() == 421 || answer.status() == 400, answer.toString());
    assertFalse(answer.body().contains("\"id\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:99", "127.0.0.1:4000", "[::1]:80", "192.168.1.7"})
  void ownNamesAndAddressesInNumbersAreWelcome(String host) throws IOException {
    assertEquals(200, client().get("/api/things/a", "Host", host).status());
  }

  @Test
  void otherSitesChangeComputeAndReadNothing() throws IOException {
    RawClient client = client();
    for (String[] header :
        new String[][] {
          {"Origin", "http://evil.example"},
          {"Origin", "null"},
          {"Origin", "http://localhost:1"},
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"}
        }) {
      for (String path : List.of("/api/change", "/api/echo")) {
        assertEquals(403, client.post(path, "{}", header).status(), header[1]);
      }
      assertEquals(403, client.get("/api/things/a", header).status(), header[1]);
    }
    // A link from elsewhere opens a page; what it shows, it asks for itself.
    assertEquals(200, client.get("/", "Sec-Fetch-Site", "cross-site").status());
  }

  @Test
  void ownPagesAndProgramsMayChange() throws IOException {
    WebServer server = start(null, Limits.DEFAULT, site());
    RawClient client = new RawClient(server.port());
    assertEquals(200, client.post("/api/change", "{}").status());
    assertEquals(
        200,
        client
            .post(
                "/api/change",
                "{}",
                "Origin",
                "http://localhost:" + server.port(),
                "Sec-Fetch-Site",
                "same-origin")
            .status());
  }

  /** A form on another site can send these types without asking, and JSON it cannot. */
  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""})
  void bodiesAreJsonOrNothing(String type) throws IOException {
    assertEquals(415, client().post("/api/change", "{}", "Content-Type", type).status());
  }

  @Test
  void theTokenIsAskedForAndLeavesTheAddress() throws IOException {
    WebServer server = start(TOKEN, Limits.DEFAULT, site());
    RawClient client = new RawClient(server.port());
    for (String path : List.of("/", "/api/things/a", "/?token=wrong", "/assets/web/a.js")) {
      assertEquals(401, client.get(path).status(), path);
    }
    assertEquals(
        401, client.get("/api/things/a", "Authorization", "Bearer " + TOKEN + "x").status());
    assertEquals(200, client.get("/api/things/a", "Authorization", "Bearer " + TOKEN).status());
    // Only a page takes it from the address.
    assertEquals(401, client.get("/api/things/a?token=" + TOKEN).status());
    Answer welcome = client.get("/?token=" + TOKEN);
    assertEquals(303, welcome.status());
    assertEquals("/", welcome.headers().get("location"));
    String cookie = welcome.headers().get("set-cookie");
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
    assertEquals(
        200,
        client.get("/", "Cookie", "a=b; " + cookie.substring(0, cookie.indexOf(';'))).status());
  }

  @Test
  void whatOthersReachNeedsAToken() {
    WebServer.Options open = new WebServer.Options("0.0.0.0", 0, null, Limits.DEFAULT);
    assertThrows(IllegalArgumentException.class, () -> WebServer.start(site(), open, faults::add));
    assertThrows(
        IllegalArgumentException.class,
        () -> new WebServer.Options("localhost", 0, "short", Limits.DEFAULT));
  }

  @Test
  void aTakenPortIsExplained() {
    int port = start(null, Limits.DEFAULT, site()).port();
    DataException taken =
        assertThrows(
            DataException.class,
            () ->
                WebServer.start(
                    site(),
                    new WebServer.Options("localhost", port, null, Limits.DEFAULT),
                    faults::add));
    assertTrue(taken.getMessage().contains("--port"), taken.getMessage());
  }

  @Test
  void wrongRequestsAreExplained() throws IOException {
    RawClient client = client();
    assertEquals(404, client.get("/api/nothing").status());
    assertEquals(404, client.get("/api/things/").status());
    Answer wrongMethod = client.send("DELETE", "/api/things/a", "");
    assertEquals(405, wrongMethod.status());
    assertEquals("GET", wrongMethod.headers().get("allow"));
    assertEquals(405, client.send("OPTIONS", "/api/change", "").status());
    Answer number = client.get("/api/number?n=12");
    assertEquals(400, number.status());
    assertTrue(number.body().contains("\"where\":\"query.n\""), number.body());
    assertEquals(400, client.get("/api/number?n=%ff%").status());
    for (String body : List.of("", "{", "[1,2", "{\"a\":1,\"a\":2}", "[".repeat(200), "nonsense")) {
      Answer answer = client.post("/api/echo", body, "Content-Type", "application/json");
      assertEquals(400, answer.status(), body);
      assertTrue(answer.body().contains("\"where\":\"body"), answer.body());
    }
    assertEquals(400, client.post("/api/change", "[]").status());
    assertEquals("{\"id\":\"../a b\"}", client.get("/api/things/..%2Fa%20b").body());
    Answer data = client.get("/api/data");
    assertEquals(400, data.status());
    assertTrue(data.body().contains("file.csv: is damaged"), data.body());
  }

  @Test
  void faultsOfOursKeepTheirDetails() throws IOException {
    Answer answer = client().get("/api/fault");
    assertEquals(500, answer.status());
    assertFalse(answer.body().contains("secret"), answer.body());
    assertEquals("a secret of the inside", faults.getFirst().getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/web/..%2f..%2fFloorsTest.class",
        "/assets/web/%2e%2e/secret.js",
        "/assets/../web/a.js",
        "/assets/web//etc/passwd",
        "/assets/web/WebServerTest.class",
        "/assets/other/a.js",
        "/assets/web/a.js%00.png",
        "/assets/web/.hidden.js"
      })
  void nothingButNamedAssetsIsHandedOut(String path) throws IOException {
    assertEquals(404, client().get(path).status());
  }

  @Test
  void bodiesHaveALimitWhetherTheySayTheirLengthOrNot() throws IOException {
    WebServer server = start(null, new Limits(1000, 100, 100, 10, Duration.ofSeconds(30)), site());
    RawClient client = new RawClient(server.port());
    String large = "\"" + "x".repeat(2000) + "\"";
    assertEquals(413, client.post("/api/echo", large).status());
    String head =
        String.join(
            "\r\n",
            "POST /api/echo HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Content-Type: application/json",
            "Transfer-Encoding: chunked",
            "",
            "");
    String chunk = Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
    assertEquals(
        413,
        client
            .raw(
                head.getBytes(StandardCharsets.US_ASCII), chunk.getBytes(StandardCharsets.US_ASCII))
            .status());
    assertEquals(200, client.post("/api/echo", "1").status());
  }

  @Test
  void floodsAreHeldBack() throws IOException {
    WebServer server = start(null, new Limits(1000, 1000, 2, 10, Duration.ofSeconds(30)), site());
    RawClient client = new RawClient(server.port());
    List<Integer> states = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      states.add(client.post("/api/change", "{}").status());
    }
    assertEquals(200, states.getFirst());
    assertTrue(states.contains(429), states.toString());
    // Reading goes on.
    assertEquals(200, client.get("/api/things/a").status());
  }

  @Test
  void aBucketFillsAgainWithTime() {
    long[] now = {0};
    Buckets buckets = new Buckets(10, () -> now[0]);
    for (int i = 0; i < 20; i++) {
      assertTrue(buckets.take("a"));
    }
    assertFalse(buckets.take("a"));
    assertTrue(buckets.take("b"));
    now[0] += 100_000_000L;
    assertTrue(buckets.take("a"));
    assertFalse(buckets.take("a"));
  }

  @Test
  void manyAskAtTheSameTime() throws Exception {
    WebServer server =
        start(null, new Limits(1 << 20, 10_000, 10, 10, Duration.ofSeconds(30)), site());
    RawClient client = new RawClient(server.port());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int n = i;
        answers.add(threads.submit(() -> client.get("/api/things/" + n)));
      }
      for (int i = 0; i < 200; i++) {
        assertEquals("{\"id\":\"" + i + "\"}", answers.get(i).get().body());
      }
    }
  }

  @Test
  void streamsSendEventsUntilTheClientGoes() throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    Site site =
        site().stream(
            "/api/events",
            (request, last, events) -> {
              try {
                for (int i = 0; ; i++) {
                  events.send(Integer.toString(i), "tick", Map.of("from", last, "i", i));
                }
              } catch (IOException e) {
                ended.complete("gone");
                throw e;
              }
            });
    int port = start(null, Limits.DEFAULT, site).port();
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 41\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = reader.readLine();
      while (!line.startsWith("data: ")) {
        line = reader.readLine();
      }
      assertEquals("data: {\"", line.substring(0, 8));
      assertTrue(line.contains("\"from\":\"41\""), line);
    }
    assertEquals("gone", ended.get(60, TimeUnit.SECONDS));
  }

  /** HTTP's chunks end anywhere within them. */
  @Test
  void manyEventsAtOnceArriveWhole() throws IOException {
    List<EventStream.Event> many = new ArrayList<>();
    for (int i = 1; i <= 2000; i++) {
      many.add(new EventStream.Event(Integer.toString(i), "tick", "{\"i\":" + i + "}"));
    }
    Site site =
        site().stream("/api/events", (_, _, events) -> events.send(EventStream.frames(many)));
    int port = start(null, Limits.DEFAULT, site).port();
    assertEquals(
        many, EventClient.listen(port, "/api/events", "", event -> event.id().equals("2000")));
  }

  @Test
  void anInterruptIsNoFault() throws IOException {
    Site site =
        site().stream(
            "/api/events",
            (_, _, _) -> {
              throw new ClosedByInterruptException();
            });
    int port = start(null, Limits.DEFAULT, site).port();
    assertEquals(0, new RawClient(port).get("/api/events").status());
    assertEquals(List.of(), faults);
  }

  /** It holds up nobody else, and is cut off. */
  @Test
  void aClientThatNeverReadsIsCutOff() throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    Site site =
        site().stream(
            "/api/events",
            (_, _, events) -> {
              try {
                begun.countDown();
                while (true) {
                  events.send(null, "tick", "x".repeat(10_000));
                }
              } catch (IOException e) {
                ended.complete("cut off");
                throw e;
              }
            });
    int port = start(null, new Limits(1000, 1000, 10, 10, Duration.ofMillis(300)), site).port();
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertTrue(begun.await(60, TimeUnit.SECONDS));
      assertEquals(200, new RawClient(port).get("/api/things/a").status());
      assertEquals("cut off", ended.get(60, TimeUnit.SECONDS));
    }
    assertEquals(200, new RawClient(port).get("/api/things/a").status());
  }

  @Test
  void streamsHaveALimit() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Site site =
        site().stream(
            "/api/events",
            (_, _, _) -> {
              begun.countDown();
              release.await();
            });
    int port = start(null, new Limits(1000, 1000, 10, 1, Duration.ofSeconds(30)), site).port();
    try (Socket socket = new Socket("localhost", port)) {
      socket
          .getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertTrue(begun.await(60, TimeUnit.SECONDS));
      assertEquals(503, new RawClient(port).get("/api/events").status());
    } finally {
      release.countDown();
    }
  }

  @Test
  void headHasTheHeadersAlone() throws IOException {
    Answer answer = client().send("HEAD", "/api/things/a", "");
    assertEquals(200, answer.status());
    assertEquals("", answer.body());
    assertEquals("10", answer.headers().get("content-length"));
  }

  /** The server of the JDK says on standard error what it does not like. */
  @Test
  void headOfAStreamHasTheHeadersAlone() throws IOException {
    List<String> complaints = new CopyOnWriteArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            complaints.add(record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Site site =
        site().stream(
            "/api/events",
            (_, _, events) -> {
              while (true) {
                events.send("1", "tick", Map.of());
              }
            });
    Logger logger = Logger.getLogger("com.sun.net.httpserver");
    logger.addHandler(listener);
    try {
      RawClient client = new RawClient(start(null, Limits.DEFAULT, site).port());
      Answer answer = client.send("HEAD", "/api/events", "");
      assertEquals(200, answer.status());
      assertEquals("text/event-stream; charset=utf-8", answer.headers().get("content-type"));
      assertEquals("", answer.body());
    } finally {
      logger.removeHandler(listener);
    }
    assertEquals(List.of(), complaints);
    assertEquals(List.of(), faults);
  }

  @Test
  void titlesOfPagesAreInTheFrame() throws IOException {
    Answer answer = client().get("/");
    assertTrue(answer.body().contains("<title>Home · Layerwise</title>"));
    assertFalse(answer.body().contains("<script>"));
    assertFalse(answer.body().contains("style="));
  }
}
