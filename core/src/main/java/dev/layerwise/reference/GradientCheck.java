package dev.layerwise.reference;

import dev.layerwise.model.Network;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.reference.GradientReport.Element;
import dev.layerwise.reference.GradientReport.Row;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the gradients of a network on one mini-batch, in two steps that meet in the middle.
 *
 * <ol>
 *   <li>Is the formula right? The analytic gradient a in double precision ({@link
 *       ReferenceNetwork#backward}) is compared with central differences n of the objective in
 *       double precision, element by element.
 *   <li>Does training use it? The single-precision gradient g that training computes with the
 *       network's own kernels is compared with the analytic one, parameter by parameter, in the
 *       Euclidean norm.
 * </ol>
 *
 * <pre>
 *   numeric error = |a - n| / max(|a|, |n|, 1e-5 max(1, |J|))
 *   engine error  = ‖g - a‖ / max(‖a‖, ‖all of a‖ / 100)
 * </pre>
 *
 * <p>Both have a floor. Differences of the objective J carry rounding errors of about 1e-12 J, so
 * that smaller elements are judged by their absolute error. And the gradient of a whole parameter
 * can be 0 by cancellation (a bias ahead of batch normalisation); its rounding errors have the size
 * of what cancelled.
 *
 * <p>Dropout masks are held still; batch normalisation is differentiated through the statistics of
 * the mini-batch. Elements of which no finite difference is accurate enough, because even small
 * steps cross a kink of ReLU, leaky ReLU or ELU or drown in rounding errors, are left out and
 * counted.
 */
public final class GradientCheck {
  /**
   * Below this size, times that of the objective if it exceeds 1, an element is judged by its
   * absolute error.
   */
  static final double ELEMENT_FLOOR = 1e-5;

  /** Below this share of the norm of the whole gradient a parameter is judged by that share. */
  static final double NORM_FLOOR = 1e-2;

  private GradientCheck() {}

  /**
   * What to check and how strictly.
   *
   * @param elements how many elements of a parameter to compare with finite differences; all if it
   *     has no more, otherwise a random sample
   * @param seed the seed of the sample, of the dropout masks and of the scattered biases
   * @param scatterBiases whether to check with biases drawn anew from ±0.1: where biases are
   *     exactly 0, as in a new network, a row of zeros (an empty input, or all inputs dropped) lies
   *     exactly on the kink of ReLU
   * @param numericBound the largest relative error allowed against finite differences
   * @param engineBound the largest relative error allowed to the engine
   */
  public record Settings(
      int elements, long seed, boolean scatterBiases, double numericBound, double engineBound) {
    /**
     * 50 elements a parameter, the network exactly as it is, relative errors of 1e-6 and 1e-3. The
     * engine stays below 1e-5 as a rule; saturated units, whose slope {@code 1 - y²} cancels, and
     * mini-batches of two rows, whose normalisation does, leave it fewer digits. A wrong formula is
     * off by far more.
     */
    public static final Settings DEFAULT = new Settings(50, 1, false, 1e-6, 1e-3);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if a number is not positive
     */
    public Settings {
      if (elements < 1) {
        throw new IllegalArgumentException(
            "gradient check: expected at least 1 element, got " + elements);
      }
      if (!(numericBound > 0) || !(engineBound > 0)) {
        throw new IllegalArgumentException(
            "gradient check: expected positive bounds, got "
                + numericBound
                + " and "
                + engineBound);
      }
    }
  }

  /**
   * Checks a network, which is left as it is: the check works on a copy of it.
   *
   * @param network the description, the parameters and the kernels to check
   * @param x the mini-batch, n × inputs, scaled as training would
   * @param labels the labels of its n rows
   * @throws IllegalArgumentException if the mini-batch is empty or does not fit the network
   */
  public static GradientReport run(Network network, Matrix x, int[] labels, Settings settings) {
    requireFitting(network.spec(), x, labels);
    Network engine = workingCopy(network, settings);
    engine.prepare(x.rows());
    Matrix logits =
        engine.forward(x, RandomStream.origin(settings.seed(), "gradient-check dropout"));
    double engineObjective = engine.loss(logits, labels, 0) / x.rows() + engine.penalty(x.rows());
    engine.backward();

    ReferenceNetwork reference = ReferenceNetwork.copyOf(engine);
    reference.holdMasksOf(engine);
    double[][] exactX = ReferenceNetwork.toDouble(x);
    double[][] exactLogits = reference.forward(exactX);
    double objective = reference.objective(exactLogits, labels);
    reference.backward(exactLogits, labels);
    List<NumericResult> numeric = compareWithDifferences(reference, labels, settings);
    double[] engineErrors = compareWithEngine(engine, exactX, labels);

    List<Row> rows = new ArrayList<>();
    for (int p = 0; p < numeric.size(); p++) {
      ReferenceParameter parameter = reference.parameters().get(p);
      NumericResult result = numeric.get(p);
      rows.add(
          new Row(
              parameter.layer(),
              kind(network.spec().layers().get(parameter.layer())),
              parameter.name(),
              parameter.rows(),
              parameter.columns(),
              result.checked,
              result.leftOut,
              result.error,
              result.worst,
              engineErrors[p]));
    }
    double objectiveError =
        Math.abs(engineObjective - objective) / Math.max(Math.abs(objective), ELEMENT_FLOOR);
    return new GradientReport(rows, x.rows(), objective, objectiveError, settings);
  }

  private static void requireFitting(NetworkSpec spec, Matrix x, int[] labels) {
    if (x.rows() < 1 || x.columns() != spec.inputs()) {
      throw new IllegalArgumentException(
          "gradient check: expected at least one row of "
              + spec.inputs()
              + " columns, got "
              + x.rows()
              + " x "
              + x.columns());
    }
    if (labels.length != x.rows()) {
      throw new IllegalArgumentException(
          "gradient check: expected " + x.rows() + " labels, one a row, got " + labels.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= spec.classes()) {
        throw new IllegalArgumentException(
            "gradient check: expected labels from 0 to " + (spec.classes() - 1) + ", got " + label);
      }
    }
  }

  private static Network workingCopy(Network network, Settings settings) {
    Network copy = new Network(network.spec(), network.kernels());
    // Running statistics stay behind: the gradients of training do not depend on them.
    for (int i = 0; i < network.parameters().size(); i++) {
      copy.parameters().get(i).value().copyFrom(network.parameters().get(i).value());
    }
    if (settings.scatterBiases()) {
      RandomStream random = RandomStream.of(settings.seed(), "gradient-check biases");
      for (Parameter parameter : copy.parameters()) {
        if (parameter.name().endsWith(".bias")) {
          float[] values = parameter.value().data();
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-0.1, 0.1);
          }
        }
      }
    }
    return copy;
  }

  /** What finite differences say about one parameter. */
  record NumericResult(int checked, int leftOut, double error, Element worst) {}

  /**
   * Compares the gradients that lie in the reference's parameters with finite differences.
   *
   * @param reference has made a forward pass; its parameters hold the gradients to judge
   */
  static List<NumericResult> compareWithDifferences(
      ReferenceNetwork reference, int[] labels, Settings settings) {
    double objective = reference.objective(reference.forwardFrom(0), labels);
    double floor = ELEMENT_FLOOR * Math.max(1, Math.abs(objective));
    FiniteDifference difference = new FiniteDifference(reference, labels, floor);
    List<NumericResult> results = new ArrayList<>();
    for (int p = 0; p < reference.parameters().size(); p++) {
      ReferenceParameter parameter = reference.parameters().get(p);
      int[] sample = sample(parameter.size(), settings, p);
      results.add(compareWithDifferences(difference, floor, parameter, sample, settings));
      // The last difference left the activations behind this layer slightly moved.
      reference.forwardFrom(parameter.layer());
    }
    return results;
  }

  private static NumericResult compareWithDifferences(
      FiniteDifference difference,
      double floor,
      ReferenceParameter parameter,
      int[] sample,
      Settings settings) {
    int checked = 0;
    int leftOut = 0;
    double largest = Double.NaN;
    Element worst = new Element(0, 0, Double.NaN, Double.NaN);
    for (int index : sample) {
      int row = index / parameter.columns();
      int column = index % parameter.columns();
      double analytic = parameter.gradient()[row][column];
      FiniteDifference.Estimate estimate = difference.derivative(parameter, row, column);
      double size = Math.max(Math.abs(estimate.value()), floor);
      double distance = Math.abs(analytic - estimate.value());
      boolean coarse = !(estimate.error() <= settings.numericBound() / 2 * size);
      // A coarse difference still convicts a gradient that lies outside its own margin.
      if (coarse && (estimate.kink() || distance <= 2 * estimate.error())) {
        leftOut++;
        continue;
      }
      double error = distance / Math.max(size, Math.abs(analytic));
      // The first one checked, a worse one, or NaN: once the largest error is NaN it stays.
      if (checked == 0 || error > largest || Double.isNaN(error)) {
        largest = error;
        worst = new Element(row, column, analytic, estimate.value());
      }
      checked++;
    }
    return new NumericResult(checked, leftOut, largest, worst);
  }

  /** The elements to check, in rising order. */
  private static int[] sample(int size, Settings settings, int parameter) {
    int[] elements = new int[size];
    Arrays.setAll(elements, i -> i);
    if (size <= settings.elements()) {
      return elements;
    }
    RandomStream.of(settings.seed(), "gradient-check sample", parameter).shuffle(elements);
    int[] sample = Arrays.copyOf(elements, settings.elements());
    Arrays.sort(sample);
    return sample;
  }

  /**
   * The relative error of every parameter's gradient in the engine, which has just made a backward
   * pass.
   */
  private static double[] compareWithEngine(Network engine, double[][] x, int[] labels) {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(engine);
    reference.holdMasksOf(engine);
    reference.takeDoubtfulSidesFrom(engine);
    double[][] logits = reference.forward(x);
    reference.backward(logits, labels);
    double whole = 0;
    for (ReferenceParameter parameter : reference.parameters()) {
      whole += square(norm(parameter.gradient()));
    }
    double floor = NORM_FLOOR * Math.sqrt(whole);
    double[] errors = new double[reference.parameters().size()];
    for (int p = 0; p < errors.length; p++) {
      double[][] exact = reference.parameters().get(p).gradient();
      double[][] difference = ReferenceNetwork.toDouble(engine.parameters().get(p).gradient());
      for (int i = 0; i < exact.length; i++) {
        for (int j = 0; j < exact[i].length; j++) {
          difference[i][j] -= exact[i][j];
        }
      }
      double size = Math.max(norm(exact), floor);
      double error = norm(difference);
      errors[p] = error == 0 && size == 0 ? 0 : error / size;
    }
    return errors;
  }

  private static double norm(double[][] rows) {
    double squares = 0;
    for (double[] row : rows) {
      for (double element : row) {
        squares += square(element);
      }
    }
    return Math.sqrt(squares);
  }

  private static double square(double value) {
    return value * value;
  }

  private static String kind(LayerSpec layer) {
    return switch (layer) {
      case LayerSpec.Dense _ -> "dense";
      case LayerSpec.Pointwise pointwise -> pointwise.function().label();
      case LayerSpec.BatchNorm _ -> "batch-norm";
      case LayerSpec.Dropout _ -> "dropout";
    };
  }
}
