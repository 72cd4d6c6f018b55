package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ShareOrder;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import jdk.incubator.vector.FloatVector;

/**
 * The products of a dense layer whose inputs are {@link SparseRows}.
 *
 * <p>The order of every sum over rows is that of {@link Products}, and leaving out a zero changes
 * no bit of it. So is that over columns, where blocks are in their natural order.
 */
final class SparseProducts {
  private static final ThreadLocal<SparseProducts> OF_THREAD =
      ThreadLocal.withInitial(SparseProducts::new);

  /** The columns of C from which on B is read in parts that stay in the nearest cache. */
  private static final int MANY = 2 * Strip.WIDTH;

  private static final int BLOCK = SparseRows.BLOCK;
  private static final float[] ZEROS = new float[Strip.WIDTH];

  /** The gradients that are applied at once, at least; all of this stays in the nearest cache. */
  private static final int AT_ONCE = 1024;

  /** The same where they are lines of patches, which are applied one by one. */
  private static final int PATCHES_AT_ONCE = 2560;

  /**
   * The rows up to which gradients are summed up by wide tiles: their operands, twice as wide as
   * those of other tiles, would not stay near enough with more.
   */
  private static final int WIDE_ROWS = 256;

  /** dz. */
  private final StripPanel panel = new StripPanel();

  /** The gradients of a few blocks of inputs, before they are applied. */
  private float[] gradient = {};

  /** A block of gradients that is to be standardised. */
  private final float[] raw = new float[BLOCK * WideTiles.WIDTH];

  /** The sums of dz over the rows, if they are wanted. */
  private float[] sums = {};

  private final BlockTarget target = new BlockTarget();

  private SparseProducts() {}

  /** {@link Kernels#readsElements}: a thread's share of the rows may be half of them. */
  static boolean readsElements(int n) {
    return !Strip.EIGHT_ROWS || n < 2 * BlockwiseAffine.LEAST_ROWS;
  }

  static void affine(
      SparseRows x,
      int row,
      int n,
      int u,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz) {
    if (x.elementwise() && n == 1 && SingleRow.fits(u)) {
      SingleRow.affine(x, row, u, w, wo, ldw, b, bo, z, zo);
      return;
    }
    if (!x.elementwise() || (n >= BlockwiseAffine.LEAST_ROWS && Strip.EIGHT_ROWS)) {
      BlockwiseAffine.ofThread().affine(x, row, n, u, w, wo, ldw, b, bo, z, zo, ldz);
      return;
    }
    Strip strip = Strip.ofThread();
    strip.c = z;
    strip.ldc = ldz;
    for (int j = strip.first(u); j >= 0; j -= Strip.WIDTH) {
      strip.startFrom(b, bo + j);
      strip.co = zo + j;
      boolean parts = u > MANY && strip.width == Strip.WIDTH;
      int words = parts ? 1 : x.words();
      for (int word = 0; word < x.words(); word += words) {
        int k = word * SparseRows.WORD;
        strip.inner = Math.min(x.columns() - k, words * SparseRows.WORD);
        int from = wo + j + k * ldw;
        if (parts && n >= 32) {
          strip.pack(w, from, ldw);
        } else {
          strip.take(w, from, ldw);
          if (reaches(x, row, n, word + words, k + strip.head)) {
            strip.pack(w, from, ldw);
          }
        }
        if (word > 0) {
          strip.goOn();
        }
        strip.multiplySparse(x, row, n, word, words, k);
      }
      strip.next();
    }
    strip.release();
  }

  /** Whether any row has an element before word {@code end} in column {@code k} or beyond. */
  private static boolean reaches(SparseRows x, int row, int n, int end, int k) {
    int[] starts = x.starts();
    for (int i = row; i < row + n; i++) {
      int count = starts[i * (x.words() + 1) + end];
      if (count > 0 && x.elementColumns()[i * x.stride() + count - 1] >= k) {
        return true;
      }
    }
    return false;
  }

  static void weightGradient(
      SparseRows x,
      int position,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw) {
    SparseProducts own = OF_THREAD.get();
    Strip strip = Strip.ofThread();
    strip.c = dw;
    strip.ldc = lddw;
    int most = BlockLists.atOnce(x, BlockLists.ROWS);
    for (int row = 0; row < Math.max(1, x.rows()); row += most) {
      int n = Math.min(most, x.rows() - row);
      SparseLists lists = SparseLists.of(x, row, n, position, d);
      own.panel.pack(n, u, 0, dz, dzo + row * lddz, lddz);
      for (int k = 0; k < d; k += BLOCK) {
        if (x.order().isNatural()) {
          own.multiplyBlock(strip, x, lists, row, k, d, u, dwo + position * lddw);
        } else {
          own.multiplyPatch(x, lists, row, position, k / BLOCK, u, dw, dwo, lddw);
        }
      }
    }
    strip.release();
    if (x.standardized()) {
      own.sum(x.rows(), u, dz, dzo, lddz);
      PlainStandardized.standardize(x, position, d, u, own.sums, dw, dwo, lddw);
    }
  }

  private void sum(int n, int u, float[] dz, int dzo, int lddz) {
    if (sums.length < u + WideTiles.WIDTH) {
      sums = new float[u + WideTiles.WIDTH];
    }
    Columns.columnSums(n, u, dz, dzo, lddz, sums, 0);
  }

  /** {@link #weightGradient}, each block of inputs followed by its update. */
  static void weightUpdate(
      Kernels kernels,
      SparseRows x,
      int position,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] scratch,
      int at,
      int ldw,
      WeightUpdate update,
      float rate,
      float decay) {
    int most = WideTiles.columns(u) > 0 ? WIDE_ROWS : BlockLists.ROWS;
    // Where columns lie in pieces, it is some row or other: a thread then has rows of its own.
    int start = ShareOrder.start(at % Math.max(1, ldw), ldw, d, BLOCK);
    if (x.rows() <= BlockLists.atOnce(x, most)) {
      SparseProducts own = OF_THREAD.get();
      own.update(kernels, x, position, d, start, u, dz, dzo, lddz, at, ldw, update, rate, decay);
      return;
    }
    BlockOrder order = x.order();
    for (int from = start, to = d; to > 0; to = from, from = 0) {
      int k = position + from;
      weightGradient(x, k, to - from, u, dz, dzo, lddz, scratch, at, ldw);
      update.applyPositions(kernels, rate, decay, order, k, to - from, u, scratch, at, ldw);
    }
  }

  /**
   * {@link #weightUpdate} of rows that are listed at once.
   *
   * @param start where among the d columns the first of them to be updated is
   */
  private void update(
      Kernels kernels,
      SparseRows x,
      int position,
      int d,
      int start,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      int at,
      int ldw,
      WeightUpdate update,
      float rate,
      float decay) {
    int n = x.rows();
    BlockOrder order = x.order();
    SparseLists lists = SparseLists.of(x, 0, n, position, d);
    int wide = WideTiles.columns(u);
    if (wide > 0) {
      lists.halve(x);
    }
    panel.pack(n, u, wide, dz, dzo, lddz);
    if (x.standardized()) {
      sum(n, u, dz, dzo, lddz);
    }
    boolean plain = update.rule() == WeightUpdate.Rule.PLAIN && decay == 0;
    if (plain && !x.standardized() && d % BLOCK == 0 && BlockTarget.isFilledBy(u, ldw)) {
      updateInPlace(x, lists, position, d, start, u, update.values(), at, ldw, -rate);
      return;
    }
    // Rows of weights that follow each other are applied at once: all of some blocks, or a line of
    // some patches. Lines lie so far apart that whole vectors may be written beyond their ends.
    int lines = order.lines();
    int inputs = BLOCK / lines;
    int most = Math.max(1, (lines == 1 ? AT_ONCE : PATCHES_AT_ONCE) / Math.max(1, BLOCK * u));
    int line = most * inputs * u + Strip.WIDTH;
    if (gradient.length < lines * line) {
      gradient = new float[lines * line];
    }
    int pair = order.isNatural() ? 2 * u : line;
    int blocks = Math.ceilDiv(d, BLOCK);
    for (int begin = start / BLOCK, end = blocks; end > 0; end = begin, begin = 0) {
      for (int from = begin, to; from < end; from = Math.max(to, from + 1)) {
        int first = order.first(position / BLOCK + from);
        for (to = from; to < Math.min(end, from + most); to++) {
          int k = position + to * BLOCK;
          boolean follows = order.first(k / BLOCK) == first + (to - from) * inputs;
          boolean skipped = plain && lists.ends[to] == lists.ends[to + 1] && !shifted(x, k);
          if (!follows || skipped) {
            break;
          }
          blockGradient(x, lists, n, position, to, u, (to - from) * inputs * u, pair);
        }
        int rows = Math.min((to - from) * inputs, order.allColumns() - first);
        for (int r = 0; to > from && r < lines; r++) {
          int row = at + (first + r * order.pairDistance()) * ldw;
          update.applyRows(kernels, rate, decay, rows, u, gradient, r * line, u, row, ldw);
        }
      }
    }
  }

  /** Adds {@code factor} times the gradients to the weights, without a way through memory. */
  private void updateInPlace(
      SparseRows x,
      SparseLists lists,
      int position,
      int d,
      int start,
      int u,
      float[] w,
      int at,
      int ldw,
      float factor) {
    float[] values = lists.values(x);
    int[] list = lists.lists.entries;
    BlockOrder order = x.order();
    int pair = order.pairDistance() * ldw;
    for (int begin = start / BLOCK, end = d / BLOCK; end > 0; end = begin, begin = 0) {
      for (int block = begin; block < end; block++) {
        // Most pixels near the edge are zero in all rows.
        boolean empty = lists.ends[block] == lists.ends[block + 1];
        int row = at + order.first(position / BLOCK + block) * ldw;
        for (int j = 0; !empty && j < u; j += Strip.WIDTH) {
          target.add(factor, w, row + j, ldw, pair);
          target.take(values, list, lists.ends, block, panel.strip(j), u - j);
        }
      }
    }
    target.release();
  }

  /**
   * The gradient of a block's weights, from {@code gradient[to]} on, its pairs of rows {@code pair}
   * apart. Strips come last to first, wide ones at the end: what one writes beyond its columns is
   * overwritten by the next, or lies behind the block.
   */
  private void blockGradient(
      SparseRows x, SparseLists all, int n, int position, int block, int u, int to, int pair) {
    float[] values = all.values(x);
    int[] list = all.lists.entries;
    int last = (u - 1) / Strip.WIDTH * Strip.WIDTH;
    int wide = WideTiles.columns(u);
    boolean later = x.standardized();
    float[] out = later ? raw : gradient;
    int ld = later ? Strip.WIDTH : u;
    int apart = later ? 2 * ld : pair;
    for (int j = last; j >= wide; j -= Strip.WIDTH) {
      boolean two = u - j > COUNT;
      target.become(out, later ? 0 : to + j, ld, apart);
      target.take(values, list, all.ends, block, panel.strip(j), u - j);
      if (later) {
        standardize(x, position + block * BLOCK, two ? Strip.WIDTH : COUNT, ld, j, u, to, pair);
      }
    }
    if (wide > 0) {
      wideGradient(x, all, n, position, block, u, wide, to, pair);
    }
  }

  /** The same of the first {@code wide} columns. */
  private void wideGradient(
      SparseRows x,
      SparseLists lists,
      int n,
      int position,
      int block,
      int u,
      int wide,
      int to,
      int pair) {
    float[] values = lists.values(x);
    int[] lowRows = lists.halves.lowRows;
    int[] lowPlaces = lists.halves.lowPlaces;
    int[] highRows = lists.halves.highRows;
    int[] highPlaces = lists.halves.highPlaces;
    int low = lists.lowEnds[block];
    int lowEnd = lists.lowEnds[block + 1];
    int high = lists.highEnds[block];
    int highEnd = lists.highEnds[block + 1];
    boolean later = x.standardized();
    float[] out = later ? raw : gradient;
    int ld = later ? WideTiles.WIDTH : u;
    int apart = later ? 2 * ld : pair;
    for (int j = 0; j < wide; j += WideTiles.WIDTH) {
      int b = j * n;
      int second = (j + Strip.WIDTH) * n;
      int at = later ? 0 : to + j;
      int upper = at + 2 * apart;
      WideTiles.gather(
          values, lowRows, lowPlaces, low, lowEnd, panel.wide, b, second, out, at, ld, apart);
      WideTiles.gather(
          values,
          highRows,
          highPlaces,
          high,
          highEnd,
          panel.wide,
          b,
          second,
          out,
          upper,
          ld,
          apart);
      if (later) {
        standardize(x, position + block * BLOCK, WideTiles.WIDTH, ld, j, u, to, pair);
      }
    }
  }

  /**
   * Standardises a strip of a block's gradients, j being its first column, from {@link #raw} to
   * {@code gradient[to]} and beyond, as tiles write it: {@code factor · g + shift · Σ dz}.
   *
   * @param k the first position of the block
   */
  private void standardize(SparseRows x, int k, int lanes, int ld, int j, int u, int to, int pair) {
    BlockOrder order = x.order();
    int first = order.first(k / BLOCK);
    int inputs = Math.min(BLOCK, x.columns() - k);
    for (int r = 0; r < inputs; r++) {
      int column = first + r / 2 * order.pairDistance() + r % 2;
      FloatVector factor = FloatVector.broadcast(FLOATS, x.factors()[column]);
      float shift = x.shifts()[column];
      int row = to + r / 2 * pair + r % 2 * u + j;
      for (int q = 0; q < lanes; q += COUNT) {
        FloatVector term = FloatVector.fromArray(FLOATS, sums, j + q).mul(shift);
        FloatVector.fromArray(FLOATS, raw, r * ld + q)
            .fma(factor, term)
            .intoArray(gradient, row + q);
      }
    }
  }

  /** Whether any input of the block from position k on is not 0 where its pixel is. */
  private static boolean shifted(SparseRows x, int k) {
    boolean any = false;
    int end = Math.min(k + BLOCK, x.columns());
    for (int r = k; x.standardized() && r < end; r++) {
      any |= x.shifts()[x.order().column(r)] != 0;
    }
    return any;
  }

  /**
   * The gradient of the weights of the block of input k, one of {@code all}, as far as it comes
   * from the rows that are listed; on top of what is there unless the first of them is row 0.
   */
  private void multiplyBlock(
      Strip strip, SparseRows x, SparseLists of, int row, int k, int all, int u, int dwo) {
    int valid = Math.min(BLOCK, all - k);
    for (int j = strip.first(u); j >= 0; j -= Strip.WIDTH) {
      strip.co = dwo + j;
      strip.multiplyBlock(
          of.values(x), of.lists.entries, of.ends, panel.strip(j), k, valid, all, row > 0);
      strip.next();
    }
  }

  /** The same for a block whose inputs are no neighbours: {@code block}, from a position on. */
  private void multiplyPatch(
      SparseRows x,
      SparseLists of,
      int row,
      int position,
      int block,
      int u,
      float[] dw,
      int dwo,
      int lddw) {
    int[] list = of.lists.entries;
    for (int j = 0; j < u; j += Strip.WIDTH) {
      int width = Math.min(Strip.WIDTH, u - j);
      for (int r = 0; row > 0 && r < BLOCK; r++) {
        int from = dwo + x.order().column(position + block * BLOCK + r) * lddw + j;
        System.arraycopy(dw, from, raw, r * Strip.WIDTH, width);
      }
      float[] init = row > 0 ? raw : ZEROS;
      int ldi = row > 0 ? Strip.WIDTH : 0;
      float[] b = panel.strip(j);
      target.become(raw, 0, Strip.WIDTH, 2 * Strip.WIDTH);
      BlockTiles.block8x2(of.values(x), list, of.ends, block, b, init, 0, ldi, target);
      for (int r = 0; r < BLOCK; r++) {
        int to = dwo + x.order().column(position + block * BLOCK + r) * lddw + j;
        System.arraycopy(raw, r * Strip.WIDTH, dw, to, width);
      }
    }
  }
}
