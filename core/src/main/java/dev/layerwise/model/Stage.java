package dev.layerwise.model;

/**
 * A piece of a pass whose result can be computed in ranges: of the rows of the mini-batch, or of
 * something else that it has many of.
 */
abstract class Stage {
  /** How a stage can be divided among threads without changing a bit. */
  enum Division {
    /** By rows of the mini-batch; neighbouring stages of this kind go together. */
    ROWS,
    /**
     * By rows of halves of the columns of x, first all of the one and then all of the other; so do
     * these.
     */
    HALVES,
    /** By columns of the result. */
    COLUMNS,
    /** Not at all. */
    NONE
  }

  final Division division;

  Stage(Division division) {
    this.division = division;
  }

  /** The number of rows, or columns, at present. */
  abstract int length();

  /** About how many clock cycles it takes one thread, with vectors of sixteen floats. */
  abstract double work();

  /** Computes a range. */
  abstract void run(int from, int count);
}
