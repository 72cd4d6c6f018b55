package dev.layerwise.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomStreamTest {
  private static final int DRAWS = 200_000;

  /** Values that other implementations of SplitMix64 publish for the seeds 0 and 1234567. */
  @Test
  void isSplitMix64() {
    assertSequence(
        RandomStream.at(0), 0xe220a8397b1dcdafL, 0x6e789e6aa1b965f4L, 0x06c45d188009454fL);
    assertSequence(
        RandomStream.at(1234567),
        6457827717110365317L,
        3203168211198807973L,
        Long.parseUnsignedLong("9817491932198370423"),
        4593380528125082431L,
        Long.parseUnsignedLong("16408922859458223821"));
  }

  /** Computed apart from this code, in Python. If this fails, every seeded result has changed. */
  @Test
  void addressesNeverChange() {
    assertEquals(0xa69bc06d4e07782bL, RandomStream.origin(1, "shuffle", 0));
    assertSequence(
        RandomStream.of(1, "shuffle", 0),
        0xdfcb038fac82f5cbL,
        0x8ef7381a425d0af2L,
        0x6c478bcf8b2b7ebdL);
    assertEquals(0x38058b2dc0228c91L, RandomStream.origin(1, "shuffle", 1));
    assertSequence(
        RandomStream.of(-7, "dropout", 3, 4),
        0x84ab3e1d2fdf25e8L,
        0x97c1a7b820658260L,
        0xc45c65f95e2d7860L);
    RandomStream doubles = RandomStream.of(1, "shuffle", 0);
    assertEquals(0.8741914964453021, doubles.nextDouble());
    assertEquals(0.5584597648724988, doubles.nextDouble());
    RandomStream digits = RandomStream.of(1, "shuffle", 0);
    for (int expected : new int[] {8, 5, 4, 9, 5, 2, 1, 9, 7, 0}) {
      assertEquals(expected, digits.nextInt(10));
    }
  }

  private static void assertSequence(RandomStream stream, long... expected) {
    for (long value : expected) {
      assertEquals(Long.toHexString(value), Long.toHexString(stream.nextLong()));
    }
  }

  @Test
  void anyNumberCanBeHadWithoutThoseBeforeIt() {
    long origin = RandomStream.origin(5, "dropout", 2);
    RandomStream stream = RandomStream.at(origin);
    for (int i = 0; i < 100; i++) {
      assertEquals(RandomStream.mix(origin + (i + 1) * RandomStream.GAMMA), stream.nextLong());
    }
    assertEquals(origin, RandomStream.advance(RandomStream.origin(5, "dropout"), 2));
  }

  @Test
  void everyPartOfTheAddressCounts() {
    Set<Long> origins = new HashSet<>();
    for (long seed : new long[] {0, 1, 2, -1, 1L << 32, Long.MIN_VALUE}) {
      for (String name : new String[] {"", "a", "b", "ab", "ba", "aa"}) {
        origins.add(RandomStream.origin(seed, name));
        for (long i = 0; i < 10; i++) {
          origins.add(RandomStream.origin(seed, name, i));
          origins.add(RandomStream.origin(seed, name, i, 0));
          origins.add(RandomStream.origin(seed, name, 0, i + 100));
        }
      }
    }
    assertEquals(6 * 6 * 31, origins.size());
  }

  /**
   * Streams with neighbouring addresses are as unrelated as any: their bits agree by chance alone.
   */
  @Test
  void neighbouringStreamsAreIndependent() {
    assertUnrelated(RandomStream.of(1, "shuffle"), RandomStream.of(2, "shuffle"));
    assertUnrelated(RandomStream.of(1, "shuffle"), RandomStream.of(1, "dropout"));
    assertUnrelated(RandomStream.of(1, "shuffle", 7), RandomStream.of(1, "shuffle", 8));
    assertUnrelated(RandomStream.at(7), RandomStream.at(8));
  }

  private static void assertUnrelated(RandomStream one, RandomStream two) {
    int draws = 20_000;
    long agreeing = 0;
    double product = 0;
    for (int i = 0; i < draws; i++) {
      long a = one.nextLong();
      long b = two.nextLong();
      agreeing += Long.bitCount(~(a ^ b));
      product += (a * 0x1p-63) * (b * 0x1p-63);
    }
    // Five standard deviations: of a fair coin, and of a product of two uniform numbers.
    assertEquals(32.0 * draws, agreeing, 5 * Math.sqrt(64.0 * draws / 4));
    assertEquals(0, product / draws, 5 / (3 * Math.sqrt(draws)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 64, 1000})
  void wholeNumbersAreUniform(int bound) {
    RandomStream random = RandomStream.of(3, "test", bound);
    int[] counts = new int[bound];
    for (int i = 0; i < DRAWS; i++) {
      counts[random.nextInt(bound)]++;
    }
    double expected = (double) DRAWS / bound;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    double freedom = bound - 1;
    assertEquals(freedom, chiSquare, 5 * Math.sqrt(2 * freedom));
  }

  /**
   * With a bound of 3 · 2^29 a plain remainder or product would favour a third of the numbers two
   * to one.
   */
  @Test
  void largeBoundsAreUniformToo() {
    RandomStream random = RandomStream.of(3, "test");
    int bound = 3 << 29;
    int[] thirds = new int[3];
    int[] remainders = new int[3];
    for (int i = 0; i < DRAWS; i++) {
      int value = random.nextInt(bound);
      assertTrue(value >= 0 && value < bound);
      thirds[value >>> 29]++;
      remainders[value % 3]++;
    }
    double deviation = 5 * Math.sqrt(DRAWS * 2 / 9.0);
    for (int i = 0; i < 3; i++) {
      assertEquals(DRAWS / 3.0, thirds[i], deviation);
      assertEquals(DRAWS / 3.0, remainders[i], deviation);
    }
    for (int i = 0; i < 1000; i++) {
      assertTrue(random.nextInt(Integer.MAX_VALUE) >= 0);
      assertEquals(0, random.nextInt(1));
    }
  }

  @Test
  void boundsMustBePositive() {
    RandomStream random = RandomStream.of(3, "test");
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(-1));
  }

  @Test
  void fractionsAreUniform() {
    RandomStream random = RandomStream.of(4, "test");
    double[] sums = new double[4];
    for (int i = 0; i < DRAWS; i++) {
      double d = random.nextDouble();
      float f = random.nextFloat();
      double ranged = random.nextDouble(-2, 6);
      assertTrue(d >= 0 && d < 1 && f >= 0 && f < 1 && ranged >= -2 && ranged < 6);
      sums[0] += d;
      sums[1] += d * d;
      sums[2] += f;
      sums[3] += ranged;
    }
    assertEquals(1 / 2.0, sums[0] / DRAWS, 0.005);
    assertEquals(1 / 3.0, sums[1] / DRAWS, 0.005);
    assertEquals(1 / 2.0, sums[2] / DRAWS, 0.005);
    assertEquals(2, sums[3] / DRAWS, 0.04);
  }

  @Test
  void normalNumbersHaveNormalMoments() {
    RandomStream random = RandomStream.of(5, "test");
    double[] moments = new double[5];
    double lagged = 0;
    int beyondTwo = 0;
    double previous = 0;
    for (int i = 0; i < DRAWS; i++) {
      double z = random.nextGaussian();
      for (int power = 1; power <= 4; power++) {
        moments[power] += Math.pow(z, power) / DRAWS;
      }
      lagged += z * previous / DRAWS;
      previous = z;
      beyondTwo += Math.abs(z) > 2 ? 1 : 0;
    }
    // Five standard deviations of each: sqrt of 1, 2, 15 and 96 over the draws.
    double root = Math.sqrt(DRAWS);
    assertEquals(0, moments[1], 5 / root);
    assertEquals(1, moments[2], 5 * Math.sqrt(2) / root);
    assertEquals(0, moments[3], 5 * Math.sqrt(15) / root);
    assertEquals(3, moments[4], 5 * Math.sqrt(96) / root);
    assertEquals(0, lagged, 5 / root);
    assertEquals(0.0455, beyondTwo / (double) DRAWS, 0.0025);
  }

  @Test
  void everyOrderIsEquallyLikely() {
    RandomStream random = RandomStream.of(6, "test");
    int[] counts = new int[27];
    int rounds = 60_000;
    for (int i = 0; i < rounds; i++) {
      int[] values = {0, 1, 2};
      random.shuffle(values);
      counts[9 * values[0] + 3 * values[1] + values[2]]++;
    }
    int orders = 0;
    for (int count : counts) {
      if (count > 0) {
        orders++;
        assertEquals(rounds / 6.0, count, 5 * Math.sqrt(rounds * 5 / 36.0));
      }
    }
    assertEquals(6, orders);
    random.shuffle(new int[0]);
    random.shuffle(new int[1]);
  }

  @Test
  void drawingFromOneStreamLeavesTheOthersAlone() {
    RandomStream one = RandomStream.of(1, "one");
    RandomStream two = RandomStream.of(1, "two");
    long expected = RandomStream.of(1, "two").nextLong();
    one.nextGaussian();
    one.nextLong();
    assertEquals(expected, two.nextLong());
    assertNotEquals(expected, two.nextLong());
  }
}
