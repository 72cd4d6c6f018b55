package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every implementation of {@link Kernels} promises, held against the scalar reference: a
 * provider extends this class and names its kernels.
 */
abstract class KernelsContract extends HalvesContract {
  private static final int[] COUNTS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100, 257};

  private float[] values(int length, double special) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] =
          random.nextDouble() < special
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-3, 2)));
    }
    return a;
  }

  private static float[] untouched(int length) {
    float[] a = new float[length];
    Arrays.fill(a, UNTOUCHED);
    return a;
  }

  /**
   * Equal, or apart by at most {@code relative} of the value and {@code absolute}; NaN and
   * infinities exactly.
   */
  private static void assertClose(
      float[] expected, float[] actual, double relative, double absolute) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      float want = expected[i];
      float got = actual[i];
      boolean close =
          Float.isFinite(want)
              ? Math.abs((double) want - got) <= relative * Math.abs(want) + absolute
              : Float.compare(want, got) == 0;
      if (!close) {
        throw new AssertionError("element " + i + ": expected " + want + " got " + got);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void activations(Activation f) {
    // GELU subtracts nearly equal numbers for negative z: its error is relative to z.
    double absolute = f == Activation.GELU ? 1e-6 : 2 * Float.MIN_VALUE;
    for (int count : COUNTS) {
      for (double special : new double[] {0, 0.5}) {
        float[] z = values(count + 2, special);
        float[] y = untouched(count + 3);
        float[] expected = untouched(count + 3);
        reference.activate(f, count, z, 2, expected, 1);
        kernels().activate(f, count, z, 2, y, 1);
        assertClose(expected, y, 1e-6, absolute * (f == Activation.GELU ? 100 : 1));
        float[] dy = values(count, 0);
        float[] dz = untouched(count + 5);
        float[] expectedDz = untouched(count + 5);
        reference.activationGradient(f, count, z, 2, expected, 1, dy, 0, expectedDz, 4);
        kernels().activationGradient(f, count, z, 2, expected, 1, dy, 0, dz, 4);
        assertClose(expectedDz, dz, 2e-6, 1e-4);
        float[] inPlace = Arrays.copyOfRange(z, 2, count + 2);
        kernels().activate(f, count, inPlace, 0, inPlace, 0);
        assertSameBits(Arrays.copyOfRange(y, 1, count + 1), inPlace);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void activationsFarFromZero(Activation f) {
    float[] z = {
      1e3f,
      -1e3f,
      1e4f,
      -1e4f,
      1e13f,
      -1e13f,
      1e20f,
      -1e20f,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.NaN
    };
    float[] y = new float[z.length];
    float[] expected = new float[z.length];
    reference.activate(f, z.length, z, 0, expected, 0);
    kernels().activate(f, z.length, z, 0, y, 0);
    assertClose(expected, y, 1e-6, 0);
    float[] ones = new float[z.length];
    Arrays.fill(ones, 1);
    float[] dz = new float[z.length];
    reference.activationGradient(f, z.length, z, 0, expected, 0, ones, 0, expected, 0);
    kernels().activationGradient(f, z.length, z, 0, y, 0, ones, 0, dz, 0);
    assertClose(expected, dz, 1e-6, 0);
  }

  /** Signs of zeros included. */
  @Test
  void rectifiersAreExact() {
    float[] z = values(200, 0.5);
    float[] dy = values(200, 0.5);
    for (Activation f : new Activation[] {Activation.RELU, Activation.LEAKY_RELU}) {
      float[] expected = new float[200];
      float[] y = new float[200];
      reference.activate(f, 200, z, 0, expected, 0);
      kernels().activate(f, 200, z, 0, y, 0);
      assertSameBits(expected, y);
      reference.activationGradient(f, 200, z, 0, y, 0, dy, 0, expected, 0);
      float[] dz = new float[200];
      kernels().activationGradient(f, 200, z, 0, y, 0, dy, 0, dz, 0);
      assertSameBits(expected, dz);
    }
  }

  @Test
  void dropoutDropsTheSameElements() {
    for (int count : COUNTS) {
      for (double rate : new double[] {0, 0.05, 0.5, 1}) {
        float[] x = values(count + 1, 0.1);
        float[] y = untouched(count + 2);
        float[] mask = untouched(count + 3);
        float[] expected = untouched(count + 2);
        float[] expectedMask = untouched(count + 3);
        long origin = random.nextLong();
        int threshold = (int) Math.min(Integer.MAX_VALUE, rate * 0x1p31);
        reference.dropout(count, x, 1, expected, 1, expectedMask, 2, origin, threshold, 1.25f);
        kernels().dropout(count, x, 1, y, 1, mask, 2, origin, threshold, 1.25f);
        assertSameBits(expectedMask, mask);
        assertSameBits(expected, y);
      }
    }
  }

  @Test
  void multiplyAndScale() {
    for (int count : COUNTS) {
      float[] x = values(count + 1, 0.3);
      float[] y = values(count + 2, 0.3);
      float[] z = untouched(count + 4);
      float[] expected = untouched(count + 4);
      reference.multiply(count, x, 1, y, 2, expected, 3);
      kernels().multiply(count, x, 1, y, 2, z, 3);
      assertSameBits(expected, z);
      reference.scale(count, 0.3f, expected, 3);
      kernels().scale(count, 0.3f, z, 3);
      assertSameBits(expected, z);
    }
  }

  /** Bit for bit: scaling is part of a model, whoever computes it. */
  @Test
  void standardize() {
    for (int count : COUNTS) {
      float[] offsets = values(count, 0);
      float[] factors = values(count, 0);
      float[] expected = values(count + 5, 0);
      float[] x = expected.clone();
      reference.standardize(count, offsets, factors, expected, 2);
      kernels().standardize(count, offsets, factors, x, 2);
      assertSameBits(expected, x);
    }
  }

  @Test
  void widen() {
    for (int count : COUNTS) {
      byte[] x = new byte[count + 1];
      random.nextBytes(x);
      float[] y = untouched(count + 4);
      float[] expected = untouched(count + 4);
      reference.widen(count, x, 1, 33.3f, 0.3f, expected, 2);
      kernels().widen(count, x, 1, 33.3f, 0.3f, y, 2);
      assertSameBits(expected, y);
      float[] offsets = values(count, 0);
      float[] factors = values(count, 0);
      reference.widen(count, x, 1, offsets, factors, expected, 2);
      kernels().widen(count, x, 1, offsets, factors, y, 2);
      assertSameBits(expected, y);
    }
  }

  @Test
  void updates() {
    for (int count : COUNTS) {
      float[] g = values(count + 1, 0);
      float[] v = values(count + 2, 0);
      float[] w = values(count + 3, 0);
      float[] expectedV = v.clone();
      float[] expectedW = w.clone();
      reference.addScaled(count, -0.1f, g, 1, expectedW, 2);
      kernels().addScaled(count, -0.1f, g, 1, w, 2);
      assertClose(expectedW, w, 1e-6, 1e-5);
      float[] twice = w.clone();
      float[] decayed = g.clone();
      kernels().addScaled(count, 0.3f, twice, 2, decayed, 1);
      kernels().addScaled(count, -0.1f, decayed, 1, twice, 2);
      kernels().decayedUpdate(count, 0.1f, 0.3f, g, 1, w, 2);
      assertSameBits(twice, w);
      reference.decayedUpdate(count, 0.1f, 0.3f, g, 1, expectedW, 2);
      assertClose(expectedW, w, 1e-6, 1e-5);
      reference.momentumUpdate(count, 0.1f, 0.9f, g, 1, expectedV, 2, expectedW, 2);
      kernels().momentumUpdate(count, 0.1f, 0.9f, g, 1, v, 2, w, 2);
      assertClose(expectedV, v, 1e-6, 1e-5);
      assertClose(expectedW, w, 1e-6, 1e-5);
      reference.nesterovUpdate(count, 0.1f, 0.9f, g, 1, expectedV, 2, expectedW, 2);
      kernels().nesterovUpdate(count, 0.1f, 0.9f, g, 1, v, 2, w, 2);
      assertClose(expectedV, v, 1e-6, 1e-5);
      assertClose(expectedW, w, 1e-6, 1e-5);
    }
  }

  @Test
  void reductions() {
    for (int count : COUNTS) {
      float[] x = values(count + 2, 0);
      double want = reference.sumOfSquares(count, x, 2);
      assertEquals(want, kernels().sumOfSquares(count, x, 2), 1e-12 * want);
      assertEquals(reference.maxAbs(count, x, 2), kernels().maxAbs(count, x, 2));
      for (int i = 2; i < count + 2; i++) {
        float kept = x[i];
        for (float special : SPECIAL) {
          x[i] = special;
          assertEquals(reference.maxAbs(count, x, 2), kernels().maxAbs(count, x, 2));
          double squares = kernels().sumOfSquares(count, x, 2);
          assertEquals(Float.isFinite(special), Double.isFinite(squares));
          assertEquals(Float.isNaN(special), Double.isNaN(squares));
        }
        x[i] = kept;
      }
    }
  }

  @Test
  void columnSums() {
    for (int n : new int[] {0, 1, 2, 17, 64}) {
      for (int u : COLUMNS) {
        for (int gap : new int[] {0, GAP}) {
          Block x = new Block(n, u, gap).gaussian(random, 0.1);
          float[] sums = untouched(u + 3);
          float[] expected = untouched(u + 3);
          reference.columnSums(n, u, x.data, x.offset, x.ld, expected, 1);
          kernels().columnSums(n, u, x.data, x.offset, x.ld, sums, 1);
          assertClose(expected, sums, 0, n * n * 10 * EPSILON);
        }
      }
    }
  }

  @Test
  void batchNormAndItsGradient() {
    for (int n : new int[] {1, 2, 17, 64}) {
      for (int u : COLUMNS) {
        checkBatchNorm(n, u);
      }
    }
    checkBatchNorm(3, 2100);
  }

  private void checkBatchNorm(int n, int u) {
    float[] x = values(n * u + 1, 0);
    float[] gamma = values(u, 0);
    float[] beta = values(u, 0);
    float[][] want = new float[4][u];
    float[][] got = new float[4][u];
    float[] wantNormalised = new float[n * u];
    float[] normalised = new float[n * u];
    float[] wantY = untouched(n * u + 3);
    float[] y = untouched(n * u + 3);
    reference.batchNorm(
        n, u, x, 1, gamma, beta, 0.1f, want[0], want[1], want[2], wantNormalised, wantY, 2);
    kernels().batchNorm(n, u, x, 1, gamma, beta, 0.1f, got[0], got[1], got[2], normalised, y, 2);
    for (int q = 0; q < 3; q++) {
      assertClose(want[q], got[q], 1e-5, 1e-5);
    }
    assertClose(wantNormalised, normalised, 1e-5, 1e-4);
    assertClose(wantY, y, 1e-5, 1e-2);
    float[] dy = values(n * u + 1, 0);
    float[] wantDx = untouched(n * u + 3);
    float[] dx = untouched(n * u + 3);
    reference.batchNormGradient(
        n, u, wantNormalised, want[2], gamma, dy, 1, want[0], want[1], wantDx, 2);
    kernels().batchNormGradient(n, u, wantNormalised, want[2], gamma, dy, 1, got[0], got[1], dx, 2);
    assertClose(want[0], got[0], 1e-5, 1e-3);
    assertClose(want[1], got[1], 1e-5, 1e-3);
    assertClose(wantDx, dx, 1e-5, 1e-2);
    kernels().batchNormGradient(n, u, wantNormalised, want[2], gamma, dy, 1, got[0], got[1], dy, 1);
    assertSameBits(Arrays.copyOfRange(dx, 2, n * u + 2), Arrays.copyOfRange(dy, 1, n * u + 1));
    kernels().scaleShift(n, u, x, 1, gamma, beta, y, 2);
    reference.scaleShift(n, u, x, 1, gamma, beta, wantY, 2);
    assertClose(wantY, y, 1e-5, 1e-3);
    kernels().scaleShift(n, u, x, 1, gamma, beta, x, 1);
    assertSameBits(Arrays.copyOfRange(y, 2, n * u + 2), Arrays.copyOfRange(x, 1, n * u + 1));
  }

  @Test
  void losses() {
    for (int n : new int[] {0, 1, 2, 16, 17, 50}) {
      for (int c : new int[] {1, 2, 3, 4, 5, 8, 9, 10, 16, 17, 33, 100}) {
        float[] z = values(n * c + 1, 0);
        int[] labels = new int[n + 1];
        for (int i = 0; i < n; i++) {
          labels[i + 1] = c == 1 ? random.nextInt(2) : random.nextInt(c);
        }
        assertLosses(n, c, z, labels);
      }
    }
  }

  @Test
  void lossesOfSpecialLogits() {
    for (int c : new int[] {2, 10, 16, 20}) {
      for (float special :
          new float[] {
            Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f
          }) {
        for (int at = 0; at < c; at++) {
          float[] z = values(c + 1, 0);
          z[1 + at] = special;
          assertLosses(1, c, z, new int[] {0, 1});
        }
      }
    }
  }

  /**
   * Logits lie within 100 of each other or are extreme: their difference, rounded, makes up most of
   * the error.
   */
  private void assertLosses(int n, int c, float[] z, int[] labels) {
    double relative = 1e-5;
    float[] want = untouched(n * c + 3);
    float[] got = untouched(n * c + 3);
    double loss;
    double expected;
    if (c > 1) {
      expected = reference.softmaxCrossEntropy(n, c, z, 1, labels, 1, want, 2, 0.25f);
      loss = kernels().softmaxCrossEntropy(n, c, z, 1, labels, 1, got, 2, 0.25f);
      assertLoss(expected, loss);
      assertClose(want, got, relative, 1e-7);
      assertEquals(
          reference.countCorrect(n, c, z, 1, labels, 1),
          kernels().countCorrect(n, c, z, 1, labels, 1));
    }
    expected = reference.sigmoidCrossEntropy(n, c, z, 1, labels, 1, want, 2, 0.25f);
    loss = kernels().sigmoidCrossEntropy(n, c, z, 1, labels, 1, got, 2, 0.25f);
    assertLoss(expected, loss);
    assertClose(want, got, relative, 1e-7);
    float[] inPlace = z.clone();
    assertEquals(
        loss, kernels().sigmoidCrossEntropy(n, c, inPlace, 1, labels, 1, inPlace, 1, 0.25f));
    assertSameBits(
        Arrays.copyOfRange(got, 2, n * c + 2), Arrays.copyOfRange(inPlace, 1, n * c + 1));
    expected = reference.squaredError(n, c, z, 1, labels, 1, want, 2, 0.25f);
    loss = kernels().squaredError(n, c, z, 1, labels, 1, got, 2, 0.25f);
    assertLoss(expected, loss);
    assertClose(want, got, relative, 1e-7);
    reference.softmax(n, c, z, 1, want, 2);
    kernels().softmax(n, c, z, 1, got, 2);
    assertClose(want, got, relative, 1e-44);
    kernels().softmax(n, c, z, 1, z, 1);
    assertSameBits(Arrays.copyOfRange(got, 2, n * c + 2), Arrays.copyOfRange(z, 1, n * c + 1));
  }

  /** The first of equal ones, and nobody where NaN is. */
  @Test
  void hitsAreCountedByTheRulesOfTheReference() {
    SplittableRandom random = new SplittableRandom(9);
    for (int c = 2; c <= 40; c++) {
      int n = 300;
      float[] z = new float[n * c + 3];
      int[] labels = new int[n];
      int expected = 0;
      for (int i = 0; i < n; i++) {
        int best = 0;
        boolean number = true;
        for (int j = 0; j < c; j++) {
          float value = random.nextInt(200) == 0 ? Float.NaN : random.nextInt(4) - 2;
          z[i * c + j] = value;
          best = value > z[i * c + best] ? j : best;
          number &= !Float.isNaN(value);
        }
        labels[i] = random.nextBoolean() ? best : random.nextInt(c);
        expected += number && labels[i] == best ? 1 : 0;
      }
      assertEquals(expected, reference.countCorrect(n, c, z, 0, labels, 0));
      assertEquals(expected, kernels().countCorrect(n, c, z, 0, labels, 0));
    }
  }

  private static void assertLoss(double expected, double loss) {
    if (Double.isFinite(expected)) {
      assertEquals(expected, loss, 1e-6 * Math.abs(expected) + 1e-12);
    } else {
      assertEquals(expected, loss);
    }
  }

  /** Whoever asks for one prediction gets the bits of one among many. */
  @Test
  void probabilitiesOfARowDoNotDependOnItsCompany() {
    for (int c : new int[] {2, 3, 8, 10, 16, 17, 40}) {
      int n = 37;
      float[] z = new float[n * c];
      for (int i = 0; i < z.length; i++) {
        z[i] = (float) Math.sin(i * 1.7) * (i % 11);
      }
      float[] all = new float[n * c];
      kernels().softmax(n, c, z, 0, all, 0);
      for (int few = 1; few <= 5; few++) {
        float[] alone = new float[n * c];
        for (int i = 0; i < n; i += few) {
          kernels().softmax(Math.min(few, n - i), c, z, i * c, alone, i * c);
        }
        assertSameBits(all, alone);
      }
    }
  }

  @Test
  void aConfidentLossKeepsItsDigits() {
    float[] z = {20, 0, 0};
    float[] dz = new float[3];
    double loss = kernels().softmaxCrossEntropy(1, 3, z, 0, new int[] {0}, 0, dz, 0, 1);
    assertEquals(StrictMath.log1p(2 * StrictMath.exp(-20)), loss, 1e-6 * loss);
    assertEquals(2.0611537e-9f, dz[1], 1e-14f);
    assertTrue(loss > 0);
  }
}
