package dev.layerwise.benchmarks.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A contestant's process, seen from the comparison: the other end of {@link Conductor}. */
final class Contender implements AutoCloseable {
  private static final long SECONDS_TO_QUIT = 10;

  private final Process process;
  private final BufferedReader replies;
  private final BufferedWriter commands;
  private final Path log;

  /** A contestant that failed; the message says how. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    Failure(String message) {
      super(message);
    }
  }

  /** A rate: so many examples in so much time. */
  record Rate(long examples, long nanos) {
    double perSecond() {
      return examples * 1e9 / nanos;
    }
  }

  /** The times of single predictions. */
  record Latency(long medianNanos, long p99Nanos) {}

  private Contender(Process process, Path log) {
    this.process = process;
    this.replies = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.log = log;
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @param log where its standard error goes
   * @throws Failure if it cannot be started or ends before it is ready
   */
  static Contender start(List<String> command, Map<String, String> environment, Path log)
      throws Failure {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(log.toFile());
    try {
      return new Contender(builder.start(), log);
    } catch (IOException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  /** Waits until it is ready; what it says of itself. */
  String awaitReady() throws Failure {
    return expect("ready");
  }

  /** Trains for at least so long and so many examples. */
  Rate train(double seconds, long examples) throws Failure {
    return rate("train " + seconds + " " + examples, "trained");
  }

  /** Predicts 1,024 at a time. */
  Rate predictMany(double seconds) throws Failure {
    return rate("many " + seconds, "predicted");
  }

  /** Predicts one at a time. */
  Latency predictOne(double seconds) throws Failure {
    String[] words = ask("one " + seconds, "latency").split(" ");
    return new Latency(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  /** The share of the test images that it classifies as labelled. */
  double accuracy() throws Failure {
    return Double.parseDouble(ask("score", "accuracy"));
  }

  private Rate rate(String command, String reply) throws Failure {
    String[] words = ask(command, reply).split(" ");
    return new Rate(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  private String ask(String command, String reply) throws Failure {
    try {
      commands.write(command);
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw ended();
    }
    return expect(reply);
  }

  private String expect(String reply) throws Failure {
    String wanted = "@ " + reply + " ";
    try {
      for (String line = replies.readLine(); line != null; line = replies.readLine()) {
        if (line.startsWith(wanted)) {
          return line.substring(wanted.length());
        }
        if (line.startsWith("@ ")) {
          throw new Failure("expected '" + reply + "', got '" + line.substring(2) + "'");
        }
      }
    } catch (IOException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    throw ended();
  }

  private Failure ended() {
    String last = "";
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      last =
          lines.stream()
              .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
              .reduce((a, b) -> b)
              .orElse("");
    } catch (IOException e) {
      last = String.valueOf(e.getMessage());
    }
    return new Failure("ended early" + (last.isEmpty() ? "" : ": " + last) + " (see " + log + ")");
  }

  @Override
  public void close() {
    try {
      commands.write("quit");
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      // It has ended already.
    }
    try {
      if (!process.waitFor(SECONDS_TO_QUIT, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
