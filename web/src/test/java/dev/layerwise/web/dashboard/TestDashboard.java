package dev.layerwise.web.dashboard;

import dev.layerwise.web.http.Limits;
import dev.layerwise.web.http.RawClient;
import dev.layerwise.web.http.WebServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard over a folder, whose trainings run in processes of their own. */
final class TestDashboard implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final List<Throwable> faults = new ArrayList<>();
  final Dashboard dashboard;
  final RawClient client;

  TestDashboard(Path runs) {
    dashboard =
        Dashboard.start(
            runs,
            TestTrainer.program(),
            new WebServer.Options(
                "localhost", 0, null, new Limits(1 << 20, 5000, 1000, 50, Duration.ofSeconds(30))),
            faults::add);
    client = new RawClient(port());
  }

  int port() {
    return Integer.parseInt(dashboard.address().replaceFirst(".*:", ""));
  }

  static String encode(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode json(String path) throws IOException {
    return parse(client.get(path));
  }

  JsonNode post(String path, String body) throws IOException {
    return parse(client.post(path, body, "Content-Type", "application/json"));
  }

  private static JsonNode parse(RawClient.Answer answer) {
    if (answer.status() >= 300) {
      throw new AssertionError(answer.toString());
    }
    return JsonMapper.shared().readTree(answer.body());
  }

  /** Asks until the answer is as wanted. */
  JsonNode await(String path, Predicate<JsonNode> wanted) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode answer = json(path);
    while (!wanted.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(path + ": " + answer);
      }
      LockSupport.parkNanos(20_000_000);
      answer = json(path);
    }
    return answer;
  }

  JsonNode awaitStatus(String id, String status) throws IOException {
    return await("/api/runs/" + encode(id), run -> run.path("status").asString("").equals(status));
  }

  @Override
  public void close() {
    dashboard.close();
  }
}
