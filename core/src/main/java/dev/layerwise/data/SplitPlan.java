package dev.layerwise.data;

import org.jspecify.annotations.Nullable;

/**
 * How a data set is to be cut into training, validation and test set. All sizes refer to the whole
 * data set.
 *
 * @param training the size of the training set, or null for all that the other two leave
 * @param validation the size of the validation set
 * @param test the size of the test set
 * @param stratified whether every class is to have the same share in every part
 */
public record SplitPlan(
    @Nullable SplitSize training, SplitSize validation, SplitSize test, boolean stratified) {
  /** A plan with a validation set alone, all other examples for training, not stratified. */
  public static SplitPlan validation(SplitSize size) {
    return new SplitPlan(null, size, SplitSize.NONE, false);
  }
}
