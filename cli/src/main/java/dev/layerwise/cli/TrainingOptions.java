package dev.layerwise.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The settings of the training; the values are taken from the parse result, see {@link
 * SettingsOptions}.
 */
@SuppressWarnings("UnusedVariable") // Written by the command-line parser alone.
final class TrainingOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "sgd|momentum|nesterov",
      description = "Update rule (default: sgd).")
  private @Nullable String optimizer;

  @Option(
      names = "--momentum",
      paramLabel = "μ",
      description = "Of momentum and nesterov (default: 0.9).")
  private @Nullable Double momentum;

  @Option(
      names = "--learning-rate",
      paramLabel = "η",
      description = "Base learning rate (default: 0.1).")
  private @Nullable Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "constant, step:EPOCHS:FACTOR, exponential:FACTOR or cosine[:END] (default: constant).")
  private @Nullable String schedule;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description = "Steps of linear warm-up (default: 0).")
  private @Nullable Integer warmupSteps;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Largest norm of the gradient (default: 0, off).")
  private @Nullable Double clipNorm;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Examples per step (default: 32).")
  private @Nullable Integer batchSize;

  @Option(
      names = "--no-shuffle",
      description = "Meet the examples in the same order in every epoch.")
  private boolean noShuffle;

  @Option(
      names = "--shift",
      paramLabel = "N",
      description =
          "Move each training image by up to N pixels in both directions, anew in every epoch"
              + " (default: 0, off).")
  private @Nullable Integer shift;

  @Option(names = "--epochs", paramLabel = "N", description = "Most epochs (default: 20).")
  private @Nullable Integer epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Most steps (default: 0, no limit).")
  private @Nullable Long maxSteps;

  @Option(
      names = "--max-seconds",
      paramLabel = "S",
      description = "Longest training time (default: 0, no limit).")
  private @Nullable Double maxSeconds;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      description =
          "Steps between validations (default: the patience in steps, otherwise an epoch).")
  private @Nullable Integer validateEvery;

  @Option(
      names = "--patience-steps",
      paramLabel = "N",
      description =
          "Stop when the validation loss has not improved over N steps (default: 0, never).")
  private @Nullable Integer patienceSteps;

  @Option(
      names = "--patience-epochs",
      paramLabel = "N",
      description =
          "Stop when the validation loss has not improved over N epochs (default: 0, never).")
  private @Nullable Integer patienceEpochs;

  @Option(
      names = "--min-delta",
      paramLabel = "X",
      description = "Smallest improvement that counts (default: 1e-4).")
  private @Nullable Double minDelta;

  @Option(
      names = "--keep-best",
      paramLabel = "accuracy|loss",
      description = "Validation figure that decides the weights that are kept (default: accuracy).")
  private @Nullable String keepBest;

  @Option(
      names = "--keep-going",
      description = "After a divergence, finish the table without updates.")
  private boolean keepGoing;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of splits, weights, order, dropout and shifts (default: 1).")
  private @Nullable Long seed;

  @Option(
      names = "--init",
      paramLabel = "FILE",
      description =
          "Start from the weights of a model file, or of a safetensors file of PyTorch or Keras.")
  private @Nullable String init;
}
