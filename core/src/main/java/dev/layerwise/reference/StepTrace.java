package dev.layerwise.reference;

import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of gradient descent written out: every matrix of the forward and backward pass, in the
 * order in which they are computed, with its formula.
 *
 * <p>Subscripts count layers with parameters or functions from 1; X is the mini-batch, H what a
 * layer puts out, and ∂H is short for ∂J/∂H. Computed in double precision by {@link
 * ReferenceNetwork}.
 *
 * @param parts the matrices
 * @param loss the mean loss of the mini-batch before the step
 * @param penalty the L2 penalty before the step
 * @param lossAfter the mean loss of the same mini-batch after the step
 */
public record StepTrace(List<Part> parts, double loss, double penalty, double lossAfter) {
  /** When a matrix is met. */
  public enum Phase {
    /** From the data to the loss. */
    FORWARD,
    /** From the loss to the gradients. */
    BACKWARD,
    /** From the gradients to the next parameters. */
    UPDATE
  }

  /**
   * A matrix.
   *
   * @param phase when it is met
   * @param layer the index of the layer it belongs to, -1 for data and loss
   * @param symbol its name in formulas
   * @param formula how it follows from others, empty for what is given
   * @param meaning what it is, with its shape in letters
   * @param values its elements, rows × columns
   */
  public record Part(
      Phase phase, int layer, String symbol, String formula, String meaning, double[][] values) {}

  /** Copies the list. */
  public StepTrace {
    parts = List.copyOf(parts);
  }

  /**
   * Writes out a step; the network is changed by it.
   *
   * @param network where the step starts; dropout multiplies by the masks it holds
   * @param x the mini-batch, n × d
   * @param labels its n class indices
   * @param learningRate η of {@code θ ← θ − η ∂θ}
   * @throws IllegalArgumentException if the mini-batch does not fit the network, or there is not a
   *     label for each row
   */
  public static StepTrace of(
      ReferenceNetwork network, double[][] x, int[] labels, double learningRate) {
    network.requireInputs(x);
    return new Writer(network, x, labels, learningRate).write();
  }

  private static final class Writer {
    private final ReferenceNetwork network;
    private final List<ReferenceLayer> layers;
    private final double[][] x;
    private final int[] labels;
    private final double rate;
    private final List<Part> parts = new ArrayList<>();

    Writer(ReferenceNetwork network, double[][] x, int[] labels, double rate) {
      this.network = network;
      this.layers = network.layers();
      this.x = x;
      this.labels = labels;
      this.rate = rate;
    }

    StepTrace write() {
      double[][] logits = forward();
      double loss = network.meanLoss(logits, labels);
      double penalty = network.penalty(x.length);
      backward(logits);
      update();
      return new StepTrace(parts, loss, penalty, network.meanLoss(network.forward(x), labels));
    }

    private double[][] forward() {
      add(Phase.FORWARD, -1, "X", "", "the mini-batch, n examples × d features", x);
      double[][] h = x;
      for (int i = 0; i < layers.size(); i++) {
        for (ReferenceParameter parameter : layers.get(i).parameters()) {
          String symbol = symbol(parameter, i);
          add(Phase.FORWARD, i, symbol, "", meaning(parameter), parameter.value());
        }
        h = layers.get(i).forward(h);
        add(Phase.FORWARD, i, output(i), formula(i), describe(i), h);
      }
      Loss loss = network.spec().loss();
      add(
          Phase.FORWARD,
          -1,
          "P",
          switch (loss) {
            case SOFTMAX_CROSS_ENTROPY -> "softmax(" + output(layers.size() - 1) + "), row by row";
            case SIGMOID_CROSS_ENTROPY -> "sigmoid(" + output(layers.size() - 1) + ")";
            case MEAN_SQUARED_ERROR -> output(layers.size() - 1);
          },
          loss == Loss.MEAN_SQUARED_ERROR
              ? "the scores, n × outputs"
              : "the probabilities, n × outputs",
          ReferenceLoss.scores(loss, h));
      add(
          Phase.FORWARD,
          -1,
          "Y",
          "",
          "the targets: 1 for the class of the label",
          ReferenceLoss.targets(h, labels));
      return h;
    }

    private void backward(double[][] logits) {
      Loss loss = network.spec().loss();
      double[][] gradient = ReferenceLoss.gradient(loss, logits, labels);
      String scale =
          loss == Loss.MEAN_SQUARED_ERROR ? "2 / (n · outputs) · (P − Y)" : "(P − Y) / n";
      add(
          Phase.BACKWARD,
          -1,
          "∂" + output(layers.size() - 1),
          scale,
          "how the mean loss changes with the logits",
          gradient);
      for (int i = layers.size() - 1; i >= 0; i--) {
        double[][] dy = gradient;
        gradient = layers.get(i).backward(dy);
        if (layers.get(i) instanceof ReferenceDense dense) {
          dense.addPenaltyGradient(network.spec().l2Scaling().factor(x.length));
        }
        for (ReferenceParameter parameter : layers.get(i).parameters()) {
          add(
              Phase.BACKWARD,
              i,
              "∂" + symbol(parameter, i),
              gradientFormula(parameter, i),
              "the gradient, of the shape of " + symbol(parameter, i),
              parameter.gradient());
        }
        if (i > 0) {
          add(
              Phase.BACKWARD,
              i,
              "∂" + output(i - 1),
              inputGradientFormula(i),
              "what goes on to the layer before",
              gradient);
        }
      }
    }

    private void update() {
      for (int i = 0; i < layers.size(); i++) {
        for (ReferenceParameter parameter : layers.get(i).parameters()) {
          double[][] value = parameter.value();
          double[][] gradient = parameter.gradient();
          for (int r = 0; r < value.length; r++) {
            for (int c = 0; c < value[r].length; c++) {
              value[r][c] -= rate * gradient[r][c];
            }
          }
          String symbol = symbol(parameter, i);
          add(Phase.UPDATE, i, symbol + "′", symbol + " − η ∂" + symbol, "after the step", value);
        }
      }
    }

    private void add(
        Phase phase, int layer, String symbol, String formula, String meaning, double[][] values) {
      double[][] copy = new double[values.length][];
      for (int i = 0; i < values.length; i++) {
        copy[i] = values[i].clone();
      }
      parts.add(new Part(phase, layer, symbol, formula, meaning, copy));
    }

    /** The number that a dense layer and its function share. */
    private int number(int layer) {
      int number = 0;
      for (int i = 0; i <= layer; i++) {
        number += layers.get(i) instanceof ReferenceDense ? 1 : 0;
      }
      return number;
    }

    private String output(int layer) {
      String letter =
          switch (layers.get(layer)) {
            case ReferenceDense _ -> "Z";
            case ReferencePointwise _ -> "A";
            case ReferenceBatchNorm _ -> "N";
            case ReferenceDropout _ -> "D";
          };
      return letter + subscript(number(layer));
    }

    private String input(int layer) {
      return layer == 0 ? "X" : output(layer - 1);
    }

    private String symbol(ReferenceParameter parameter, int layer) {
      String letter =
          switch (parameter.name().substring(parameter.name().lastIndexOf('.') + 1)) {
            case "weight" -> layers.get(layer) instanceof ReferenceDense ? "W" : "γ";
            default -> layers.get(layer) instanceof ReferenceDense ? "b" : "β";
          };
      return letter + subscript(number(layer));
    }

    private String formula(int layer) {
      String h = input(layer);
      String n = subscript(number(layer));
      return switch (network.spec().layers().get(layer)) {
        case LayerSpec.Dense _ -> h + " W" + n + " + b" + n;
        case LayerSpec.Pointwise pointwise -> pointwise.function().label() + "(" + h + ")";
        case LayerSpec.BatchNorm _ ->
            "γ" + n + " · (" + h + " − mean) / √(variance + ε) + β" + n + ", column by column";
        case LayerSpec.Dropout _ -> h + " ⊙ mask";
      };
    }

    private String gradientFormula(ReferenceParameter parameter, int layer) {
      String dy = "∂" + output(layer);
      return switch (network.spec().layers().get(layer)) {
        case LayerSpec.Dense dense when parameter.name().endsWith("weight") ->
            input(layer)
                + "ᵀ "
                + dy
                + (dense.l2() > 0 ? " + scaled λ W" + subscript(number(layer)) : "");
        case LayerSpec.BatchNorm _ when parameter.name().endsWith("weight") ->
            "columns of " + dy + " ⊙ normalised " + input(layer) + ", summed";
        case LayerSpec.Dense _, LayerSpec.BatchNorm _ -> "columns of " + dy + ", summed";
        case LayerSpec.Pointwise _, LayerSpec.Dropout _ -> "";
      };
    }

    private String inputGradientFormula(int layer) {
      String dy = "∂" + output(layer);
      return switch (network.spec().layers().get(layer)) {
        case LayerSpec.Dense _ -> dy + " W" + subscript(number(layer)) + "ᵀ";
        case LayerSpec.Pointwise pointwise ->
            dy + " ⊙ " + pointwise.function().label() + "′(" + input(layer) + ")";
        case LayerSpec.BatchNorm _ -> dy + " through mean and variance of the mini-batch";
        case LayerSpec.Dropout _ -> dy + " ⊙ mask";
      };
    }

    private String describe(int layer) {
      return switch (network.spec().layers().get(layer)) {
        case LayerSpec.Dense _ ->
            layer == layers.size() - 1 ? "the logits, n × outputs" : "pre-activations, n × units";
        case LayerSpec.Pointwise _ -> "activations, n × units";
        case LayerSpec.BatchNorm _ -> "normalised, n × units";
        case LayerSpec.Dropout _ -> "some units left out, n × units";
      };
    }

    private static String meaning(ReferenceParameter parameter) {
      return switch (parameter.name().substring(parameter.name().lastIndexOf('.') + 1)) {
        case "weight" ->
            parameter.value().length > 1 ? "weights, inputs × units" : "weights, 1 × units";
        default -> "bias, 1 × units";
      };
    }

    private static String subscript(int number) {
      StringBuilder text = new StringBuilder();
      for (char digit : Integer.toString(number).toCharArray()) {
        text.append((char) ('₀' + (digit - '0')));
      }
      return text.toString();
    }
  }
}
