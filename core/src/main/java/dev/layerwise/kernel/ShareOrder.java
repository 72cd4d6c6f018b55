package dev.layerwise.kernel;

/**
 * Where threads begin that update different units of one layer.
 *
 * <p>Their weights are neighbours: every row of weights is divided among them. Side by side, from
 * the first row to the last, each would have its processor fetch in advance what lies behind its
 * piece of a row, which is what another thread is about to write; and to write what another core
 * has read takes many times as long as to write what only one knows. So each begins at a row of its
 * own, as far down as its units lie to the right, and comes to the rows before it at the end. No
 * bit depends on it.
 */
public final class ShareOrder {
  private ShareOrder() {}

  /**
   * The row that a thread begins with.
   *
   * @param unit the first of its units
   * @param units how many there are in all
   * @param rows the rows of weights
   * @param grain rows are taken up in steps of this
   * @return a multiple of {@code grain}, 0 for the first unit
   */
  public static int start(int unit, int units, int rows, int grain) {
    return units == 0 ? 0 : (int) ((long) rows / grain * unit / units) * grain;
  }
}
