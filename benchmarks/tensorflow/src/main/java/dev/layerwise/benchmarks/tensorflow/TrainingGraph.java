package dev.layerwise.benchmarks.tensorflow;

import dev.layerwise.benchmarks.compare.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The graphs of training and of prediction. The training set is a variable, from which a step
 * gathers its rows, so that nothing but their numbers is fed.
 */
final class TrainingGraph {
  static final int INPUTS = 784;
  static final int CLASSES = 10;

  private record Initial(Variable<TFloat32> variable, Placeholder<TFloat32> value, float[] data) {}

  private record Norm(
      Variable<TFloat32> gamma,
      Variable<TFloat32> beta,
      Variable<TFloat32> mean,
      Variable<TFloat32> variance) {}

  private final Ops tf;
  private final Settings settings;
  private final List<Initial> initials = new ArrayList<>();
  private final List<Variable<TFloat32>> weights = new ArrayList<>();
  private final List<Variable<TFloat32>> biases = new ArrayList<>();
  private final List<Norm> norms = new ArrayList<>();
  private final List<Op> statistics = new ArrayList<>();
  private final Random random = new Random(1);

  /** The numbers of a mini-batch's rows. */
  final Placeholder<TInt32> rows;

  /** What a step runs. */
  final Op step;

  /** The images to classify. */
  final Placeholder<TFloat32> images;

  /** Their classes. */
  final Operand<TInt64> classes;

  TrainingGraph(Graph graph, Settings settings, float[] features, float[] targets) {
    this.settings = settings;
    tf = Ops.create(graph);
    int size = targets.length / CLASSES;
    Variable<TFloat32> allFeatures = variable(Shape.of(size, INPUTS), features);
    Variable<TFloat32> allTargets = variable(Shape.of(size, CLASSES), targets);
    int d = INPUTS;
    List<Integer> units = new ArrayList<>(settings.hidden());
    units.add(CLASSES);
    for (int u : units) {
      weights.add(variable(Shape.of(d, u), normal(d, u)));
      biases.add(variable(Shape.of(u), new float[u]));
      d = u;
    }
    if (settings.batchNorm()) {
      for (int u : settings.hidden()) {
        norms.add(
            new Norm(
                variable(Shape.of(u), ones(u)),
                variable(Shape.of(u), new float[u]),
                variable(Shape.of(u), new float[u]),
                variable(Shape.of(u), ones(u))));
      }
    }
    rows = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    Operand<TInt32> axis = tf.constant(0);
    Operand<TFloat32> logits = forward(tf.gather(allFeatures, rows, axis), true);
    Operand<TFloat32> losses =
        tf.nn.softmaxCrossEntropyWithLogits(logits, tf.gather(allTargets, rows, axis)).loss();
    step = updates(tf.math.mean(losses, tf.constant(0)));
    images = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, INPUTS)));
    classes = tf.math.argMax(forward(images, false), tf.constant(1));
  }

  private Variable<TFloat32> variable(Shape shape, float[] data) {
    Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
    initials.add(
        new Initial(variable, tf.placeholder(TFloat32.class, Placeholder.shape(shape)), data));
    return variable;
  }

  private float[] normal(int d, int u) {
    float[] values = new float[d * u];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / d));
    }
    return values;
  }

  private static float[] ones(int u) {
    float[] values = new float[u];
    Arrays.fill(values, 1);
    return values;
  }

  /** Sets all variables. */
  void initialize(Session session, List<Op> assignments) {
    for (int i = 0; i < initials.size(); i++) {
      Initial initial = initials.get(i);
      try (TFloat32 value =
          TFloat32.tensorOf(initial.variable.shape(), DataBuffers.of(initial.data))) {
        session.runner().feed(initial.value, value).addTarget(assignments.get(i)).run().close();
      }
    }
  }

  /** What {@link #initialize} runs; part of the graph, so before the session begins. */
  List<Op> assignments() {
    List<Op> assignments = new ArrayList<>();
    initials.forEach(initial -> assignments.add(tf.assign(initial.variable, initial.value)));
    return assignments;
  }

  private Operand<TFloat32> forward(Operand<TFloat32> x, boolean training) {
    Operand<TFloat32> h = x;
    int last = weights.size() - 1;
    for (int i = 0; i < last; i++) {
      h = tf.nn.relu(tf.nn.biasAdd(tf.linalg.matMul(h, weights.get(i)), biases.get(i)));
      if (settings.batchNorm()) {
        h = training ? normalise(h, i) : scale(h, norms.get(i));
      }
      if (training && settings.dropout() > 0) {
        h = dropout(h);
      }
    }
    return tf.nn.biasAdd(tf.linalg.matMul(h, weights.get(last)), biases.get(last));
  }

  private Operand<TFloat32> normalise(Operand<TFloat32> h, int layer) {
    Norm norm = norms.get(layer);
    int units = settings.hidden().get(layer);
    FusedBatchNorm<TFloat32, TFloat32> result =
        tf.nn.fusedBatchNorm(
            tf.reshape(h, tf.constant(new int[] {-1, 1, 1, units})),
            norm.gamma,
            norm.beta,
            tf.constant(new float[0]),
            tf.constant(new float[0]),
            FusedBatchNorm.isTraining(true),
            FusedBatchNorm.epsilon(1e-5f));
    statistics.add(track(norm.mean, result.batchMean()));
    statistics.add(track(norm.variance, result.batchVariance()));
    return tf.reshape(result.y(), tf.constant(new int[] {-1, units}));
  }

  private Op track(Variable<TFloat32> running, Operand<TFloat32> batch) {
    return tf.assignSub(running, tf.math.mul(tf.math.sub(running, batch), tf.constant(0.1f)));
  }

  private Operand<TFloat32> scale(Operand<TFloat32> h, Norm norm) {
    Operand<TFloat32> inverse = tf.math.rsqrt(tf.math.add(norm.variance, tf.constant(1e-5f)));
    return tf.math.add(
        tf.math.mul(tf.math.sub(h, norm.mean), tf.math.mul(inverse, norm.gamma)), norm.beta);
  }

  private Operand<TFloat32> dropout(Operand<TFloat32> h) {
    Operand<TFloat32> uniform = tf.random.randomUniform(tf.shape(h), TFloat32.class);
    Operand<TFloat32> keep =
        tf.dtypes.cast(
            tf.math.greaterEqual(uniform, tf.constant((float) settings.dropout())), TFloat32.class);
    return tf.math.mul(h, tf.math.mul(keep, tf.constant((float) (1 / (1 - settings.dropout())))));
  }

  private Op updates(Operand<TFloat32> loss) {
    List<Variable<TFloat32>> parameters = new ArrayList<>(weights);
    parameters.addAll(biases);
    norms.forEach(norm -> {
      parameters.add(norm.gamma);
      parameters.add(norm.beta);
    });
    Gradients gradients = tf.gradients(loss, parameters);
    List<Op> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      all.add(tf.identity(gradients.<TFloat32>dy(i)));
    }
    // No weight changes before every gradient that needs it is there.
    Ops after = tf.withControlDependencies(all);
    Operand<TFloat32> rate = tf.constant((float) settings.rate());
    List<Op> updates = new ArrayList<>(statistics);
    for (int i = 0; i < parameters.size(); i++) {
      Variable<TFloat32> parameter = parameters.get(i);
      Operand<TFloat32> gradient = gradients.dy(i);
      if (settings.l2() > 0 && i < weights.size()) {
        gradient =
            tf.math.add(gradient, tf.math.mul(parameter, tf.constant((float) settings.l2())));
      }
      if (settings.momentum() > 0) {
        Variable<TFloat32> velocity =
            variable(parameter.shape(), new float[(int) parameter.shape().size()]);
        updates.add(
            after.train.applyMomentum(
                parameter, velocity, rate, gradient, tf.constant((float) settings.momentum())));
      } else {
        updates.add(after.train.applyGradientDescent(parameter, rate, gradient));
      }
    }
    return tf.withControlDependencies(updates).noOp();
  }
}
