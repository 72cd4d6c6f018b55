package dev.layerwise.cli;

import dev.layerwise.data.Suggestions;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The settings of the network; the values are taken from the parse result, see {@link
 * SettingsOptions}.
 */
@SuppressWarnings("UnusedVariable") // Written by the command-line parser alone.
final class NetworkOptions {
  @Option(
      names = "--layers",
      paramLabel = "U,U,…",
      description = "Hidden units, input side first; 'none' for softmax regression (default: 128).")
  private @Nullable String layers;

  @Option(
      names = "--activation",
      paramLabel = "F",
      split = ",",
      splitSynopsisLabel = ",",
      description =
          "relu, sigmoid, tanh, leaky-relu, elu, gelu or silu; one, or one per hidden layer"
              + " (default: relu).")
  private @Nullable List<String> activation;

  @Option(
      names = "--batch-norm",
      arity = "1",
      paramLabel = "before|after|none",
      preprocessor = Place.class,
      description = "Batch normalisation before or after each activation (without a value: after).")
  private @Nullable String batchNorm;

  @Option(
      names = "--batch-norm-rate",
      paramLabel = "X",
      description = "Share of a new mini-batch in the running statistics (default: 0.1).")
  private @Nullable Double batchNormRate;

  @Option(
      names = "--batch-norm-epsilon",
      paramLabel = "X",
      description = "Added to the variance (default: 1e-5).")
  private @Nullable Double batchNormEpsilon;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      split = ",",
      splitSynopsisLabel = ",",
      description = "Dropout rate after the hidden layers; one, or one for each (default: 0).")
  private @Nullable List<Double> dropout;

  @Option(
      names = "--input-dropout",
      paramLabel = "P",
      description = "Dropout rate of the inputs (default: 0).")
  private @Nullable Double inputDropout;

  @Option(
      names = "--l2",
      paramLabel = "λ",
      split = ",",
      splitSynopsisLabel = ",",
      description = "L2 penalty; one value, or one per layer, output included (default: 0).")
  private @Nullable List<Double> l2;

  @Option(
      names = "--l2-scaling",
      paramLabel = "batch|none",
      description =
          "Penalty λ/(2m)·Σ‖W‖² with m the mini-batch (batch), or λ/2·Σ‖W‖² (none) (default:"
              + " batch).")
  private @Nullable String l2Scaling;

  @Option(
      names = "--initializer",
      paramLabel = "NAME",
      description =
          "auto, he, glorot, lecun, normal:σ or constant:v (default: auto: he for ReLU and kin,"
              + " else glorot).")
  private @Nullable String initializer;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "softmax-cross-entropy, sigmoid-cross-entropy or mean-squared-error (default:"
              + " softmax-cross-entropy).")
  private @Nullable String loss;

  /**
   * Takes the next word as the place of batch norm only if it is one, so that a data set's name may
   * follow.
   */
  static final class Place implements IParameterPreprocessor {
    private static final List<String> PLACES = List.of("before", "after", "none");

    @Override
    public boolean preprocess(
        Stack<String> args, CommandSpec commandSpec, ArgSpec argSpec, Map<String, Object> info) {
      boolean attached = "=".equals(info.get("separator"));
      // A word that is nearly a place is a slip, and the description will say so; others are data.
      if (!attached && (args.isEmpty() || Suggestions.nearest(args.peek(), PLACES).isEmpty())) {
        args.push("after");
      }
      return false;
    }
  }
}
