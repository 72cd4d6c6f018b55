package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Transposes squares of as many rows as a vector has lanes.
 *
 * <p>In the stage of distance h, rows i and i + h exchange the blocks of h lanes that lie on the
 * wrong side; after the stages of distances 1, 2, 4, … every element has arrived (Eklundh, "A fast
 * computer method for matrix transposing", 1972). Four rows go through two stages at a time, so
 * that sixteen rows pass through memory once in between.
 */
final class Transpose {
  static final IntVector UPPER_1 = vector(upper(1));
  static final IntVector LOWER_1 = vector(lower(1));
  static final IntVector UPPER_2 = vector(upper(2));
  static final IntVector LOWER_2 = vector(lower(2));
  static final IntVector UPPER_4 = vector(upper(4));
  static final IntVector LOWER_4 = vector(lower(4));
  static final IntVector UPPER_8 = vector(upper(8));
  static final IntVector LOWER_8 = vector(lower(8));

  private static final IntVector UPPER_PARTED = vector(parted(upper(COUNT / 2)));
  private static final IntVector LOWER_PARTED = vector(parted(lower(COUNT / 2)));

  private Transpose() {}

  /** Which lanes of rows i and, counted on, i + h make up the new row i. */
  private static int[] upper(int h) {
    int[] lanes = new int[COUNT];
    for (int l = 0; l < COUNT; l++) {
      lanes[l] = (l & h) == 0 ? l : COUNT + l - h;
    }
    return lanes;
  }

  /** The same for the new row i + h. */
  private static int[] lower(int h) {
    int[] lanes = new int[COUNT];
    for (int l = 0; l < COUNT; l++) {
      lanes[l] = (l & h) == 0 ? (l + h) % COUNT : COUNT + l;
    }
    return lanes;
  }

  /** The same with all even lanes before all odd ones. */
  private static int[] parted(int[] lanes) {
    int[] parted = new int[COUNT];
    for (int l = 0; l < COUNT; l++) {
      parted[l] = lanes[2 * l % COUNT + 2 * l / COUNT];
    }
    return parted;
  }

  private static IntVector vector(int[] lanes) {
    return IntVector.fromArray(INTS, lanes, 0);
  }

  /**
   * Writes the transpose of the upper half of a square, its short rows one after the other: two of
   * them make a vector. The exchange of single lanes is left out; what it would part goes into one
   * half of a vector or the other. Of vectors of four lanes it is a whole square.
   */
  static void half(float[] source, int so, int lds, float[] target, int to) {
    if (COUNT == 4) {
      square(source, so, lds, target, to, COUNT, target);
      return;
    }
    IntVector a = FloatVector.fromArray(FLOATS, source, so).reinterpretAsInts();
    IntVector b = FloatVector.fromArray(FLOATS, source, so + lds).reinterpretAsInts();
    IntVector c = FloatVector.fromArray(FLOATS, source, so + 2 * lds).reinterpretAsInts();
    IntVector d = FloatVector.fromArray(FLOATS, source, so + 3 * lds).reinterpretAsInts();
    IntVector p = UPPER_2.selectFrom(a, b);
    IntVector q = LOWER_2.selectFrom(a, b);
    IntVector r = UPPER_2.selectFrom(c, d);
    IntVector s = LOWER_2.selectFrom(c, d);
    if (COUNT == 8) {
      UPPER_PARTED.selectFrom(p, r).reinterpretAsFloats().intoArray(target, to);
      UPPER_PARTED.selectFrom(q, s).reinterpretAsFloats().intoArray(target, to + COUNT);
      LOWER_PARTED.selectFrom(p, r).reinterpretAsFloats().intoArray(target, to + 2 * COUNT);
      LOWER_PARTED.selectFrom(q, s).reinterpretAsFloats().intoArray(target, to + 3 * COUNT);
      return;
    }
    a = UPPER_4.selectFrom(p, r);
    b = UPPER_4.selectFrom(q, s);
    c = LOWER_4.selectFrom(p, r);
    d = LOWER_4.selectFrom(q, s);
    IntVector e = FloatVector.fromArray(FLOATS, source, so + 4 * lds).reinterpretAsInts();
    IntVector f = FloatVector.fromArray(FLOATS, source, so + 5 * lds).reinterpretAsInts();
    IntVector g = FloatVector.fromArray(FLOATS, source, so + 6 * lds).reinterpretAsInts();
    IntVector h = FloatVector.fromArray(FLOATS, source, so + 7 * lds).reinterpretAsInts();
    p = UPPER_2.selectFrom(e, f);
    q = LOWER_2.selectFrom(e, f);
    r = UPPER_2.selectFrom(g, h);
    s = LOWER_2.selectFrom(g, h);
    e = UPPER_4.selectFrom(p, r);
    f = UPPER_4.selectFrom(q, s);
    g = LOWER_4.selectFrom(p, r);
    h = LOWER_4.selectFrom(q, s);
    UPPER_PARTED.selectFrom(a, e).reinterpretAsFloats().intoArray(target, to);
    UPPER_PARTED.selectFrom(b, f).reinterpretAsFloats().intoArray(target, to + COUNT);
    UPPER_PARTED.selectFrom(c, g).reinterpretAsFloats().intoArray(target, to + 2 * COUNT);
    UPPER_PARTED.selectFrom(d, h).reinterpretAsFloats().intoArray(target, to + 3 * COUNT);
    LOWER_PARTED.selectFrom(a, e).reinterpretAsFloats().intoArray(target, to + 4 * COUNT);
    LOWER_PARTED.selectFrom(b, f).reinterpretAsFloats().intoArray(target, to + 5 * COUNT);
    LOWER_PARTED.selectFrom(c, g).reinterpretAsFloats().intoArray(target, to + 6 * COUNT);
    LOWER_PARTED.selectFrom(d, h).reinterpretAsFloats().intoArray(target, to + 7 * COUNT);
  }

  /**
   * Writes the transpose of a square from rows {@code lds} apart to rows {@code ldt} apart.
   *
   * @param square scratch memory for a square
   */
  static void square(
      float[] source, int so, int lds, float[] target, int to, int ldt, float[] square) {
    float[] first = COUNT == 4 ? target : square;
    int at = COUNT == 4 ? to : 0;
    int ld = COUNT == 4 ? ldt : COUNT;
    for (int i = 0; i < COUNT; i += 4) {
      int from = so + i * lds;
      IntVector a = FloatVector.fromArray(FLOATS, source, from).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, source, from + lds).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(FLOATS, source, from + 2 * lds).reinterpretAsInts();
      IntVector d = FloatVector.fromArray(FLOATS, source, from + 3 * lds).reinterpretAsInts();
      IntVector p = UPPER_1.selectFrom(a, b);
      IntVector q = LOWER_1.selectFrom(a, b);
      IntVector r = UPPER_1.selectFrom(c, d);
      IntVector s = LOWER_1.selectFrom(c, d);
      int row = at + i * ld;
      UPPER_2.selectFrom(p, r).reinterpretAsFloats().intoArray(first, row);
      UPPER_2.selectFrom(q, s).reinterpretAsFloats().intoArray(first, row + ld);
      LOWER_2.selectFrom(p, r).reinterpretAsFloats().intoArray(first, row + 2 * ld);
      LOWER_2.selectFrom(q, s).reinterpretAsFloats().intoArray(first, row + 3 * ld);
    }
    for (int i = 0; COUNT == 8 && i < 4; i++) {
      IntVector a = FloatVector.fromArray(FLOATS, square, i * COUNT).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, square, (i + 4) * COUNT).reinterpretAsInts();
      UPPER_4.selectFrom(a, b).reinterpretAsFloats().intoArray(target, to + i * ldt);
      LOWER_4.selectFrom(a, b).reinterpretAsFloats().intoArray(target, to + (i + 4) * ldt);
    }
    for (int i = 0; COUNT == 16 && i < 4; i++) {
      IntVector a = FloatVector.fromArray(FLOATS, square, i * COUNT).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, square, (i + 4) * COUNT).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(FLOATS, square, (i + 8) * COUNT).reinterpretAsInts();
      IntVector d = FloatVector.fromArray(FLOATS, square, (i + 12) * COUNT).reinterpretAsInts();
      IntVector p = UPPER_4.selectFrom(a, b);
      IntVector q = LOWER_4.selectFrom(a, b);
      IntVector r = UPPER_4.selectFrom(c, d);
      IntVector s = LOWER_4.selectFrom(c, d);
      int row = to + i * ldt;
      UPPER_8.selectFrom(p, r).reinterpretAsFloats().intoArray(target, row);
      UPPER_8.selectFrom(q, s).reinterpretAsFloats().intoArray(target, row + 4 * ldt);
      LOWER_8.selectFrom(p, r).reinterpretAsFloats().intoArray(target, row + 8 * ldt);
      LOWER_8.selectFrom(q, s).reinterpretAsFloats().intoArray(target, row + 12 * ldt);
    }
  }
}
