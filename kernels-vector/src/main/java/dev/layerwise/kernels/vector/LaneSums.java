package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Transpose.LOWER_1;
import static dev.layerwise.kernels.vector.Transpose.LOWER_2;
import static dev.layerwise.kernels.vector.Transpose.LOWER_4;
import static dev.layerwise.kernels.vector.Transpose.LOWER_8;
import static dev.layerwise.kernels.vector.Transpose.UPPER_1;
import static dev.layerwise.kernels.vector.Transpose.UPPER_2;
import static dev.layerwise.kernels.vector.Transpose.UPPER_4;
import static dev.layerwise.kernels.vector.Transpose.UPPER_8;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Sums over the lanes of vectors, as many vectors at a time as one has lanes.
 *
 * <p>Half of the lanes are added to the other half, and a quarter to another, and so on: the order
 * of {@link PlainInterleaved}. Two vectors share each addition, so that the sums end up side by
 * side.
 */
final class LaneSums {
  private LaneSums() {}

  /**
   * Sums up the lanes of each of u vectors.
   *
   * @param partial room for whole squares of vectors; overwritten
   */
  static void fold(int u, float[] partial, float[] sums) {
    float[] square = Scratch.ofThread().sums0;
    for (int j = 0; j < u; j += COUNT) {
      fold(partial, j * COUNT, square, 0);
      System.arraycopy(square, 0, sums, j, Math.min(COUNT, u - j));
    }
  }

  /**
   * Sums up the lanes of each of {@link Lanes#COUNT} vectors.
   *
   * @param partial the vectors, one after the other; overwritten
   * @param sums receives a sum for each
   */
  static void fold(float[] partial, int from, float[] sums, int so) {
    for (int i = 0; COUNT == 16 && i < 4; i++) {
      IntVector a = FloatVector.fromArray(FLOATS, partial, from + i * COUNT).reinterpretAsInts();
      IntVector b =
          FloatVector.fromArray(FLOATS, partial, from + (i + 4) * COUNT).reinterpretAsInts();
      IntVector c =
          FloatVector.fromArray(FLOATS, partial, from + (i + 8) * COUNT).reinterpretAsInts();
      IntVector d =
          FloatVector.fromArray(FLOATS, partial, from + (i + 12) * COUNT).reinterpretAsInts();
      FloatVector p = UPPER_8.selectFrom(a, c).reinterpretAsFloats();
      FloatVector q = UPPER_8.selectFrom(b, d).reinterpretAsFloats();
      a = p.add(LOWER_8.selectFrom(a, c).reinterpretAsFloats()).reinterpretAsInts();
      b = q.add(LOWER_8.selectFrom(b, d).reinterpretAsFloats()).reinterpretAsInts();
      p = UPPER_4.selectFrom(a, b).reinterpretAsFloats();
      p.add(LOWER_4.selectFrom(a, b).reinterpretAsFloats()).intoArray(partial, from + i * COUNT);
    }
    for (int i = 0; COUNT == 8 && i < 4; i++) {
      IntVector a = FloatVector.fromArray(FLOATS, partial, from + i * COUNT).reinterpretAsInts();
      IntVector b =
          FloatVector.fromArray(FLOATS, partial, from + (i + 4) * COUNT).reinterpretAsInts();
      FloatVector p = UPPER_4.selectFrom(a, b).reinterpretAsFloats();
      p.add(LOWER_4.selectFrom(a, b).reinterpretAsFloats()).intoArray(partial, from + i * COUNT);
    }
    IntVector a = FloatVector.fromArray(FLOATS, partial, from).reinterpretAsInts();
    IntVector b = FloatVector.fromArray(FLOATS, partial, from + COUNT).reinterpretAsInts();
    IntVector c = FloatVector.fromArray(FLOATS, partial, from + 2 * COUNT).reinterpretAsInts();
    IntVector d = FloatVector.fromArray(FLOATS, partial, from + 3 * COUNT).reinterpretAsInts();
    FloatVector p = UPPER_2.selectFrom(a, c).reinterpretAsFloats();
    FloatVector q = UPPER_2.selectFrom(b, d).reinterpretAsFloats();
    a = p.add(LOWER_2.selectFrom(a, c).reinterpretAsFloats()).reinterpretAsInts();
    b = q.add(LOWER_2.selectFrom(b, d).reinterpretAsFloats()).reinterpretAsInts();
    p = UPPER_1.selectFrom(a, b).reinterpretAsFloats();
    p.add(LOWER_1.selectFrom(a, b).reinterpretAsFloats()).intoArray(sums, so);
  }
}
