package dev.layerwise.reference;

import java.util.Comparator;
import java.util.List;

/**
 * What a {@link GradientCheck} found.
 *
 * @param rows one for every parameter, layer by layer
 * @param examples the rows of the mini-batch
 * @param objective the objective in double precision, penalties included
 * @param objectiveError the relative error of the engine's objective
 * @param settings what was asked for, with the bounds
 */
public record GradientReport(
    List<Row> rows,
    int examples,
    double objective,
    double objectiveError,
    GradientCheck.Settings settings) {
  /** Keeps its own copy of the rows. */
  public GradientReport {
    rows = List.copyOf(rows);
  }

  /**
   * One parameter.
   *
   * @param layer the index of its layer
   * @param kind the kind of layer, such as {@code dense}
   * @param parameter the name of its tensor, such as {@code layers.0.weight}
   * @param height the rows of the parameter
   * @param width the columns of the parameter
   * @param checked how many elements were compared with finite differences
   * @param leftOut how many were chosen but left out, because no finite difference of them is
   *     accurate: even small steps cross a kink, or drown in rounding errors
   * @param numericError the largest relative error of the analytic gradient against finite
   *     differences, both in double precision; NaN if nothing could be checked
   * @param worst the element with that error
   * @param engineError the norm-wise relative error of the engine's single-precision gradient
   *     against the analytic one, over all elements
   */
  public record Row(
      int layer,
      String kind,
      String parameter,
      int height,
      int width,
      int checked,
      int leftOut,
      double numericError,
      Element worst,
      double engineError) {
    /**
     * Whether this parameter is within both bounds; one of which no element could be checked is
     * not.
     */
    public boolean passed(GradientCheck.Settings settings) {
      // Written so that NaN fails.
      return checked > 0
          && numericError <= settings.numericBound()
          && engineError <= settings.engineBound();
    }

    /** How many times the bound the worse of the two errors is; infinite for NaN. */
    double severity(GradientCheck.Settings settings) {
      double severity =
          Math.max(numericError / settings.numericBound(), engineError / settings.engineBound());
      return Double.isNaN(severity) ? Double.POSITIVE_INFINITY : severity;
    }
  }

  /**
   * One element of a parameter.
   *
   * @param row its row
   * @param column its column
   * @param analytic its gradient by backward, in double precision
   * @param numeric its gradient by finite differences
   */
  public record Element(int row, int column, double analytic, double numeric) {}

  /**
   * The parameter that is furthest from passing, measured by its errors in shares of their bounds.
   */
  public Row worst() {
    return rows.stream()
        .max(Comparator.comparingDouble(row -> row.severity(settings)))
        .orElseThrow();
  }

  /** Whether the engine's objective and every parameter are within their bounds. */
  public boolean passed() {
    return objectiveError <= settings.engineBound()
        && rows.stream().allMatch(row -> row.passed(settings));
  }

  /** The largest error against finite differences, NaN if one is. */
  public double largestNumericError() {
    return rows.stream().mapToDouble(Row::numericError).reduce(0, Math::max);
  }

  /** The largest error of the engine, NaN if one is. */
  public double largestEngineError() {
    return rows.stream().mapToDouble(Row::engineError).reduce(0, Math::max);
  }
}
