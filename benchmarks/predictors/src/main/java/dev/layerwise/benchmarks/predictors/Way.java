package dev.layerwise.benchmarks.predictors;

/** A way to predict: raw pixels of {@link Examples} to probabilities. For one thread. */
interface Way extends AutoCloseable {
  /** Predicts one example; {@code probabilities} has a value for each class. */
  void predict(int example, float[] probabilities) throws Exception;

  /** Predicts all examples at once; {@code probabilities} is examples × classes. */
  void predictAll(float[] probabilities) throws Exception;

  @Override
  default void close() {}
}
