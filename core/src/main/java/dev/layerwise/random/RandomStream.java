package dev.layerwise.random;

/**
 * A named stream of random numbers, split off one seed.
 *
 * <p>Every use of randomness (initialisation, shuffling, dropout, data generation) draws from a
 * stream of its own, addressed by the seed, a name and indices such as the epoch or the step. A
 * stream that is asked for twice yields the same numbers, so a resumed run needs no saved generator
 * state, and one more use of randomness in one place never shifts the numbers of another.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014): value {@code i} is {@code mix(origin + (i + 1) * GAMMA)}. It is
 * integer arithmetic alone, and {@link #nextGaussian()} uses {@link StrictMath}, so the numbers are
 * the same on every machine.
 */
public final class RandomStream {
  /** The odd increment of SplitMix64: 2^64 divided by the golden ratio. */
  public static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;
  private double spareGaussian = Double.NaN;

  private RandomStream(long origin) {
    this.state = origin;
  }

  /**
   * Opens the stream with the given address.
   *
   * @param seed the seed of the whole run
   * @param name what the numbers are for, such as {@code "shuffle"}
   * @param indices further coordinates, such as the epoch
   */
  public static RandomStream of(long seed, String name, long... indices) {
    return new RandomStream(origin(seed, name, indices));
  }

  /** Opens the stream that starts at a given origin; see {@link #origin}. */
  public static RandomStream at(long origin) {
    return new RandomStream(origin);
  }

  /**
   * The 64-bit state from which the stream of this address starts. Kernels that need the {@code
   * i}-th number without drawing those before it compute {@code mix(origin + (i + 1) * GAMMA)}.
   */
  public static long origin(long seed, String name, long... indices) {
    long hash = mix(seed ^ 0x6C61796572776973L);
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash + name.charAt(i) + GAMMA);
    }
    for (long index : indices) {
      hash = advance(hash, index);
    }
    return hash;
  }

  /**
   * The origin of the sub-stream {@code index} of a stream that starts at {@code origin}; allocates
   * nothing.
   */
  public static long advance(long origin, long index) {
    return mix(origin ^ mix(index + GAMMA));
  }

  /**
   * The finaliser of SplitMix64, a bijection on 64-bit values in which every input bit affects
   * every output bit.
   */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The next 64 random bits. */
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** A number from [0, 1) with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** A number from [0, 1) with 24 random bits. */
  public float nextFloat() {
    return (nextLong() >>> 40) * 0x1.0p-24f;
  }

  /** A number from [low, high). */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * A whole number from 0 to {@code bound - 1}, without bias (Lemire, "Fast random integer
   * generation in an interval", 2019).
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound: expected a positive number, got " + bound);
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = (1L << 32) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /** A number from the standard normal distribution (Marsaglia's polar method). */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    double x;
    double y;
    double square;
    do {
      x = 2 * nextDouble() - 1;
      y = 2 * nextDouble() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
    spareGaussian = y * factor;
    return x * factor;
  }

  /** Shuffles {@code values} in place (Fisher and Yates), every order being equally likely. */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }
}
