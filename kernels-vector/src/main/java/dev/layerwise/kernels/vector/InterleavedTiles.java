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
import static dev.layerwise.tensor.Layout.GROUP;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The register tiles of products of interleaved rows. */
final class InterleavedTiles {
  /** The units of a tile, and the inputs of one of gradients. */
  static final int UNITS = 4;

  private InterleavedTiles() {}

  /**
   * Four units of two vectors of rows: {@code z[j] = b[j] + Σ w[j, k] x[k]}. Those that would lie
   * beyond the last are the last.
   *
   * @param inner how many k there are
   * @param x0 where the first vector of x[0] lies; the other k follow a group apart
   * @param x1 where the second vector lies
   * @param first the first j
   * @param last the last j that there is
   * @param apart how far apart w[j, k] and w[j + 1, k] lie
   * @param step how far apart w[j, k] and w[j, k + 1] lie
   * @param bApart how far apart b[j] and b[j + 1] lie
   * @param z0 where the first vector of unit 0 lies; the other units follow a group apart
   * @param z1 where the second lies
   */
  static void multiply2(
      int inner,
      float[] x,
      int x0,
      int x1,
      int first,
      int last,
      float[] w,
      int apart,
      int step,
      float[] b,
      int bApart,
      float[] z,
      int z0,
      int z1) {
    int j1 = Math.min(first + 1, last);
    int j2 = Math.min(first + 2, last);
    int j3 = Math.min(first + 3, last);
    int w0 = first * apart;
    FloatVector c0 = FloatVector.broadcast(FLOATS, b[first * bApart]);
    int w1 = j1 * apart;
    FloatVector c1 = FloatVector.broadcast(FLOATS, b[j1 * bApart]);
    int w2 = j2 * apart;
    FloatVector c2 = FloatVector.broadcast(FLOATS, b[j2 * bApart]);
    int w3 = j3 * apart;
    FloatVector c3 = FloatVector.broadcast(FLOATS, b[j3 * bApart]);
    FloatVector e0 = c0;
    FloatVector e1 = c1;
    FloatVector e2 = c2;
    FloatVector e3 = c3;
    for (int k = 0; k < inner; k++) {
      FloatVector v0 = FloatVector.fromArray(FLOATS, x, x0 + k * GROUP);
      FloatVector v1 = FloatVector.fromArray(FLOATS, x, x1 + k * GROUP);
      int row = k * step;
      FloatVector f0 = FloatVector.broadcast(FLOATS, w[w0 + row]);
      c0 = f0.fma(v0, c0);
      e0 = f0.fma(v1, e0);
      FloatVector f1 = FloatVector.broadcast(FLOATS, w[w1 + row]);
      c1 = f1.fma(v0, c1);
      e1 = f1.fma(v1, e1);
      FloatVector f2 = FloatVector.broadcast(FLOATS, w[w2 + row]);
      c2 = f2.fma(v0, c2);
      e2 = f2.fma(v1, e2);
      FloatVector f3 = FloatVector.broadcast(FLOATS, w[w3 + row]);
      c3 = f3.fma(v0, c3);
      e3 = f3.fma(v1, e3);
    }
    // Makes -0 to +0, as elsewhere.
    c0.add(0).intoArray(z, z0 + first * GROUP);
    e0.add(0).intoArray(z, z1 + first * GROUP);
    c1.add(0).intoArray(z, z0 + j1 * GROUP);
    e1.add(0).intoArray(z, z1 + j1 * GROUP);
    c2.add(0).intoArray(z, z0 + j2 * GROUP);
    e2.add(0).intoArray(z, z1 + j2 * GROUP);
    c3.add(0).intoArray(z, z0 + j3 * GROUP);
    e3.add(0).intoArray(z, z1 + j3 * GROUP);
  }

  /** The same of one vector of rows. */
  static void multiply1(
      int inner,
      float[] x,
      int x0,
      int first,
      int last,
      float[] w,
      int apart,
      int step,
      float[] b,
      int bApart,
      float[] z,
      int z0) {
    int j1 = Math.min(first + 1, last);
    int j2 = Math.min(first + 2, last);
    int j3 = Math.min(first + 3, last);
    int w0 = first * apart;
    FloatVector c0 = FloatVector.broadcast(FLOATS, b[first * bApart]);
    int w1 = j1 * apart;
    FloatVector c1 = FloatVector.broadcast(FLOATS, b[j1 * bApart]);
    int w2 = j2 * apart;
    FloatVector c2 = FloatVector.broadcast(FLOATS, b[j2 * bApart]);
    int w3 = j3 * apart;
    FloatVector c3 = FloatVector.broadcast(FLOATS, b[j3 * bApart]);
    for (int k = 0; k < inner; k++) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + k * GROUP);
      int row = k * step;
      FloatVector f0 = FloatVector.broadcast(FLOATS, w[w0 + row]);
      c0 = f0.fma(v, c0);
      FloatVector f1 = FloatVector.broadcast(FLOATS, w[w1 + row]);
      c1 = f1.fma(v, c1);
      FloatVector f2 = FloatVector.broadcast(FLOATS, w[w2 + row]);
      c2 = f2.fma(v, c2);
      FloatVector f3 = FloatVector.broadcast(FLOATS, w[w3 + row]);
      c3 = f3.fma(v, c3);
    }
    c0.add(0).intoArray(z, z0 + first * GROUP);
    c1.add(0).intoArray(z, z0 + j1 * GROUP);
    c2.add(0).intoArray(z, z0 + j2 * GROUP);
    c3.add(0).intoArray(z, z0 + j3 * GROUP);
  }

  /**
   * Four inputs times four units, summed up over the rows: sum {@code 4 p + q} is {@code Σ x[p]
   * dz[q]}. Inputs and units beyond the last are the last.
   *
   * @param n how many rows there are
   * @param k the first input
   * @param lastInput the last input that is wanted
   * @param d the number of inputs of x
   * @param j the first unit
   * @param u the number of units of dz
   * @param lanes room for as many vectors as there are sums
   */
  static void gradient(
      int n,
      float[] x,
      int k,
      int lastInput,
      int d,
      float[] dz,
      int j,
      int u,
      float[] lanes,
      float[] sums) {
    int x0 = k * GROUP;
    int x1 = Math.min(k + 1, lastInput) * GROUP;
    int x2 = Math.min(k + 2, lastInput) * GROUP;
    int x3 = Math.min(k + 3, lastInput) * GROUP;
    int z0 = j * GROUP;
    int z1 = Math.min(j + 1, u - 1) * GROUP;
    int z2 = Math.min(j + 2, u - 1) * GROUP;
    int z3 = Math.min(j + 3, u - 1) * GROUP;
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = FloatVector.zero(FLOATS);
    FloatVector s02 = FloatVector.zero(FLOATS);
    FloatVector s03 = FloatVector.zero(FLOATS);
    FloatVector s10 = FloatVector.zero(FLOATS);
    FloatVector s11 = FloatVector.zero(FLOATS);
    FloatVector s12 = FloatVector.zero(FLOATS);
    FloatVector s13 = FloatVector.zero(FLOATS);
    FloatVector s20 = FloatVector.zero(FLOATS);
    FloatVector s21 = FloatVector.zero(FLOATS);
    FloatVector s22 = FloatVector.zero(FLOATS);
    FloatVector s23 = FloatVector.zero(FLOATS);
    FloatVector s30 = FloatVector.zero(FLOATS);
    FloatVector s31 = FloatVector.zero(FLOATS);
    FloatVector s32 = FloatVector.zero(FLOATS);
    FloatVector s33 = FloatVector.zero(FLOATS);
    for (int v = 0; v < n / COUNT; v++) {
      int group = v / (GROUP / COUNT) * GROUP;
      int lane = v % (GROUP / COUNT) * COUNT;
      int from = group * d + lane;
      int row = group * u + lane;
      FloatVector d0 = FloatVector.fromArray(FLOATS, dz, z0 + row);
      FloatVector d1 = FloatVector.fromArray(FLOATS, dz, z1 + row);
      FloatVector d2 = FloatVector.fromArray(FLOATS, dz, z2 + row);
      FloatVector d3 = FloatVector.fromArray(FLOATS, dz, z3 + row);
      FloatVector v0 = FloatVector.fromArray(FLOATS, x, x0 + from);
      s00 = v0.fma(d0, s00);
      s01 = v0.fma(d1, s01);
      s02 = v0.fma(d2, s02);
      s03 = v0.fma(d3, s03);
      FloatVector v1 = FloatVector.fromArray(FLOATS, x, x1 + from);
      s10 = v1.fma(d0, s10);
      s11 = v1.fma(d1, s11);
      s12 = v1.fma(d2, s12);
      s13 = v1.fma(d3, s13);
      FloatVector v2 = FloatVector.fromArray(FLOATS, x, x2 + from);
      s20 = v2.fma(d0, s20);
      s21 = v2.fma(d1, s21);
      s22 = v2.fma(d2, s22);
      s23 = v2.fma(d3, s23);
      FloatVector v3 = FloatVector.fromArray(FLOATS, x, x3 + from);
      s30 = v3.fma(d0, s30);
      s31 = v3.fma(d1, s31);
      s32 = v3.fma(d2, s32);
      s33 = v3.fma(d3, s33);
    }
    if (COUNT == 16) {
      // LaneSums, without the way through memory: that takes half of the time of few rows.
      IntVector halves0First = s00.reinterpretAsInts();
      IntVector halves0Second = s20.reinterpretAsInts();
      FloatVector halves0 = UPPER_8.selectFrom(halves0First, halves0Second).reinterpretAsFloats();
      halves0 = halves0.add(LOWER_8.selectFrom(halves0First, halves0Second).reinterpretAsFloats());
      IntVector halves1First = s01.reinterpretAsInts();
      IntVector halves1Second = s21.reinterpretAsInts();
      FloatVector halves1 = UPPER_8.selectFrom(halves1First, halves1Second).reinterpretAsFloats();
      halves1 = halves1.add(LOWER_8.selectFrom(halves1First, halves1Second).reinterpretAsFloats());
      IntVector halves2First = s02.reinterpretAsInts();
      IntVector halves2Second = s22.reinterpretAsInts();
      FloatVector halves2 = UPPER_8.selectFrom(halves2First, halves2Second).reinterpretAsFloats();
      halves2 = halves2.add(LOWER_8.selectFrom(halves2First, halves2Second).reinterpretAsFloats());
      IntVector halves3First = s03.reinterpretAsInts();
      IntVector halves3Second = s23.reinterpretAsInts();
      FloatVector halves3 = UPPER_8.selectFrom(halves3First, halves3Second).reinterpretAsFloats();
      halves3 = halves3.add(LOWER_8.selectFrom(halves3First, halves3Second).reinterpretAsFloats());
      IntVector halves4First = s10.reinterpretAsInts();
      IntVector halves4Second = s30.reinterpretAsInts();
      FloatVector halves4 = UPPER_8.selectFrom(halves4First, halves4Second).reinterpretAsFloats();
      halves4 = halves4.add(LOWER_8.selectFrom(halves4First, halves4Second).reinterpretAsFloats());
      IntVector halves5First = s11.reinterpretAsInts();
      IntVector halves5Second = s31.reinterpretAsInts();
      FloatVector halves5 = UPPER_8.selectFrom(halves5First, halves5Second).reinterpretAsFloats();
      halves5 = halves5.add(LOWER_8.selectFrom(halves5First, halves5Second).reinterpretAsFloats());
      IntVector halves6First = s12.reinterpretAsInts();
      IntVector halves6Second = s32.reinterpretAsInts();
      FloatVector halves6 = UPPER_8.selectFrom(halves6First, halves6Second).reinterpretAsFloats();
      halves6 = halves6.add(LOWER_8.selectFrom(halves6First, halves6Second).reinterpretAsFloats());
      IntVector halves7First = s13.reinterpretAsInts();
      IntVector halves7Second = s33.reinterpretAsInts();
      FloatVector halves7 = UPPER_8.selectFrom(halves7First, halves7Second).reinterpretAsFloats();
      halves7 = halves7.add(LOWER_8.selectFrom(halves7First, halves7Second).reinterpretAsFloats());
      IntVector quarters0First = halves0.reinterpretAsInts();
      IntVector quarters0Second = halves4.reinterpretAsInts();
      FloatVector quarters0 =
          UPPER_4.selectFrom(quarters0First, quarters0Second).reinterpretAsFloats();
      quarters0 =
          quarters0.add(LOWER_4.selectFrom(quarters0First, quarters0Second).reinterpretAsFloats());
      IntVector quarters1First = halves1.reinterpretAsInts();
      IntVector quarters1Second = halves5.reinterpretAsInts();
      FloatVector quarters1 =
          UPPER_4.selectFrom(quarters1First, quarters1Second).reinterpretAsFloats();
      quarters1 =
          quarters1.add(LOWER_4.selectFrom(quarters1First, quarters1Second).reinterpretAsFloats());
      IntVector quarters2First = halves2.reinterpretAsInts();
      IntVector quarters2Second = halves6.reinterpretAsInts();
      FloatVector quarters2 =
          UPPER_4.selectFrom(quarters2First, quarters2Second).reinterpretAsFloats();
      quarters2 =
          quarters2.add(LOWER_4.selectFrom(quarters2First, quarters2Second).reinterpretAsFloats());
      IntVector quarters3First = halves3.reinterpretAsInts();
      IntVector quarters3Second = halves7.reinterpretAsInts();
      FloatVector quarters3 =
          UPPER_4.selectFrom(quarters3First, quarters3Second).reinterpretAsFloats();
      quarters3 =
          quarters3.add(LOWER_4.selectFrom(quarters3First, quarters3Second).reinterpretAsFloats());
      IntVector eighths0First = quarters0.reinterpretAsInts();
      IntVector eighths0Second = quarters2.reinterpretAsInts();
      FloatVector eighths0 =
          UPPER_2.selectFrom(eighths0First, eighths0Second).reinterpretAsFloats();
      eighths0 =
          eighths0.add(LOWER_2.selectFrom(eighths0First, eighths0Second).reinterpretAsFloats());
      IntVector eighths1First = quarters1.reinterpretAsInts();
      IntVector eighths1Second = quarters3.reinterpretAsInts();
      FloatVector eighths1 =
          UPPER_2.selectFrom(eighths1First, eighths1Second).reinterpretAsFloats();
      eighths1 =
          eighths1.add(LOWER_2.selectFrom(eighths1First, eighths1Second).reinterpretAsFloats());
      IntVector sumFirst = eighths0.reinterpretAsInts();
      IntVector sumSecond = eighths1.reinterpretAsInts();
      FloatVector sum = UPPER_1.selectFrom(sumFirst, sumSecond).reinterpretAsFloats();
      sum = sum.add(LOWER_1.selectFrom(sumFirst, sumSecond).reinterpretAsFloats());
      sum.intoArray(sums, 0);
      return;
    }
    s00.intoArray(lanes, 0);
    s01.intoArray(lanes, COUNT);
    s02.intoArray(lanes, 2 * COUNT);
    s03.intoArray(lanes, 3 * COUNT);
    s10.intoArray(lanes, 4 * COUNT);
    s11.intoArray(lanes, 5 * COUNT);
    s12.intoArray(lanes, 6 * COUNT);
    s13.intoArray(lanes, 7 * COUNT);
    s20.intoArray(lanes, 8 * COUNT);
    s21.intoArray(lanes, 9 * COUNT);
    s22.intoArray(lanes, 10 * COUNT);
    s23.intoArray(lanes, 11 * COUNT);
    s30.intoArray(lanes, 12 * COUNT);
    s31.intoArray(lanes, 13 * COUNT);
    s32.intoArray(lanes, 14 * COUNT);
    s33.intoArray(lanes, 15 * COUNT);
    for (int q = 0; q < UNITS * UNITS; q += COUNT) {
      LaneSums.fold(lanes, q * COUNT, sums, q);
    }
  }
}
