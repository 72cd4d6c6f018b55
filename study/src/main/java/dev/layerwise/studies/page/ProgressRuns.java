package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.StudyResult;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The runs of a study of progress tables, each at two scales of pixels, with what was published.
 */
final class ProgressRuns {
  /** Pixels from 0 to 255, as published. */
  static final String RAW = "none";

  /** Inputs from 0 to 1. */
  static final String SCALED = "unit";

  private final StudyResult result;
  private final Published progress;
  private final Published errors;

  ProgressRuns(StudyResult result) {
    this.result = result;
    progress = Published.read("progress-tables").where("study", result.study().name());
    errors = Published.read("progress-errors").where("study", result.study().name());
  }

  StudyResult result() {
    return result;
  }

  /** The published rows of a run, one every 50 iterations. */
  Published progress(String value) {
    return progress.where("value", value);
  }

  /** Whether the study is about rates, not about hidden units. */
  boolean aboutRates() {
    return result.study().name().equals("learning-rate");
  }

  /** What varies: the rates, or the hidden units, as the report writes them. */
  List<String> values() {
    return errors.rows().stream().map(row -> String.valueOf(row.get("value"))).toList();
  }

  @Nullable TrialResult trial(String value, String scaling) {
    return result.variants("runs").stream()
        .map(VariantResult::trials)
        .map(List::getFirst)
        .filter(trial -> value.equals(trial.trial().name()))
        .filter(trial -> trial.trial().spec().scaling().equals(scaling))
        .findFirst()
        .orElse(null);
  }

  /** Our rows of a run, one every 50 iterations. */
  List<Line> rows(String value, String scaling) {
    TrialResult trial = trial(value, scaling);
    return trial == null ? List.of() : Charts.history(trial).of("validation");
  }

  /** The validation error after the last iteration; NaN without one. */
  double error(String value, String scaling) {
    List<Line> rows = rows(value, scaling);
    return rows.isEmpty() ? Double.NaN : 1 - rows.getLast().number("validationAccuracy");
  }

  /** The published validation error. */
  double published(String value) {
    return Published.number(errors.where("value", value).rows().getFirst(), "validation_error");
  }

  /** A value in words. */
  String words(String value) {
    return aboutRates()
        ? value.equals("too-large") ? "a rate far too large" : "rate " + value
        : value + " hidden units";
  }

  static String percent(double error) {
    return Double.isNaN(error) ? "no result" : String.format(Locale.ROOT, "%.2f %%", 100 * error);
  }

  /** A cell: nothing where there is no number. */
  static @Nullable Object orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
