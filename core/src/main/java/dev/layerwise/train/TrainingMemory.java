package dev.layerwise.train;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Features;
import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import java.util.List;

/**
 * What a training will hold in memory, counted from its description before anything is allocated.
 *
 * <p>What the kernels keep for themselves (a few megabytes a thread) and the Java machine itself
 * come on top.
 *
 * @param data bytes of the examples, and of what is kept of them without their zeros
 * @param network bytes of the parameters, their gradients, velocities and best values so far
 * @param miniBatch bytes of the values of one mini-batch, forward and backward
 */
public record TrainingMemory(long data, long network, long miniBatch) {
  /** The arrays that {@link dev.layerwise.kernel.SparseRows} keep of every input, at most. */
  private static final int COPIES_OF_INPUTS = 3;

  private static final int SAMPLES = 256;

  /** The share of zeros from which on some kernels do without them. */
  private static final double MANY_ZEROS = 0.4;

  /** Counts. */
  public static TrainingMemory of(
      NetworkSpec spec, TrainingPlan plan, Features features, Kernels kernels) {
    boolean elementwise = kernels.readsElements(plan.batchSize());
    long element = elementBytes(features);
    // A label, a place in the split and a place in the epoch's order for every example.
    long data = features.rows() * (features.columns() * element + 3L * Integer.BYTES);
    data += features instanceof ByteFeatures bytes ? withoutZeros(bytes, elementwise) : 0;
    long parameters = 0;
    long values = (long) COPIES_OF_INPUTS * spec.inputsOf(0) + spec.outputs();
    for (int i = 0; i < spec.layers().size(); i++) {
      long inputs = spec.inputsOf(i);
      values += spec.layers().get(i).outputs((int) inputs);
      switch (spec.layers().get(i)) {
        case LayerSpec.Dense dense -> {
          parameters += (inputs + 1) * dense.units();
          // The gradient of its input; or, where that is the data's, the sums of one half of it.
          values += i > 0 ? inputs : elementwise ? 0 : dense.units();
        }
        case LayerSpec.BatchNorm _ -> {
          parameters += 2 * inputs;
          values += inputs;
        }
        case LayerSpec.Dropout _ -> values += inputs;
        case LayerSpec.Pointwise _ -> {}
      }
    }
    int copies =
        switch (plan.optimizer()) {
          case OptimizerSpec.Sgd _ -> 3;
          case OptimizerSpec.Momentum _, OptimizerSpec.Nesterov _ -> 4;
        };
    long shifted = plan.shift() > 0 ? features.columns() * element : 0;
    return new TrainingMemory(
        data,
        parameters * copies * Float.BYTES,
        (values * Float.BYTES + shifted) * plan.batchSize());
  }

  /** The same with examples of another set, which are measured on and not trained on. */
  public TrainingMemory with(Features measured) {
    // A label and a place for every example.
    long example = (long) measured.columns() * elementBytes(measured) + 2L * Integer.BYTES;
    return new TrainingMemory(data + measured.rows() * example, network, miniBatch);
  }

  private static long elementBytes(Features features) {
    return features instanceof ByteFeatures ? 1 : Float.BYTES;
  }

  /** What {@link SparseBytes} of all examples take at most, judged by some of them. */
  private static long withoutZeros(ByteFeatures features, boolean elementwise) {
    int samples = Math.min(SAMPLES, features.rows());
    int[] rows = new int[samples];
    long zeros = 0;
    for (int i = 0; i < samples; i++) {
      rows[i] = (int) ((long) i * features.rows() / samples);
      for (int k = 0; k < features.columns(); k++) {
        zeros += features.get(rows[i], k) == 0 ? 1 : 0;
      }
    }
    SparseBytes kept =
        SparseBytes.of(
            features.values(),
            features.rows(),
            List.of(BlockOrder.natural(features.columns())),
            rows,
            elementwise);
    boolean many = zeros >= MANY_ZEROS * samples * features.columns();
    if (kept == null || samples == 0 || !many) {
      return 0;
    }
    return (long) (kept.length() / (double) samples * features.rows())
        + (long) Integer.BYTES * features.rows();
  }

  /** All of it, in bytes. */
  public long total() {
    return data + network + miniBatch;
  }
}
