package dev.layerwise.report;

import java.util.List;

/**
 * The colours of every picture, as {@code 0xRRGGBB}.
 *
 * <p>The series are those of Okabe and Ito ("Color Universal Design", 2008), which people with any
 * kind of colour vision tell apart. Two of theirs cannot be seen everywhere: yellow is missing, and
 * grey stands for black, so that all of them show on white paper and in a dark terminal alike.
 *
 * @param paper behind everything
 * @param ink of titles and names
 * @param muted of numbers and notes
 * @param line of axes
 * @param faint of grid lines and empty places
 * @param series one for each class; they begin again after the last
 */
public record Palette(int paper, int ink, int muted, int line, int faint, List<Integer> series) {
  /** For light paper. */
  public static final Palette LIGHT =
      new Palette(
          0xFFFFFF,
          0x1F2328,
          0x66707B,
          0x8C959F,
          0xEAEDF0,
          List.of(0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xE69F00, 0x6E7681));

  /**
   * Copies the series.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Palette {
    series = List.copyOf(series);
    if (series.isEmpty()) {
      throw new IllegalArgumentException(
          "palette: expected at least one series, got none; add one");
    }
  }

  /** The colour of a class. */
  public int series(int index) {
    return series.get(index % series.size());
  }
}
