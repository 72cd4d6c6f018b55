package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Activations and their derivatives, element by element.
 *
 * <p>Every function has a loop of its own: one loop that takes the function as an argument would be
 * compiled for all of them at once, with a call and an allocation per vector.
 */
final class Activations {
  private Activations() {}

  static void activate(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    int whole = FLOATS.loopBound(count);
    activateWhole(f, whole, z, zo, y, yo);
    if (whole < count) {
      Scratch s = Scratch.ofThread();
      Scratch.copy(z, zo + whole, count - whole, s.end0, 0);
      activateWhole(f, COUNT, s.end0, 0, s.end1, 0);
      System.arraycopy(s.end1, 0, y, yo + whole, count - whole);
    }
  }

  static void activationGradient(
      Activation f,
      int count,
      float[] z,
      int zo,
      float[] y,
      int yo,
      float[] dy,
      int dyo,
      float[] dz,
      int dzo) {
    int whole = FLOATS.loopBound(count);
    gradientWhole(f, whole, z, zo, y, yo, dy, dyo, dz, dzo);
    if (whole < count) {
      Scratch s = Scratch.ofThread();
      Scratch.copy(z, zo + whole, count - whole, s.end0, 0);
      Scratch.copy(y, yo + whole, count - whole, s.end1, 0);
      Scratch.copy(dy, dyo + whole, count - whole, s.end2, 0);
      gradientWhole(f, COUNT, s.end0, 0, s.end1, 0, s.end2, 0, s.end3, 0);
      System.arraycopy(s.end3, 0, dz, dzo + whole, count - whole);
    }
  }

  private static void activateWhole(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    switch (f) {
      case SIGMOID -> sigmoid(count, z, zo, y, yo);
      case TANH -> tanh(count, z, zo, y, yo);
      case RELU -> relu(count, z, zo, y, yo);
      case LEAKY_RELU -> leakyRelu(count, z, zo, y, yo);
      case ELU -> elu(count, z, zo, y, yo);
      case GELU -> gelu(count, z, zo, y, yo);
      case SILU -> silu(count, z, zo, y, yo);
    }
  }

  private static void gradientWhole(
      Activation f,
      int count,
      float[] z,
      int zo,
      float[] y,
      int yo,
      float[] dy,
      int dyo,
      float[] dz,
      int dzo) {
    switch (f) {
      case SIGMOID -> sigmoidGradient(count, y, yo, dy, dyo, dz, dzo);
      case TANH -> tanhGradient(count, y, yo, dy, dyo, dz, dzo);
      case RELU -> reluGradient(count, z, zo, dy, dyo, dz, dzo);
      case LEAKY_RELU -> leakyReluGradient(count, z, zo, dy, dyo, dz, dzo);
      case ELU -> eluGradient(count, z, zo, y, yo, dy, dyo, dz, dzo);
      case GELU -> geluGradient(count, z, zo, dy, dyo, dz, dzo);
      case SILU -> siluGradient(count, z, zo, dy, dyo, dz, dzo);
    }
  }

  private static void sigmoid(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      Exponentials.sigmoid(v).intoArray(y, yo + i);
    }
  }

  private static void tanh(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      Exponentials.tanh(v).intoArray(y, yo + i);
    }
  }

  private static void relu(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      // Not max: it must not matter whether NaN comes first.
      v.blend(0, v.compare(VectorOperators.LE, 0)).intoArray(y, yo + i);
    }
  }

  private static void leakyRelu(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      v.blend(v.mul(Activation.LEAKY_SLOPE), v.compare(VectorOperators.LE, 0)).intoArray(y, yo + i);
    }
  }

  private static void elu(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      v.blend(Exponentials.expm1OfNegative(v), v.compare(VectorOperators.LE, 0))
          .intoArray(y, yo + i);
    }
  }

  private static void gelu(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      v.mul(0.5f).mul(Exponentials.tanh(geluInner(v)).add(1)).intoArray(y, yo + i);
    }
  }

  private static void silu(int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      v.mul(Exponentials.sigmoid(v)).intoArray(y, yo + i);
    }
  }

  private static void sigmoidGradient(
      int count, float[] y, int yo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector f = FloatVector.fromArray(FLOATS, y, yo + i);
      FloatVector slope = FloatVector.broadcast(FLOATS, 1).sub(f).mul(f);
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static void tanhGradient(
      int count, float[] y, int yo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector f = FloatVector.fromArray(FLOATS, y, yo + i);
      FloatVector slope = FloatVector.broadcast(FLOATS, 1).sub(f.mul(f));
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static void reluGradient(
      int count, float[] z, int zo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector slope =
          FloatVector.broadcast(FLOATS, 1).blend(0, v.compare(VectorOperators.LE, 0));
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static void leakyReluGradient(
      int count, float[] z, int zo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector one = FloatVector.broadcast(FLOATS, 1);
      FloatVector slope = one.blend(Activation.LEAKY_SLOPE, v.compare(VectorOperators.LE, 0));
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static void eluGradient(
      int count, float[] z, int zo, float[] y, int yo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector f = FloatVector.fromArray(FLOATS, y, yo + i);
      FloatVector slope =
          FloatVector.broadcast(FLOATS, 1).blend(f.add(1), v.compare(VectorOperators.LE, 0));
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static void geluGradient(
      int count, float[] z, int zo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector t = Exponentials.tanh(geluInner(v));
      FloatVector inner = v.mul(3 * Activation.GELU_CUBIC).mul(v).add(1).mul(Activation.GELU_SCALE);
      FloatVector bell = FloatVector.broadcast(FLOATS, 1).sub(t.mul(t));
      // Far from 0 tanh has settled, and inner may be infinite.
      FloatVector steep =
          v.mul(0.5f).mul(bell).mul(inner).blend(0, bell.compare(VectorOperators.EQ, 0));
      FloatVector slope = t.add(1).mul(0.5f).add(steep);
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static void siluGradient(
      int count, float[] z, int zo, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector s = Exponentials.sigmoid(v);
      FloatVector slope = FloatVector.broadcast(FLOATS, 1).sub(s).mul(v).add(1).mul(s);
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }

  private static FloatVector geluInner(FloatVector z) {
    return z.mul(Activation.GELU_CUBIC).mul(z).mul(z).add(z).mul(Activation.GELU_SCALE);
  }
}
