package dev.layerwise.trackers.mlflow;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that plays MLflow, by what its REST API documents: it keeps experiments, runs and files,
 * refuses what MLflow refuses, and can be told to misbehave. It speaks HTTP by hand, for only so
 * can it break off.
 */
final class FakeMlflow implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** What becomes of a request. */
  sealed interface Mood {
    /** It is carried out and answered. */
    record Well() implements Mood {}

    /** It is refused. */
    record Refuse(int status, String body) implements Mood {}

    /** The connection is closed before it is carried out. */
    record BreakOff() implements Mood {}

    /** It is carried out, and the connection closed before the answer. */
    record LoseAnswer() implements Mood {}

    /** Its answer waits. */
    record WaitFor(CountDownLatch latch) implements Mood {}
  }

  static final Mood WELL = new Mood.Well();

  /** A request. */
  record Request(String method, String path, Map<String, String> headers, byte[] body) {
    JsonNode json() {
      return JSON.readTree(body);
    }

    boolean is(String call) {
      return path.contains("/api/2.0/mlflow/" + call);
    }
  }

  /** A run as the server knows it. */
  static final class Run {
    final String experiment;
    final String name;
    final Map<String, String> parameters = new TreeMap<>();
    final Map<String, String> tags = new TreeMap<>();

    /** By key, then step: the values, each with its time once. */
    final Map<String, TreeMap<Long, Map<Long, Double>>> metrics = new TreeMap<>();

    String status = "RUNNING";
    long started;
    long ended;

    Run(String experiment, String name) {
      this.experiment = experiment;
      this.name = name;
    }

    /** The values of a metric in the order of steps; two at one step are a mistake. */
    List<Double> values(String key) {
      List<Double> values = new ArrayList<>();
      metrics
          .getOrDefault(key, new TreeMap<>())
          .forEach((step, at) -> {
            if (at.size() > 1) {
              throw new IllegalStateException(key + " twice at step " + step);
            }
            values.addAll(at.values());
          });
      return values;
    }
  }

  private final ServerSocket socket;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  final List<Request> requests = new CopyOnWriteArrayList<>();
  final Map<String, String> experiments = new LinkedHashMap<>();
  final Map<String, Run> runs = new LinkedHashMap<>();
  final Map<String, byte[]> files = new TreeMap<>();
  volatile Function<Request, Mood> mood = _ -> WELL;
  volatile String artifactRoot = "mlflow-artifacts:/";

  FakeMlflow() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  String address() {
    return "http://localhost:" + socket.getLocalPort();
  }

  MlflowServer server() {
    return MlflowServer.of(address(), null, Map.of());
  }

  long count(String call) {
    return requests.stream().filter(request -> request.is(call)).count();
  }

  synchronized Run onlyRun() {
    if (runs.size() != 1) {
      throw new IllegalStateException(runs.size() + " runs");
    }
    return runs.values().iterator().next();
  }

  private void serve() {
    try {
      while (true) {
        Socket connection = socket.accept();
        open.add(connection);
        Thread.ofVirtual().start(() -> talk(connection));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void talk(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      Request request = read(in);
      while (request != null) {
        requests.add(request);
        Mood now = mood.apply(request);
        if (now instanceof Mood.BreakOff) {
          return;
        }
        if (now instanceof Mood.WaitFor(CountDownLatch latch)) {
          latch.await();
        }
        Answer answer =
            now instanceof Mood.Refuse(int status, String body)
                ? new Answer(status, body)
                : answer(request);
        if (now instanceof Mood.LoseAnswer) {
          return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        String head =
            "HTTP/1.1 " + answer.status() + " X\r\nContent-Length: " + body.length + "\r\n\r\n";
        connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().write(body);
        connection.getOutputStream().flush();
        request = read(in);
      }
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return null;
    }
    String[] first = line.split(" ");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    return new Request(first[0], first[1], headers, in.readNBytes(length));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.US_ASCII);
  }

  private record Answer(int status, String body) {}

  private static Answer refuse(String code, String message) {
    int status = code.equals("RESOURCE_DOES_NOT_EXIST") ? 404 : 400;
    return new Answer(
        status, JSON.writeValueAsString(Map.of("error_code", code, "message", message)));
  }

  private static Answer ok(Object body) {
    return new Answer(200, JSON.writeValueAsString(body));
  }

  private synchronized Answer answer(Request request) {
    String artifacts = "/api/2.0/mlflow-artifacts/artifacts/";
    if (request.method().equals("PUT") && request.path().startsWith(artifacts)) {
      files.put(request.path().substring(artifacts.length()), request.body());
      return ok(Map.of());
    }
    if (request.is("experiments/get-by-name")) {
      String query = URI.create(request.path()).getRawQuery();
      String name =
          URLDecoder.decode(query.substring(query.indexOf('=') + 1), StandardCharsets.UTF_8);
      String id = experiments.get(name);
      return id == null
          ? refuse("RESOURCE_DOES_NOT_EXIST", "no experiment " + name)
          : ok(Map.of("experiment", Map.of("experiment_id", id, "lifecycle_stage", "active")));
    }
    if (request.is("experiments/create")) {
      String name = request.json().path("name").asString();
      if (experiments.containsKey(name)) {
        return refuse("RESOURCE_ALREADY_EXISTS", name);
      }
      experiments.put(name, Integer.toString(experiments.size() + 1));
      return ok(Map.of("experiment_id", experiments.get(name)));
    }
    if (request.is("runs/create")) {
      return createRun(request.json());
    }
    Run run = runs.get(request.json().path("run_id").asString());
    if (run == null) {
      return refuse("RESOURCE_DOES_NOT_EXIST", "no such run");
    }
    if (request.is("runs/update")) {
      run.status = request.json().path("status").asString();
      run.ended = request.json().path("end_time").asLong(0);
      return ok(Map.of());
    }
    return request.is("runs/log-batch") ? log(run, request) : new Answer(404, "not found");
  }

  private Answer createRun(JsonNode body) {
    String id = "run" + (runs.size() + 1);
    String experiment = body.path("experiment_id").asString();
    Run run = new Run(experiment, body.path("run_name").asString());
    run.started = body.path("start_time").asLong();
    body.path("tags").forEach(tag -> run.tags.put(text(tag, "key"), text(tag, "value")));
    runs.put(id, run);
    String artifactUri = artifactRoot + experiment + "/" + id + "/artifacts";
    return ok(Map.of("run", Map.of("info", Map.of("run_id", id, "artifact_uri", artifactUri))));
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asString();
  }

  /** As {@code runs/log-batch} does: its limits, and parameters that never change. */
  private static Answer log(Run run, Request request) {
    JsonNode body = request.json();
    int metrics = body.path("metrics").size();
    int parameters = body.path("params").size();
    int tags = body.path("tags").size();
    if (metrics > 1000 || parameters > 100 || tags > 100 || metrics + parameters + tags > 1000) {
      return refuse("INVALID_PARAMETER_VALUE", "too many");
    }
    if (request.body().length > 1_000_000) {
      return refuse("INVALID_PARAMETER_VALUE", "too large");
    }
    Map<String, String> news = new HashMap<>();
    for (JsonNode parameter : body.path("params")) {
      String key = text(parameter, "key");
      String value = text(parameter, "value");
      String old = run.parameters.get(key);
      if (value.length() > 6000 || !key.matches("[/\\w.\\- ]+") || news.put(key, value) != null) {
        return refuse("INVALID_PARAMETER_VALUE", key);
      }
      if (old != null && !old.equals(value)) {
        return refuse("INVALID_PARAMETER_VALUE", "changing " + key + " is not allowed");
      }
    }
    run.parameters.putAll(news);
    for (JsonNode tag : body.path("tags")) {
      if (!text(tag, "key").matches("[/\\w.\\- ]+") || text(tag, "value").length() > 5000) {
        return refuse("INVALID_PARAMETER_VALUE", text(tag, "key"));
      }
      run.tags.put(text(tag, "key"), text(tag, "value"));
    }
    for (JsonNode metric : body.path("metrics")) {
      if (!metric.path("value").isNumber() || !metric.path("timestamp").isIntegralNumber()) {
        return refuse("INVALID_PARAMETER_VALUE", metric.toString());
      }
      run.metrics
          .computeIfAbsent(text(metric, "key"), _ -> new TreeMap<>())
          .computeIfAbsent(metric.path("step").asLong(), _ -> new TreeMap<>())
          .put(metric.path("timestamp").asLong(), metric.path("value").asDouble());
    }
    return ok(Map.of());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
