package dev.layerwise.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What contestants do: one network, and what is asked of it.
 *
 * @param name by which {@code --only} asks for it, such as {@code W1/64}
 * @param kind what is measured
 * @param hidden the hidden units, input side first; every hidden layer ends in ReLU
 * @param batch rows per step
 * @param rate the learning rate
 * @param momentum the momentum, 0 for plain SGD
 * @param l2 the coefficient of {@code λ/2 ‖W‖²}, 0 for none
 * @param dropout the dropout rate after each hidden layer, 0 for none
 * @param batchNorm whether batch norm follows each ReLU
 * @param standardised whether pixels have mean 0 and standard deviation 1, instead of [0, 1]
 * @param examplesBeforeScore the training examples after which accuracy is asked for
 * @param floor the accuracy on the test images that shows that a contestant really learned
 * @param goal the ratio to the best peer that Layerwise wants to reach, 0 for none
 */
record Workload(
    String name,
    Kind kind,
    List<Integer> hidden,
    int batch,
    double rate,
    double momentum,
    double l2,
    double dropout,
    boolean batchNorm,
    boolean standardised,
    int examplesBeforeScore,
    double floor,
    double goal) {
  /** The pixels of an image. */
  static final int INPUTS = 784;

  /** The digits. */
  static final int CLASSES = 10;

  /** What is measured. */
  enum Kind {
    /** Training examples per second, once warmed up. */
    TRAIN,
    /** The time of one prediction. */
    PREDICT_ONE,
    /** Predictions per second, 1,024 at a time. */
    PREDICT_MANY,
    /** Time and memory of a whole process that reads, trains one epoch and evaluates. */
    WHOLE
  }

  Workload {
    hidden = List.copyOf(hidden);
  }

  /** The network and its settings in words. */
  String describe() {
    StringBuilder text = new StringBuilder().append(widths());
    if (!hidden.isEmpty()) {
      text.append(" ReLU");
    }
    if (batchNorm) {
      text.append(", batch norm");
    }
    if (dropout > 0) {
      text.append(", dropout ").append(dropout);
    }
    if (l2 > 0) {
      text.append(", L2 ").append(l2);
    }
    if (momentum > 0) {
      text.append(", momentum ").append(momentum);
    }
    text.append(
        switch (kind) {
          case TRAIN -> ", batch " + batch;
          case PREDICT_ONE -> ", predict one";
          case PREDICT_MANY -> ", predict 1,024 at a time";
          case WHOLE -> ", batch " + batch + ", one epoch from a cold start";
        });
    return standardised ? text.append(", standardised").toString() : text.toString();
  }

  /** The widths, such as {@code 784-20-7-5-10}. */
  String widths() {
    return INPUTS
        + "-"
        + hidden.stream().map(units -> units + "-").collect(Collectors.joining())
        + CLASSES;
  }

  /** What a contestant's process is told. */
  List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--hidden",
                hidden.stream().map(String::valueOf).collect(Collectors.joining(",")),
                "--batch",
                String.valueOf(batch),
                "--rate",
                String.valueOf(rate),
                "--momentum",
                String.valueOf(momentum),
                "--l2",
                String.valueOf(l2),
                "--dropout",
                String.valueOf(dropout)));
    if (batchNorm) {
      arguments.add("--batch-norm");
    }
    if (standardised) {
      arguments.add("--standardised");
    }
    return arguments;
  }
}
