package dev.layerwise.runs;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Scaling;
import dev.layerwise.interop.csv.ColumnChoice;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Team;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.Loss;
import dev.layerwise.train.TrainingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The full description of a training: data, network and plan. A run is reproducible from it alone.
 *
 * <p>Every component is a setting with the same name in YAML and JSON ({@code batchSize}) and on
 * the command line ({@code --batch-size}). The record checks itself as far as it can without the
 * data.
 *
 * @param data a name ({@code digits}, {@code mnist}, {@code fashion-mnist}, {@code blobs}, {@code
 *     moons}, {@code circles}, {@code spirals}, {@code xor}) or a file (CSV, or IDX with {@code
 *     labels}, or with that of its labels behind a comma)
 * @param labels the IDX file that holds the labels of an IDX data file
 * @param dataDir a folder with the published sets, looked into before all other places
 * @param dataSize the number of examples of a built-in set, 0 for its default
 * @param dataNoise the noise of a built-in 2-D set, or null for its default
 * @param dataSeed the seed of a built-in set
 * @param labelColumn the label column of a CSV file, by name or by number from 1 (-1 is the last);
 *     null to find it by its name
 * @param columns the columns of a CSV file that are features, such as {@code age,5-8} or {@code
 *     !id}; null for all but the labels
 * @param header whether a CSV file has a header: {@code auto}, {@code yes} or {@code no}
 * @param imageSize the height and width to which the images of a folder or a Parquet file are
 *     scaled, such as {@code 28x28}; null for images that all have one size
 * @param test a file with the test set, or the share or number of examples to split off; {@code
 *     auto} for the published test set where there is one, and a share of 0.15 otherwise
 * @param validation a file, or a share or number of examples, split off the training set; 0 for
 *     none
 * @param train the number or share of examples to train on; null for all that are left
 * @param stratified whether splits keep the share of every class
 * @param scaling how features become inputs: none, unit or standard
 * @param layers the hidden units, input side first; empty for softmax or logistic regression
 * @param activation one for all hidden layers, or one for each
 * @param batchNorm {@code none}, {@code before} or {@code after} the activation
 * @param batchNormRate the share of a new mini-batch in the running statistics
 * @param batchNormEpsilon what is added to the variance
 * @param inputDropout the rate of the inputs
 * @param dropout the rate after every hidden layer: one for all, or one for each
 * @param l2 λ: one for all dense layers, or one for each, output included
 * @param l2Scaling {@code batch} for λ/(2m) · Σ‖W‖², {@code none} for λ/2 · Σ‖W‖²
 * @param initializer {@code auto}, {@code he}, {@code glorot}, {@code lecun}, {@code normal:σ},
 *     {@code constant:v}
 * @param loss the data term
 * @param optimizer {@code sgd}, {@code momentum} or {@code nesterov}
 * @param momentum μ of the latter two
 * @param learningRate η
 * @param schedule {@code constant}, {@code step:epochs:factor}, {@code exponential:factor}, {@code
 *     cosine[:end]}
 * @param warmupSteps steps of linear warm-up
 * @param clipNorm the largest gradient norm, 0 for no clipping
 * @param batchSize rows per step
 * @param shuffle whether every epoch has an order of its own
 * @param shift the most pixels that a training image is moved, anew in every epoch
 * @param epochs the most epochs
 * @param maxSteps the most steps, 0 for no limit
 * @param maxSeconds the longest training time, 0 for no limit
 * @param validateEvery steps between validations, 0 for every epoch
 * @param patienceSteps steps without improvement until training stops, 0 for never
 * @param patienceEpochs the same in epochs
 * @param minDelta the smallest improvement that counts
 * @param keepBest {@code accuracy} or {@code loss}
 * @param keepGoing whether a diverged training finishes its table
 * @param seed of splits, initialisation, shuffling, dropout and shifts
 * @param init a model file whose weights training starts from
 * @param threads the number of threads, 0 for the cores there are
 * @param kernels {@code auto}, {@code scalar} or {@code vector}
 */
public record RunSpec(
    String data,
    @Nullable String labels,
    @Nullable String dataDir,
    int dataSize,
    @Nullable Double dataNoise,
    long dataSeed,
    @Nullable String labelColumn,
    @Nullable String columns,
    String header,
    @Nullable String imageSize,
    String test,
    String validation,
    @Nullable String train,
    boolean stratified,
    String scaling,
    List<Integer> layers,
    List<String> activation,
    String batchNorm,
    double batchNormRate,
    double batchNormEpsilon,
    double inputDropout,
    List<Double> dropout,
    List<Double> l2,
    String l2Scaling,
    String initializer,
    String loss,
    String optimizer,
    double momentum,
    double learningRate,
    String schedule,
    int warmupSteps,
    double clipNorm,
    int batchSize,
    boolean shuffle,
    int shift,
    int epochs,
    long maxSteps,
    double maxSeconds,
    int validateEvery,
    int patienceSteps,
    int patienceEpochs,
    double minDelta,
    String keepBest,
    boolean keepGoing,
    long seed,
    @Nullable String init,
    int threads,
    String kernels) {

  /** What a run without any setting does: a good classifier of handwritten digits. */
  public static final RunSpec DEFAULT =
      new RunSpec(
          Digits.NAME,
          null,
          null,
          0,
          null,
          Digits.SEED,
          null,
          null,
          "auto",
          null,
          "auto",
          "0.2",
          null,
          false,
          Scaling.Kind.UNIT.label(),
          List.of(128),
          List.of(Activation.RELU.label()),
          "none",
          0.1,
          1e-5,
          0,
          List.of(0.0),
          List.of(0.0),
          L2Scaling.BATCH.label(),
          "auto",
          Loss.SOFTMAX_CROSS_ENTROPY.label(),
          "sgd",
          0.9,
          0.1,
          "constant",
          0,
          0,
          32,
          true,
          0,
          20,
          0,
          0,
          0,
          0,
          0,
          1e-4,
          "accuracy",
          false,
          1,
          null,
          0,
          "auto");

  /**
   * Checks every setting that can be checked without the data.
   *
   * @throws IllegalArgumentException if one is wrong; the message names it
   */
  public RunSpec {
    layers = List.copyOf(layers);
    activation = List.copyOf(activation);
    dropout = List.copyOf(dropout);
    l2 = List.copyOf(l2);
    requireName("data", data);
    requireName("labels", labels);
    requireName("init", init);
    if (!test.equals("auto") && !RunDataLoader.namesData(test)) {
      PlanText.size("test", test);
    }
    if (!RunDataLoader.namesData(validation)) {
      PlanText.size("validation", validation);
    }
    if (dataSize < 0) {
      throw new IllegalArgumentException(
          "data size: expected 0 (default) or more, got " + dataSize);
    }
    if (dataNoise != null && !(dataNoise >= 0 && Double.isFinite(dataNoise))) {
      throw new IllegalArgumentException("data noise: expected 0 or more, got " + dataNoise);
    }
    if (threads < 0 || threads > Team.MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads: expected 0 (as many as there are cores) to "
              + Team.MOST_THREADS
              + ", got "
              + threads);
    }
    if (columns != null) {
      new ColumnChoice(columns);
    }
    imageShape(imageSize);
    Choice.of("header", header, List.of("auto", "yes", "no"));
    Choice.of("kernels", kernels, List.of("auto", "scalar", "vector"));
    Architecture.check(
        layers,
        activation,
        batchNorm,
        batchNormRate,
        batchNormEpsilon,
        inputDropout,
        dropout,
        l2,
        l2Scaling,
        initializer,
        loss);
    scalingKind(scaling);
    if (train != null && PlanText.size("train", train).isNone()) {
      throw new IllegalArgumentException(
          "train: expected a share such as 0.8 or at least 1 example, got " + train);
    }
    plan(
        optimizer,
        momentum,
        learningRate,
        schedule,
        warmupSteps,
        clipNorm,
        batchSize,
        shuffle,
        shift,
        epochs,
        maxSteps,
        maxSeconds,
        validateEvery,
        patienceSteps,
        patienceEpochs,
        minDelta,
        keepBest,
        keepGoing,
        seed);
  }

  /** An empty path would be the folder that one is in. */
  private static void requireName(String setting, @Nullable String value) {
    if (value != null && value.isBlank()) {
      throw new IllegalArgumentException(setting + ": expected a name or a file, got nothing");
    }
  }

  /** The size to which images are scaled, or null if they are taken as they are. */
  public @Nullable ImageShape imageShape() {
    return imageShape(imageSize);
  }

  private static @Nullable ImageShape imageShape(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!text.matches("[1-9][0-9]{0,3}x[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "image size: expected height and width such as 28x28, got '" + text + "'");
    }
    int separator = text.indexOf('x');
    return new ImageShape(
        Integer.parseInt(text, 0, separator, 10),
        Integer.parseInt(text, separator + 1, text.length(), 10));
  }

  /** The scaling that is asked for. */
  public Scaling.Kind scalingKind() {
    return scalingKind(scaling);
  }

  private static Scaling.Kind scalingKind(String text) {
    return Choice.of("scaling", text, Scaling.Kind.values(), Scaling.Kind::label);
  }

  /** The training plan. */
  public TrainingPlan plan() {
    return plan(
        optimizer,
        momentum,
        learningRate,
        schedule,
        warmupSteps,
        clipNorm,
        batchSize,
        shuffle,
        shift,
        epochs,
        maxSteps,
        maxSeconds,
        validateEvery,
        patienceSteps,
        patienceEpochs,
        minDelta,
        keepBest,
        keepGoing,
        seed);
  }

  // A static method with the settings it needs, since a compact constructor cannot call methods of
  // the record.
  private static TrainingPlan plan(
      String optimizer,
      double momentum,
      double learningRate,
      String schedule,
      int warmupSteps,
      double clipNorm,
      int batchSize,
      boolean shuffle,
      int shift,
      int epochs,
      long maxSteps,
      double maxSeconds,
      int validateEvery,
      int patienceSteps,
      int patienceEpochs,
      double minDelta,
      String keepBest,
      boolean keepGoing,
      long seed) {
    return new TrainingPlan(
        PlanText.optimizer(optimizer, momentum),
        learningRate,
        PlanText.schedule(schedule),
        warmupSteps,
        clipNorm,
        batchSize,
        shuffle,
        shift,
        epochs,
        maxSteps,
        maxSeconds,
        validateEvery,
        patienceSteps,
        patienceEpochs,
        minDelta,
        PlanText.keepBest(keepBest),
        keepGoing,
        seed);
  }

  /** The network for data with so many features and classes. */
  public dev.layerwise.nn.NetworkSpec network(int inputs, int classes) {
    return Architecture.build(this, inputs, classes);
  }

  /** The initialiser of a text such as {@code normal:0.01}, or null for {@code auto}. */
  static @Nullable Initializer initializer(String text) {
    return PlanText.initializer(text);
  }
}
