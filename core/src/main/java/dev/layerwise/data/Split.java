package dev.layerwise.data;

import java.util.Arrays;

/**
 * The row numbers of the parts of a data set. No row is in two parts, and the rows of a part are in
 * the order of the data set.
 *
 * @param training the rows to learn from
 * @param validation the rows that steer the training, perhaps none
 * @param test the rows that steer nothing, perhaps none
 */
public record Split(int[] training, int[] validation, int[] test) {
  /** The training set of {@code all}; {@code all} itself if nothing was split off. */
  public Dataset trainingOf(Dataset all) {
    return training.length == all.size() ? all : all.select(all.name(), training);
  }

  /** The validation set of {@code all}, perhaps with no examples. */
  public Dataset validationOf(Dataset all) {
    return all.select(all.name() + " (validation)", validation);
  }

  /** The test set of {@code all}, perhaps with no examples. */
  public Dataset testOf(Dataset all) {
    return all.select(all.name() + " (test)", test);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Split that
        && Arrays.equals(training, that.training)
        && Arrays.equals(validation, that.validation)
        && Arrays.equals(test, that.test);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(training) + Arrays.hashCode(validation))
        + Arrays.hashCode(test);
  }

  @Override
  public String toString() {
    return "Split["
        + training.length
        + " training, "
        + validation.length
        + " validation, "
        + test.length
        + " test]";
  }
}
