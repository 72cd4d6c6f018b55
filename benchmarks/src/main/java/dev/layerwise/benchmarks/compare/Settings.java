package dev.layerwise.benchmarks.compare;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What a contestant's process is told, as {@link Workload#arguments} writes it. */
public final class Settings {
  @Option(names = "--data", required = true)
  private Path data = Path.of("");

  @Option(names = "--hidden", required = true)
  private String hidden = "";

  @Option(names = "--batch", required = true)
  private int batch;

  @Option(names = "--rate", required = true)
  private double rate;

  @Option(names = "--momentum")
  private double momentum;

  @Option(names = "--l2")
  private double l2;

  @Option(names = "--dropout")
  private double dropout;

  @Option(names = "--batch-norm")
  private boolean batchNorm;

  @Option(names = "--standardised")
  private boolean standardised;

  @Option(names = "--threads", required = true)
  private int threads;

  @Option(names = "--whole")
  private boolean whole;

  private Settings() {}

  /** Reads a command line. */
  public static Settings parse(String... arguments) {
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs(arguments);
    return settings;
  }

  /** The folder of the four IDX files. */
  public Path data() {
    return data;
  }

  /** The hidden units, input side first. */
  public List<Integer> hidden() {
    return hidden.isEmpty()
        ? List.of()
        : List.of(hidden.split(",")).stream().map(Integer::valueOf).toList();
  }

  /** Rows per step. */
  public int batch() {
    return batch;
  }

  /** The learning rate. */
  public double rate() {
    return rate;
  }

  /** The momentum, 0 for plain SGD. */
  public double momentum() {
    return momentum;
  }

  /** The coefficient of {@code λ/2 ‖W‖²}. */
  public double l2() {
    return l2;
  }

  /** The dropout rate after each hidden layer. */
  public double dropout() {
    return dropout;
  }

  /** Whether batch norm follows each ReLU. */
  public boolean batchNorm() {
    return batchNorm;
  }

  /** Whether pixels are standardised, instead of scaled to [0, 1]. */
  public boolean standardised() {
    return standardised;
  }

  /** The most threads that compute. */
  public int threads() {
    return threads;
  }

  /** Whether to train one epoch, evaluate and end, instead of waiting for commands. */
  public boolean whole() {
    return whole;
  }
}
