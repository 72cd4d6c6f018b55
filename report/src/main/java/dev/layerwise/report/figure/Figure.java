package dev.layerwise.report.figure;

/** A piece of a page that has data of its own, which can be written as a file. */
public sealed interface Figure extends Block
    permits Boundary,
        Heatmap,
        Histogram,
        ImageGrid,
        LineChart,
        Matrix,
        ParallelCoordinates,
        Ridges,
        Table {
  /** What files are named after: lower-case letters, digits and hyphens; once in a page. */
  String id();

  /** The heading. */
  String title();

  /** What to know when looking at it, or an empty text. */
  String caption();

  /**
   * Checks an id.
   *
   * @throws IllegalArgumentException if it is no name for files
   */
  static void requireId(String id) {
    if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "figure: expected an id of lower-case letters, digits and single hyphens, got '"
              + id
              + "'");
    }
  }
}
