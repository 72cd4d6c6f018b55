package dev.layerwise.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A contestant's end of the protocol: it stands in the training loop, and keeps the clock.
 *
 * <p>Commands come a line each; replies begin with {@code "@ "}, so that whatever a library prints
 * is no reply.
 *
 * <ul>
 *   <li>{@code train <seconds> <examples>}: train for at least so long and so many examples, whole
 *       steps; reply {@code trained <examples> <nanoseconds>}
 *   <li>{@code score}: reply {@code accuracy <share of the test images>}
 *   <li>{@code one <seconds>}: predict one image at a time; reply {@code latency <median
 *       nanoseconds> <99th percentile> <count>}
 *   <li>{@code many <seconds>}: predict 1,024 at a time; reply {@code predicted <examples>
 *       <nanoseconds>}
 *   <li>{@code quit}, or the end of the input
 * </ul>
 */
public final class Conductor {
  /** Images that are predicted together. */
  public static final int BLOCK = 1024;

  private static final int MOST_LATENCIES = 4_000_000;

  /** What a contestant can do besides training. */
  public interface Contestant {
    /** The share of the test images that are classified as labelled. */
    double accuracy();

    /**
     * Predicts the class of one test image, given its number.
     *
     * @return the class
     */
    int predictOne(int image);

    /** Predicts the classes of all test images, {@link #BLOCK} at a time. */
    void predictAll();

    /** The number of test images. */
    int testImages();
  }

  private final BufferedReader commands;
  private final PrintStream replies;
  private final Contestant contestant;
  private long began;
  private long nanos;
  private long least;
  private long examples;
  private boolean over;

  /**
   * Says that the contestant is ready, and waits for its first training.
   *
   * @param description what it is, with its version
   */
  public Conductor(
      BufferedReader commands, PrintStream replies, Contestant contestant, String description) {
    this.commands = commands;
    this.replies = replies;
    this.contestant = contestant;
    reply("ready " + description);
    next();
  }

  /** Whether the contestant is asked to leave the training loop. */
  public boolean over() {
    return over;
  }

  /** To be called after every step; answers other commands when the training's time is over. */
  public void stepDone(int rows) {
    examples += rows;
    long elapsed = System.nanoTime() - began;
    if (elapsed >= nanos && examples >= least) {
      reply("trained " + examples + " " + elapsed);
      next();
    }
  }

  private void next() {
    String line = read();
    while (line != null) {
      String[] words = line.strip().split(" ");
      switch (words[0]) {
        case "train" -> {
          nanos = nanos(words[1]);
          least = Long.parseLong(words[2]);
          examples = 0;
          began = System.nanoTime();
          return;
        }
        case "score" -> reply("accuracy " + contestant.accuracy());
        case "one" -> one(nanos(words[1]));
        case "many" -> many(nanos(words[1]), contestant::predictAll);
        case "quit" -> {
          over = true;
          return;
        }
        default -> throw new IllegalArgumentException("unknown command: " + line);
      }
      line = read();
    }
    over = true;
  }

  private @Nullable String read() {
    try {
      return commands.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void one(long duration) {
    long[] times = new long[MOST_LATENCIES];
    int count = 0;
    int image = 0;
    long sum = 0;
    long before = System.nanoTime();
    long end = before + duration;
    do {
      sum += contestant.predictOne(image);
      long after = System.nanoTime();
      times[count++] = after - before;
      image = image + 1 < contestant.testImages() ? image + 1 : 0;
      before = System.nanoTime();
    } while (before - end < 0 && count < MOST_LATENCIES);
    Arrays.sort(times, 0, count);
    // The sum is sent along so that no prediction can be left out as unused.
    reply(
        "latency "
            + times[count / 2]
            + " "
            + times[(int) (count * 99L / 100)]
            + " "
            + count
            + " "
            + sum);
  }

  private void many(long duration, Runnable all) {
    long start = System.nanoTime();
    long done = 0;
    long elapsed;
    do {
      all.run();
      done += contestant.testImages();
      elapsed = System.nanoTime() - start;
    } while (elapsed < duration);
    reply("predicted " + done + " " + elapsed);
  }

  /** The reply of a whole process that has trained one epoch. */
  public static void whole(PrintStream replies, Contestant contestant) {
    replies.println("@ accuracy " + contestant.accuracy());
    replies.flush();
  }

  private void reply(String text) {
    replies.println("@ " + text);
    replies.flush();
  }

  private static long nanos(String seconds) {
    return (long) (Double.parseDouble(seconds) * 1e9);
  }
}
