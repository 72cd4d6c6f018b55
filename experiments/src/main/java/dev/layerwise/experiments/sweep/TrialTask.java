package dev.layerwise.experiments.sweep;

import dev.layerwise.runs.RunSpec;
import java.nio.file.Path;

/**
 * A stretch of work on one trial, as plain data: train on from wherever the run directory stands.
 *
 * @param trial the number of the trial
 * @param spec what to train
 * @param directory the run directory; an executor elsewhere takes it along and brings it back
 * @param pauseAfter the epoch at whose end to pause, 0 for none
 * @param endNow whether to train no further, measure the best weights so far and write the summary
 */
public record TrialTask(int trial, RunSpec spec, Path directory, int pauseAfter, boolean endNow) {}
