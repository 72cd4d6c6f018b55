package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.TrainingListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code metrics.jsonl}: one JSON object for every validation and every epoch, in the order
 * they happened. Numbers that JSON cannot hold (NaN, infinity) are null.
 */
final class MetricsLog implements TrainingListener, AutoCloseable {
  private static final int LONGEST_LINE = 1000;

  private final Path file;
  private final FileChannel channel;

  /** The line behind those that the checkpoint knows of, empty if there is none. */
  private final String next;

  private long beganAt = -1;

  private MetricsLog(Path file, FileChannel channel, String next) {
    this.file = file;
    this.channel = channel;
    this.next = next;
  }

  /**
   * Opens the log.
   *
   * @param length what of an existing log is kept: the lines that the checkpoint knows of; those
   *     after it will be written again
   */
  static MetricsLog open(Path file, long length) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.size() < length) {
        long size = channel.size();
        channel.close();
        throw new DataException(
            file
                + ": is shorter than the checkpoint knows it ("
                + size
                + " bytes of "
                + length
                + "): lines were lost;"
                + " put back the whole file, or train again");
      }
      String next = line(channel, length);
      channel.truncate(length);
      channel.position(length);
      return new MetricsLog(file, channel, next);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** The line at a place, empty if it has no end. */
  private static String line(FileChannel channel, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_LINE);
    channel.read(bytes, from);
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    return text.substring(0, text.indexOf('\n') + 1);
  }

  /** Makes what was written last, so that no checkpoint knows of lines that a power cut took. */
  void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** The bytes written so far. */
  long length() {
    try {
      return channel.position();
    } catch (IOException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void started(Started event) {
    beganAt = event.firstStep();
  }

  @Override
  public void validated(Validated event) {
    // With nothing left to train, nobody knows the last mini-batch any more but the line itself.
    if (event.step() == beganAt && next.startsWith(start("validation", event.step()))) {
      write(next);
      return;
    }
    Map<String, @Nullable Object> line = line("validation", event.step(), event.epoch());
    put(line, "batchLoss", event.batchLoss());
    put(line, "batchAccuracy", event.batchAccuracy());
    put(line, event.validation());
    line.put("best", event.best());
    put(line, "learningRate", event.learningRate());
    write(line);
  }

  @Override
  public void epochFinished(EpochFinished event) {
    Map<String, @Nullable Object> line = line("epoch", event.step(), event.epoch());
    put(line, "trainLoss", event.trainLoss());
    put(line, "trainAccuracy", event.trainAccuracy());
    put(line, "objective", event.objective());
    put(line, event.validation());
    put(line, "learningRate", event.learningRate());
    put(line, "seconds", event.seconds());
    write(line);
  }

  @Override
  public void diverged(Divergence divergence) {
    Map<String, @Nullable Object> line = line("divergence", divergence.step(), divergence.epoch());
    line.put("loss", String.valueOf(divergence.loss()));
    line.put("origin", divergence.origin().name());
    line.put("kind", divergence.origin().kind().name().toLowerCase(java.util.Locale.ROOT));
    put(line, "suggestedLearningRate", divergence.suggestedLearningRate());
    write(line);
  }

  /** How the line of an event begins. */
  private static String start(String event, long step) {
    return "{\"event\":\"" + event + "\",\"step\":" + step + ",";
  }

  private static Map<String, @Nullable Object> line(String event, long step, int epoch) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("step", step);
    line.put("epoch", epoch);
    return line;
  }

  private static void put(Map<String, @Nullable Object> line, @Nullable Score validation) {
    if (validation != null) {
      put(line, "validationLoss", validation.loss());
      put(line, "validationAccuracy", validation.accuracy());
    }
  }

  private static void put(Map<String, @Nullable Object> line, String key, double value) {
    line.put(key, Double.isFinite(value) ? value : null);
  }

  private void write(Map<String, @Nullable Object> line) {
    write(RunFiles.toJson(line) + "\n");
  }

  private void write(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new DataException(
          file + ": cannot be written: " + e.getMessage() + "; is the disk full?", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException(file + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
