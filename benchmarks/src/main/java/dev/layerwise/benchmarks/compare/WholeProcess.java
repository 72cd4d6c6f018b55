package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Contender.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process that does all its work by itself, timed from its start to its end. */
final class WholeProcess {
  private static final long POLL_MILLIS = 4;
  private static final double BYTES_PER_MIB = 1 << 20;

  /** The last accuracy that a process prints: in the protocol, or in Layerwise's result. */
  private static final Pattern ACCURACY =
      Pattern.compile("(?:@ accuracy |\"testAccuracy\"\\s*:\\s*)([0-9.eE-]+)");

  /**
   * What a run took.
   *
   * @param seconds from start to end
   * @param peakMebibytes the most memory that was resident, NaN where the system does not tell
   * @param accuracy on the test images, as the process says
   */
  record Run(double seconds, double peakMebibytes, double accuracy) {}

  private WholeProcess() {}

  /**
   * Runs a process to its end.
   *
   * @param log where its standard error goes
   * @throws Failure if it cannot be started, fails, or prints no accuracy
   */
  static Run run(List<String> command, Map<String, String> environment, Path folder, Path log)
      throws Failure {
    Path output = log.resolveSibling(log.getFileName() + ".out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectError(log.toFile()).redirectOutput(output.toFile());
    try {
      long began = System.nanoTime();
      Process process = builder.start();
      double peak = Double.NaN;
      do {
        peak = latest(peak, process.pid());
      } while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS));
      double seconds = (System.nanoTime() - began) * 1e-9;
      if (process.exitValue() != 0) {
        throw new Failure("ended with code " + process.exitValue() + " (see " + log + ")");
      }
      return new Run(seconds, peak, accuracy(Files.readString(output, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  /** The system's own high-water mark, so that polling can miss no more than the last moments. */
  private static double latest(double before, long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          String kibibytes = line.substring("VmHWM:".length()).replace("kB", "").strip();
          return Long.parseLong(kibibytes) * 1024 / BYTES_PER_MIB;
        }
      }
    } catch (IOException e) {
      // It has ended, or there is no such file on this system.
    }
    return before;
  }

  static double accuracy(String output) throws Failure {
    double accuracy = Double.NaN;
    Matcher matcher = ACCURACY.matcher(output);
    while (matcher.find()) {
      accuracy = Double.parseDouble(matcher.group(1));
    }
    if (Double.isNaN(accuracy)) {
      throw new Failure("printed no accuracy");
    }
    return accuracy;
  }
}
