package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.Activation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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

  /** Exponentials pass through scratch memory: a chunk of them stays in the nearest cache. */
  private static void activateWhole(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < count; i += Scratch.CHUNK) {
      activateChunk(f, Math.min(Scratch.CHUNK, count - i), z, zo + i, y, yo + i, s);
    }
  }

  private static void activateChunk(
      Activation f, int count, float[] z, int zo, float[] y, int yo, Scratch s) {
    switch (f) {
      case SIGMOID -> Exponentials.sigmoid(count, z, zo, y, yo, s.chunk0);
      case TANH -> Exponentials.tanh(count, z, zo, y, yo, s.chunk0);
      case RELU -> relu(count, z, zo, y, yo);
      case LEAKY_RELU -> leakyRelu(count, z, zo, y, yo);
      case ELU -> {
        System.arraycopy(z, zo, s.chunk0, 0, count);
        Exponentials.expm1OfNegative(count, s.chunk0, 0);
        elu(count, z, zo, s.chunk0, y, yo);
      }
      case GELU -> {
        geluInner(count, z, zo, s.chunk0);
        Exponentials.tanh(count, s.chunk0, 0, s.chunk0, 0, s.chunk1);
        gelu(count, z, zo, s.chunk0, y, yo);
      }
      case SILU -> {
        Exponentials.sigmoid(count, z, zo, s.chunk0, 0, s.chunk1);
        Elements.multiply(count, z, zo, s.chunk0, 0, y, yo);
      }
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
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < count; i += Scratch.CHUNK) {
      gradientChunk(
          f, Math.min(Scratch.CHUNK, count - i), z, zo + i, y, yo + i, dy, dyo + i, dz, dzo + i, s);
    }
  }

  private static void gradientChunk(
      Activation f,
      int count,
      float[] z,
      int zo,
      float[] y,
      int yo,
      float[] dy,
      int dyo,
      float[] dz,
      int dzo,
      Scratch s) {
    switch (f) {
      case SIGMOID -> sigmoidGradient(count, y, yo, dy, dyo, dz, dzo);
      case TANH -> tanhGradient(count, y, yo, dy, dyo, dz, dzo);
      case RELU -> reluGradient(count, z, zo, dy, dyo, dz, dzo);
      case LEAKY_RELU -> leakyReluGradient(count, z, zo, dy, dyo, dz, dzo);
      case ELU -> eluGradient(count, z, zo, y, yo, dy, dyo, dz, dzo);
      case GELU -> {
        geluInner(count, z, zo, s.chunk0);
        Exponentials.tanh(count, s.chunk0, 0, s.chunk0, 0, s.chunk1);
        geluGradient(count, z, zo, s.chunk0, dy, dyo, dz, dzo);
      }
      case SILU -> {
        Exponentials.sigmoid(count, z, zo, s.chunk0, 0, s.chunk1);
        siluGradient(count, z, zo, s.chunk0, dy, dyo, dz, dzo);
      }
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

  private static void elu(int count, float[] z, int zo, float[] powers, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector m = FloatVector.fromArray(FLOATS, powers, i);
      v.blend(m, v.compare(VectorOperators.LE, 0)).intoArray(y, yo + i);
    }
  }

  private static void geluInner(int count, float[] z, int zo, float[] inner) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector cubic = v.mul(Activation.GELU_CUBIC).mul(v).mul(v);
      cubic.add(v).mul(Activation.GELU_SCALE).intoArray(inner, i);
    }
  }

  private static void gelu(int count, float[] z, int zo, float[] tanh, float[] y, int yo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      v.mul(0.5f).mul(FloatVector.fromArray(FLOATS, tanh, i).add(1)).intoArray(y, yo + i);
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
      // Nothing is multiplied by 1: gradients may be subnormal, and products of those are slow.
      VectorMask<Float> off = v.compare(VectorOperators.LE, 0);
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(0, off).intoArray(dz, dzo + i);
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
      int count, float[] z, int zo, float[] tanh, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector t = FloatVector.fromArray(FLOATS, tanh, i);
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
      int count, float[] z, int zo, float[] sigmoid, float[] dy, int dyo, float[] dz, int dzo) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + i);
      FloatVector s = FloatVector.fromArray(FLOATS, sigmoid, i);
      FloatVector slope = FloatVector.broadcast(FLOATS, 1).sub(s).mul(v).add(1).mul(s);
      FloatVector.fromArray(FLOATS, dy, dyo + i).mul(slope).intoArray(dz, dzo + i);
    }
  }
}
