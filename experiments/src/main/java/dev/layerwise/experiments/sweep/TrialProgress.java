package dev.layerwise.experiments.sweep;

import org.jspecify.annotations.Nullable;

/**
 * How far a trial is.
 *
 * @param trial its number
 * @param epoch the epoch under way, from 1
 * @param step the steps done
 * @param plannedSteps the steps if nothing stops it early
 * @param validationLoss of the last validation, or null
 * @param validationAccuracy of the last validation, or null
 */
public record TrialProgress(
    int trial,
    int epoch,
    long step,
    long plannedSteps,
    @Nullable Double validationLoss,
    @Nullable Double validationAccuracy) {}
