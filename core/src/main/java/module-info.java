import dev.layerwise.kernel.KernelProvider;

/**
 * Feed-forward neural networks: arithmetic, layers, training, and the record of a training.
 *
 * <p>Needs the JDK alone.
 */
module dev.layerwise.core {
  requires static org.jspecify;

  exports dev.layerwise;
  exports dev.layerwise.data;
  exports dev.layerwise.kernel;
  exports dev.layerwise.metric;
  exports dev.layerwise.model;
  exports dev.layerwise.nn;
  exports dev.layerwise.optim;
  exports dev.layerwise.random;
  exports dev.layerwise.record;
  exports dev.layerwise.reference;
  exports dev.layerwise.tensor;
  exports dev.layerwise.train;

  uses KernelProvider;
}
