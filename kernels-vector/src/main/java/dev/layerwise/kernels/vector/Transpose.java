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
 * computer method for matrix transposing", 1972).
 */
final class Transpose {
  private static final IntVector UPPER_1 = upper(1);
  private static final IntVector LOWER_1 = lower(1);
  private static final IntVector UPPER_2 = upper(2);
  private static final IntVector LOWER_2 = lower(2);
  private static final IntVector UPPER_4 = upper(4);
  private static final IntVector LOWER_4 = lower(4);
  private static final IntVector UPPER_8 = upper(8);
  private static final IntVector LOWER_8 = lower(8);

  private Transpose() {}

  /** Which lanes of rows i and, counted on, i + h make up the new row i. */
  private static IntVector upper(int h) {
    int[] lanes = new int[COUNT];
    for (int l = 0; l < COUNT; l++) {
      lanes[l] = (l & h) == 0 ? l : COUNT + l - h;
    }
    return IntVector.fromArray(INTS, lanes, 0);
  }

  /** The same for the new row i + h. */
  private static IntVector lower(int h) {
    int[] lanes = new int[COUNT];
    for (int l = 0; l < COUNT; l++) {
      lanes[l] = (l & h) == 0 ? (l + h) % COUNT : COUNT + l;
    }
    return IntVector.fromArray(INTS, lanes, 0);
  }

  /**
   * Writes the transpose of a square from rows {@code lds} apart to rows {@code ldt} apart.
   *
   * @param square scratch memory for a square
   */
  static void square(
      float[] source, int so, int lds, float[] target, int to, int ldt, float[] square) {
    for (int i = 0; i < COUNT; i += 2) {
      IntVector a = FloatVector.fromArray(FLOATS, source, so + i * lds).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, source, so + i * lds + lds).reinterpretAsInts();
      UPPER_1.selectFrom(a, b).reinterpretAsFloats().intoArray(square, i * COUNT);
      LOWER_1.selectFrom(a, b).reinterpretAsFloats().intoArray(square, i * COUNT + COUNT);
    }
    for (int q = 0; COUNT > 4 && q < COUNT / 2; q++) {
      int i = (q / 2 * 4 + q % 2) * COUNT;
      IntVector a = FloatVector.fromArray(FLOATS, square, i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, square, i + 2 * COUNT).reinterpretAsInts();
      UPPER_2.selectFrom(a, b).reinterpretAsFloats().intoArray(square, i);
      LOWER_2.selectFrom(a, b).reinterpretAsFloats().intoArray(square, i + 2 * COUNT);
    }
    for (int q = 0; COUNT > 8 && q < COUNT / 2; q++) {
      int i = (q / 4 * 8 + q % 4) * COUNT;
      IntVector a = FloatVector.fromArray(FLOATS, square, i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, square, i + 4 * COUNT).reinterpretAsInts();
      UPPER_4.selectFrom(a, b).reinterpretAsFloats().intoArray(square, i);
      LOWER_4.selectFrom(a, b).reinterpretAsFloats().intoArray(square, i + 4 * COUNT);
    }
    int half = COUNT / 2;
    for (int i = 0; i < half; i++) {
      IntVector a = FloatVector.fromArray(FLOATS, square, i * COUNT).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, square, (i + half) * COUNT).reinterpretAsInts();
      IntVector upper = COUNT > 8 ? UPPER_8 : COUNT > 4 ? UPPER_4 : UPPER_2;
      IntVector lower = COUNT > 8 ? LOWER_8 : COUNT > 4 ? LOWER_4 : LOWER_2;
      upper.selectFrom(a, b).reinterpretAsFloats().intoArray(target, to + i * ldt);
      lower.selectFrom(a, b).reinterpretAsFloats().intoArray(target, to + (i + half) * ldt);
    }
  }
}
