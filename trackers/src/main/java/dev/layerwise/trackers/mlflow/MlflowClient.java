package dev.layerwise.trackers.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls of MLflow's REST API, version 2.0, that tracking needs. */
final class MlflowClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String API = "/api/2.0/mlflow/";
  private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";
  private static final long LARGEST_ANSWER = 1 << 20;
  private static final long LONGEST_WAIT = 60_000;

  /** What an upload is given beyond the time of other requests: as if at 100 kB a second. */
  private static final long BYTES_A_MILLISECOND = 100;

  private final MlflowServer server;
  private final Duration timeout;
  private final HttpClient http;

  private final Runnable answered;

  /**
   * Makes one.
   *
   * @param timeout the longest time for an answer
   * @param answered called after every request that the server took
   */
  MlflowClient(MlflowServer server, Duration timeout, Runnable answered) {
    this.server = server;
    this.timeout = timeout;
    this.answered = answered;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  MlflowServer server() {
    return server;
  }

  /** Reads; {@code query} is a name and its value. */
  JsonNode get(String call, String name, String value) throws MlflowFailure, InterruptedException {
    String query = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return json(send(request(URI.create(server.base() + API + call + "?" + query)).GET(), timeout));
  }

  /** Writes. */
  JsonNode post(String call, byte[] body) throws MlflowFailure, InterruptedException {
    HttpRequest.Builder request =
        request(URI.create(server.base() + API + call))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    return json(send(request, timeout));
  }

  /** Writes. */
  JsonNode post(String call, Object body) throws MlflowFailure, InterruptedException {
    return post(call, JSON.writeValueAsBytes(body));
  }

  /**
   * Where the files of a run are put.
   *
   * @param artifactUri what the server says of the run
   * @throws MlflowFailure if the server keeps them where its REST API does not reach
   */
  URI artifactFolder(String artifactUri) throws MlflowFailure {
    try {
      URI uri = new URI(artifactUri);
      String scheme = String.valueOf(uri.getScheme());
      if (scheme.equals("mlflow-artifacts") && !uri.isOpaque()) {
        String path = ARTIFACTS + "/" + String.valueOf(uri.getRawPath()).replaceAll("^/+", "");
        URI base = server.base();
        return uri.getRawAuthority() == null
            ? URI.create(base + path)
            : URI.create(base.getScheme() + "://" + uri.getRawAuthority() + path);
      }
      boolean web = scheme.equals("http") || scheme.equals("https");
      if (web && uri.getHost() != null && uri.getPort() <= 65_535) {
        return uri;
      }
    } catch (java.net.URISyntaxException e) {
      // Said below: such a place cannot be reached either.
    }
    throw new MlflowFailure(
        "the server keeps files in "
            + artifactUri
            + ", where its REST API does not reach (mlflow server --serve-artifacts takes them)",
        false,
        "",
        0);
  }

  /** Puts a file into the folder of a run. */
  void put(URI folder, Path file) throws MlflowFailure, InterruptedException {
    try {
      BodyPublisher body = BodyPublishers.ofFile(file);
      URI target = URI.create(folder.toString().replaceAll("/+$", "") + "/" + file.getFileName());
      // A secret goes to the server that it was given for, and to no other.
      boolean own = target.toString().startsWith(server.base() + "/");
      HttpRequest.Builder request = own ? request(target) : HttpRequest.newBuilder(target);
      Duration time = timeout.plusMillis(Files.size(file) / BYTES_A_MILLISECOND);
      send(request.header("Content-Type", "application/octet-stream").PUT(body), time);
    } catch (IllegalArgumentException e) {
      throw new MlflowFailure(folder + " is no address for files", false, "", 0);
    } catch (FileNotFoundException e) {
      throw new MlflowFailure(file + ": there is no such file", false, "", 0);
    } catch (IOException e) {
      throw new MlflowFailure(file + ": cannot be read: " + e.getMessage(), false, "", 0);
    }
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("User-Agent", "layerwise").timeout(timeout);
    if (server.authorization() != null) {
      request.header("Authorization", server.authorization());
    }
    return request;
  }

  /** Sends and waits for the whole answer: the time is up also for one that comes in drops. */
  private HttpResponse<String> send(HttpRequest.Builder request, Duration time)
      throws MlflowFailure, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(
            request.timeout(time).build(),
            BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_ANSWER));
    try {
      return checked(answer.get(time.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new MlflowFailure("no answer within " + time.toSeconds() + " s", true, "", 0);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new MlflowFailure(reason(cause), true, "", 0);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    }
  }

  private static String reason(Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException _ -> "no connection could be made in time";
      case java.net.http.HttpTimeoutException _ -> "no answer in time";
      case ConnectException e when e.getCause() instanceof UnknownHostException ->
          "the host is unknown";
      case ConnectException _ -> "the connection was refused";
      default -> "the connection broke off (" + cause + ")";
    };
  }

  private HttpResponse<String> checked(HttpResponse<String> response) throws MlflowFailure {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      answered.run();
      return response;
    }
    String code = "";
    String message = "";
    try {
      JsonNode error = JSON.readTree(response.body());
      code = error.path("error_code").asString("");
      message = error.path("message").asString("");
    } catch (JacksonException e) {
      // A page of some proxy, which explains nothing.
    }
    boolean passing = status == 408 || status == 429 || status >= 500;
    String said = message.lines().findFirst().orElse("");
    throw new MlflowFailure(
        "the server answered "
            + status
            + (status == 401 || status == 403 ? " (not allowed)" : "")
            + (said.isEmpty() ? "" : ": " + shortened(said)),
        passing,
        code,
        passing ? wait(response) : 0);
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  private static long wait(HttpResponse<String> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,4}") ? Math.min(LONGEST_WAIT, 1000 * Long.parseLong(seconds)) : 0;
  }

  private static JsonNode json(HttpResponse<String> response) throws MlflowFailure {
    try {
      JsonNode tree = JSON.readTree(response.body());
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      // Said below.
    }
    throw new MlflowFailure("the answer is not one of an MLflow server", false, "", 0);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
