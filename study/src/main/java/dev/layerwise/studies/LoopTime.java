package dev.layerwise.studies;

/**
 * What the training loop takes with one setting, ours and one in NumPy, both in one thread. A step
 * includes its share of the looks at the validation set.
 *
 * @param variant the number of the variant in its sweep
 * @param label the setting in words
 * @param steps after which the accuracies were taken
 * @param ours microseconds a step, the median of all turns
 * @param numpy the same of NumPy
 * @param oursAccuracy the validation accuracy after those steps
 * @param numpyAccuracy the same of NumPy; from other first weights and another order
 */
public record LoopTime(
    int variant,
    String label,
    int steps,
    double ours,
    double numpy,
    double oursAccuracy,
    double numpyAccuracy) {
  /** How many times as long NumPy takes. */
  public double ratio() {
    return numpy / ours;
  }
}
