package dev.layerwise.reference;

import dev.layerwise.nn.Loss;

/** The mean loss of n examples from logits (n × c), and its gradient with respect to the logits. */
final class ReferenceLoss {
  private ReferenceLoss() {}

  /** The mean loss. */
  static double mean(Loss loss, double[][] logits, int[] labels) {
    int n = logits.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += ofExample(loss, logits[i], labels[i]);
    }
    return sum / n;
  }

  private static double ofExample(Loss loss, double[] z, int label) {
    int c = z.length;
    double sum = 0;
    switch (loss) {
      case SOFTMAX_CROSS_ENTROPY -> sum = logSumExp(z) - z[label];
      case SIGMOID_CROSS_ENTROPY -> {
        for (int j = 0; j < c; j++) {
          // -log sigmoid(z) where the target is 1 and -log sigmoid(-z) where it is 0, without
          // overflow.
          double against = target(c, label, j) == 1 ? -z[j] : z[j];
          sum += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
        }
      }
      case MEAN_SQUARED_ERROR -> {
        for (int j = 0; j < c; j++) {
          double error = z[j] - target(c, label, j);
          sum += error * error / c;
        }
      }
    }
    return sum;
  }

  /** ∂(mean loss)/∂z, n × c. */
  static double[][] gradient(Loss loss, double[][] logits, int[] labels) {
    int n = logits.length;
    double[][] dz = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] z = logits[i];
      int c = z.length;
      dz[i] = new double[c];
      for (int j = 0; j < c; j++) {
        double slope =
            switch (loss) {
              case SOFTMAX_CROSS_ENTROPY ->
                  Math.exp(z[j] - logSumExp(z)) - (j == labels[i] ? 1 : 0);
              case SIGMOID_CROSS_ENTROPY ->
                  ReferencePointwise.sigmoid(z[j]) - target(c, labels[i], j);
              case MEAN_SQUARED_ERROR -> 2 * (z[j] - target(c, labels[i], j)) / c;
            };
        dz[i][j] = slope / n;
      }
    }
    return dz;
  }

  /** What the logits mean: probabilities, or with the squared error the logits themselves. */
  static double[][] scores(Loss loss, double[][] logits) {
    double[][] scores = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      double[] z = logits[i];
      scores[i] = new double[z.length];
      for (int j = 0; j < z.length; j++) {
        scores[i][j] =
            switch (loss) {
              case SOFTMAX_CROSS_ENTROPY -> Math.exp(z[j] - logSumExp(z));
              case SIGMOID_CROSS_ENTROPY -> ReferencePointwise.sigmoid(z[j]);
              case MEAN_SQUARED_ERROR -> z[j];
            };
      }
    }
    return scores;
  }

  /** The targets, of the shape of the logits. */
  static double[][] targets(double[][] logits, int[] labels) {
    double[][] targets = new double[logits.length][];
    for (int i = 0; i < logits.length; i++) {
      targets[i] = new double[logits[i].length];
      for (int j = 0; j < targets[i].length; j++) {
        targets[i][j] = target(targets[i].length, labels[i], j);
      }
    }
    return targets;
  }

  private static double logSumExp(double[] z) {
    double max = Double.NEGATIVE_INFINITY;
    for (double element : z) {
      max = Math.max(max, element);
    }
    double sum = 0;
    for (double element : z) {
      sum += Math.exp(element - max);
    }
    return Math.log(sum) + max;
  }

  /** A single output has the label itself as target; several have the label's one-hot row. */
  private static double target(int c, int label, int j) {
    return c == 1 ? label : label == j ? 1 : 0;
  }
}
