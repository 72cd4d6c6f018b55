package dev.layerwise.runs;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run: what {@code summary.json} holds and {@code train --json} prints. Losses are
 * means over the examples, without penalties; figures of sets that do not exist are left out.
 *
 * @param trainAccuracy the best weights on the training set
 * @param validationAccuracy the best weights on the validation set
 * @param testAccuracy the best weights on the test set
 * @param trainLoss the best weights on the training set
 * @param validationLoss the best weights on the validation set
 * @param testLoss the best weights on the test set
 * @param epochs the epochs that were begun
 * @param steps the steps done
 * @param bestEpoch the epoch of the best weights, counted from 1
 * @param bestStep their step
 * @param stopReason why training ended, such as {@code epoch-limit}
 * @param stopExplanation the same as a sentence
 * @param diverged whether the loss became NaN or infinite
 * @param trainSeconds the time of the training loop, validation included
 * @param examplesPerSecond examples trained on per second of training steps alone
 * @param trainingExamples the size of the training set
 * @param validationExamples the size of the validation set
 * @param testExamples the size of the test set
 * @param network the widths, such as {@code 784-128-10}
 * @param parameters the number of trained scalars
 * @param parametersSha256 the digest of the final parameters
 * @param kernels the kernels that computed, and why those
 * @param threads the number of threads
 * @param confusion of the test set, or of the validation set without one: rows are actual classes
 * @param classNames the names of the classes
 * @param settings the settings that differ from the defaults
 * @param runDirectory where everything was written
 */
public record RunSummary(
    double trainAccuracy,
    @Nullable Double validationAccuracy,
    @Nullable Double testAccuracy,
    double trainLoss,
    @Nullable Double validationLoss,
    @Nullable Double testLoss,
    int epochs,
    long steps,
    int bestEpoch,
    long bestStep,
    String stopReason,
    String stopExplanation,
    boolean diverged,
    double trainSeconds,
    double examplesPerSecond,
    int trainingExamples,
    int validationExamples,
    int testExamples,
    String network,
    long parameters,
    String parametersSha256,
    String kernels,
    int threads,
    List<List<Long>> confusion,
    List<String> classNames,
    Map<String, Object> settings,
    String runDirectory)
    implements PlainValues.PlainRecord {}
