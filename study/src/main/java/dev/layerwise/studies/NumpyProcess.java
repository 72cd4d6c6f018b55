package dev.layerwise.studies;

import dev.layerwise.data.DataException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A training loop in NumPy, in a process of its own that answers a line with a line. */
final class NumpyProcess implements AutoCloseable {
  private static final String SCRIPT = "numpy_loop.py";

  /** Every library that NumPy may be built on reads one of these. */
  private static final List<String> THREADS =
      List.of(
          "OPENBLAS_NUM_THREADS",
          "MKL_NUM_THREADS",
          "VECLIB_MAXIMUM_THREADS",
          "BLIS_NUM_THREADS",
          "OMP_NUM_THREADS");

  /**
   * What a turn says.
   *
   * @param accuracy on the validation set after the first steps
   * @param seconds of every hundred steps after these
   */
  record Answer(double accuracy, double[] seconds) {}

  private final String python;
  private final Process process;
  private final BufferedReader replies;
  private final BufferedWriter commands;
  private final Path errors;
  private final Map<String, String> versions;

  /**
   * Starts it, in one thread.
   *
   * @param python the program
   * @param folder an empty folder that lives as long, with the files {@code images.idx} and {@code
   *     labels.idx}
   * @throws DataException if there is no such Python, or it has no NumPy
   */
  NumpyProcess(String python, Path folder) {
    this.python = python;
    Path script = folder.resolve(SCRIPT);
    errors = folder.resolve("errors.txt");
    try (InputStream source =
        Objects.requireNonNull(NumpyProcess.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      Files.copy(source, script);
      ProcessBuilder builder =
          new ProcessBuilder(
              python,
              script.toString(),
              folder.resolve("images.idx").toString(),
              folder.resolve("labels.idx").toString());
      THREADS.forEach(name -> builder.environment().put(name, "1"));
      process = builder.redirectError(errors.toFile()).start();
    } catch (IOException e) {
      throw new DataException(
          python + ": cannot be started (" + e.getMessage() + "); name another (--numpy=PYTHON)",
          e);
    }
    replies = process.inputReader(StandardCharsets.UTF_8);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    try {
      versions = read(new TypeReference<Map<String, String>>() {});
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The version of {@code numpy} or {@code python}. */
  String version(String of) {
    return versions.getOrDefault(of, "unknown");
  }

  /** One turn. */
  Answer turn(Map<String, Object> settings) {
    try {
      commands.write(JsonMapper.shared().writeValueAsString(settings));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw failed(e);
    }
    return read(new TypeReference<Answer>() {});
  }

  private <T> T read(TypeReference<T> type) {
    try {
      String line = replies.readLine();
      if (line == null) {
        throw failed(null);
      }
      return JsonMapper.shared().readValue(line, type);
    } catch (IOException | JacksonException e) {
      throw failed(e);
    }
  }

  /** The last line of what Python printed as its reason is the one that says it. */
  private DataException failed(@Nullable Exception cause) {
    process.destroyForcibly();
    String said = "";
    try {
      process.waitFor();
      said = Files.readString(errors).strip();
    } catch (IOException e) {
      said = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String reason =
        said.isEmpty() && cause != null ? String.valueOf(cause.getMessage()) : lastLine(said);
    String message = python + ": the loop in NumPy ended early: " + reason;
    return cause == null ? new DataException(message) : new DataException(message, cause);
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
