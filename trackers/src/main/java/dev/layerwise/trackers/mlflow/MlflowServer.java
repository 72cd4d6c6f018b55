package dev.layerwise.trackers.mlflow;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where runs are sent, and as whom.
 *
 * @param base the address of the server, without a slash at its end
 * @param authorization the value of the header of that name, or null for none
 * @param experiment the name of the experiment that runs belong to
 */
public record MlflowServer(URI base, @Nullable String authorization, String experiment) {
  /** The experiment where none is named. */
  public static final String EXPERIMENT = "layerwise";

  /**
   * Finds the server from what the command line says and from the environment variables of MLflow's
   * own clients: {@code MLFLOW_TRACKING_URI}, {@code MLFLOW_EXPERIMENT_NAME}, {@code
   * MLFLOW_TRACKING_TOKEN}, {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
   *
   * @param uri the address, or null for that of the environment
   * @param experiment the name of the experiment, or null for that of the environment
   * @throws IllegalArgumentException if there is no address, or one that is not of a server
   */
  public static MlflowServer of(
      @Nullable String uri, @Nullable String experiment, Map<String, String> environment) {
    String address = uri != null ? uri.strip() : value(environment, "MLFLOW_TRACKING_URI");
    if (address == null || address.isEmpty()) {
      throw new IllegalArgumentException(
          "mlflow: expected the address of a server (--mlflow http://localhost:5000, or the"
              + " environment variable MLFLOW_TRACKING_URI)");
    }
    URI parsed = parse(address);
    String name = experiment != null ? experiment : value(environment, "MLFLOW_EXPERIMENT_NAME");
    if (name == null || name.isBlank()) {
      name = EXPERIMENT;
    }
    if (name.length() > 500) {
      throw new IllegalArgumentException(
          "experiment: expected at most 500 characters, got " + name.length());
    }
    return new MlflowServer(withoutUser(parsed), authorization(parsed, environment), name);
  }

  private static URI parse(String address) {
    URI uri;
    try {
      uri = new URI(address);
    } catch (URISyntaxException _) {
      // Not as the cause: its message holds the address, secret and all.
      throw new IllegalArgumentException(
          "mlflow: expected an address such as http://localhost:5000, got '"
              + withoutSecret(address)
              + "'");
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "mlflow: runs are sent to a server, http://HOST:PORT or https://HOST:PORT; got '"
              + withoutSecret(address)
              + "' (start one with: mlflow server)");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException(
          "mlflow: expected a port from 1 to 65535, got " + uri.getPort());
    }
    return uri;
  }

  /** For messages, which end up in logs: without what stands before the last @. */
  private static String withoutSecret(String address) {
    int at = address.lastIndexOf('@');
    int user = address.indexOf("//") < 0 ? 0 : address.indexOf("//") + 2;
    return at <= user ? address : address.substring(0, user) + "…" + address.substring(at);
  }

  private static URI withoutUser(URI uri) {
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
  }

  private static @Nullable String authorization(URI uri, Map<String, String> environment) {
    String token = value(environment, "MLFLOW_TRACKING_TOKEN");
    String user = value(environment, "MLFLOW_TRACKING_USERNAME");
    String password = value(environment, "MLFLOW_TRACKING_PASSWORD");
    if (uri.getUserInfo() != null) {
      return basic(uri.getUserInfo());
    }
    if (user != null && password != null) {
      return basic(user + ":" + password);
    }
    return token == null ? null : "Bearer " + token;
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String value(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return base + " (" + experiment + ")";
  }
}
