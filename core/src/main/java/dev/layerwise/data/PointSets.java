package dev.layerwise.data;

import dev.layerwise.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The built-in sets of points in the plane: two features, {@code x} and {@code y}, and a class for
 * every point.
 *
 * <p>As with {@link Digits}, the same description gives the same values on every machine, example
 * {@code i} does not depend on the number of examples, and every run of {@code classes} examples
 * holds each class once.
 */
public final class PointSets {
  /** The sets there are. */
  public enum Kind {
    /**
     * Round clouds, one a class: centres in [-10, 10] × [-10, 10], spread apart, and normal
     * deviations of size {@code noise} around them.
     */
    BLOBS("blobs", 3, true, 1.0),
    /**
     * Two interleaved half circles of radius 1: (cos t, sin t) and (1 - cos t, 0.5 - sin t), t in
     * [0, π].
     */
    MOONS("moons", 2, false, 0.1),
    /** A circle of radius 1 and one of radius 0.5 inside it. */
    CIRCLES("circles", 2, false, 0.08),
    /**
     * Interleaved arms, one a class, that start near the middle and end at radius 1; three turns
     * shared among them.
     */
    SPIRALS("spirals", 2, true, 0.03),
    /**
     * The square [-1, 1] × [-1, 1] with a gap along the axes; the class says whether the signs of x
     * and y differ.
     */
    XOR("xor", 2, false, 0.05);

    private final String label;
    private final int classes;
    private final boolean anyClasses;
    private final double noise;

    Kind(String label, int classes, boolean anyClasses, double noise) {
      this.label = label;
      this.classes = classes;
      this.anyClasses = anyClasses;
      this.noise = noise;
    }

    /** The name used in descriptions and on the command line. */
    public String label() {
      return label;
    }

    /** The usual number of classes. */
    public int classes() {
      return classes;
    }

    /** Whether another number of classes can be asked for. */
    public boolean anyClasses() {
      return anyClasses;
    }

    /** The usual standard deviation of the normal noise that is added to both coordinates. */
    public double noise() {
      return noise;
    }
  }

  /** The usual number of examples. */
  public static final int EXAMPLES = 1_000;

  /** The usual seed, which is no run's seed. */
  public static final long SEED = 2;

  private static final int MOST_EXAMPLES = 100_000_000;
  private static final int MOST_CLASSES = 26;
  private static final double MOST_NOISE = 1_000;

  private PointSets() {}

  /** The usual set of a kind. */
  public static Dataset generate(Kind kind) {
    return generate(kind, EXAMPLES, kind.classes(), kind.noise(), SEED);
  }

  /**
   * Generates a set.
   *
   * @param kind which one
   * @param count the number of examples
   * @param classes the number of classes, from 2 to 26; for moons, circles and xor it is 2
   * @param noise the standard deviation of the noise added to both coordinates, in the units of the
   *     set
   * @param seed where the random numbers start
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Dataset generate(Kind kind, int count, int classes, double noise, long seed) {
    check(kind, count, classes, noise);
    String stream = "points/" + kind.label();
    double[] centres =
        kind == Kind.BLOBS
            ? centres(RandomStream.of(seed, stream + "/centres"), classes)
            : new double[0];
    int[] labels = Labels.balanced(stream, count, classes, seed);
    float[] values = new float[2 * count];
    double[] point = new double[2];
    long origin = RandomStream.origin(seed, stream);
    for (int i = 0; i < count; i++) {
      RandomStream random = RandomStream.at(RandomStream.advance(origin, i));
      int label = labels[i];
      switch (kind) {
        case BLOBS -> {
          point[0] = centres[2 * label];
          point[1] = centres[2 * label + 1];
        }
        case MOONS -> moon(label, random, point);
        case CIRCLES -> polar(label == 0 ? 1 : 0.5, random.nextDouble(), point);
        case SPIRALS -> spiral(label, classes, random, point);
        case XOR -> square(label, random, point);
      }
      values[2 * i] = (float) (point[0] + noise * random.nextGaussian());
      values[2 * i + 1] = (float) (point[1] + noise * random.nextGaussian());
    }
    List<String> classNames = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      classNames.add(String.valueOf((char) ('A' + c)));
    }
    return new Dataset(kind.label(), new FloatFeatures(count, 2, values), labels, classNames, null);
  }

  private static void check(Kind kind, int count, int classes, double noise) {
    if (kind.anyClasses() && (classes < 2 || classes > MOST_CLASSES)) {
      throw new IllegalArgumentException(
          kind.label()
              + ": expected 2 to "
              + MOST_CLASSES
              + " classes, got "
              + classes
              + "; choose a number in that range");
    }
    if (!kind.anyClasses() && classes != kind.classes()) {
      throw new IllegalArgumentException(
          kind.label()
              + ": has "
              + kind.classes()
              + " classes, got "
              + classes
              + "; leave the number out, or take blobs or spirals, which can have more");
    }
    if (count < classes || count > MOST_EXAMPLES) {
      throw new IllegalArgumentException(
          kind.label()
              + ": expected "
              + classes
              + " (one a class) to "
              + MOST_EXAMPLES
              + " examples, got "
              + count
              + "; choose a number in that range");
    }
    if (!(noise >= 0 && noise <= MOST_NOISE)) {
      throw new IllegalArgumentException(
          kind.label()
              + ": expected noise from 0 to "
              + (int) MOST_NOISE
              + ", got "
              + noise
              + "; it is a standard deviation, usually "
              + kind.noise());
    }
  }

  /**
   * Centres that keep their distance (Mitchell's best candidate): each is the one of twenty random
   * points that lies farthest from those before it. Independent centres would often fall upon each
   * other.
   */
  private static double[] centres(RandomStream random, int classes) {
    double[] centres = new double[2 * classes];
    for (int c = 0; c < classes; c++) {
      double farthest = -1;
      for (int candidate = 0; candidate < 20; candidate++) {
        double x = random.nextDouble(-10, 10);
        double y = random.nextDouble(-10, 10);
        double nearest = Double.POSITIVE_INFINITY;
        for (int other = 0; other < c; other++) {
          double dx = x - centres[2 * other];
          double dy = y - centres[2 * other + 1];
          nearest = Math.min(nearest, dx * dx + dy * dy);
        }
        if (nearest > farthest) {
          farthest = nearest;
          centres[2 * c] = x;
          centres[2 * c + 1] = y;
        }
      }
    }
    return centres;
  }

  private static void moon(int label, RandomStream random, double[] point) {
    polar(1, random.nextDouble() / 2, point);
    if (label == 1) {
      point[0] = 1 - point[0];
      point[1] = 0.5 - point[1];
    }
  }

  private static void spiral(int label, int classes, RandomStream random, double[] point) {
    // The length of an arm grows with the square of the radius; the root spreads the points evenly
    // along it.
    double radius = 0.08 + 0.92 * Math.sqrt(random.nextDouble());
    polar(radius, (label + 3 * radius) / classes, point);
  }

  private static void square(int label, RandomStream random, double[] point) {
    double sign = random.nextInt(2) == 0 ? -1 : 1;
    point[0] = sign * random.nextDouble(0.1, 1);
    point[1] = (label == 0 ? sign : -sign) * random.nextDouble(0.1, 1);
  }

  /**
   * Sets the point at a radius and an angle in turns. StrictMath is the same everywhere; Math need
   * not be.
   */
  private static void polar(double radius, double turns, double[] point) {
    point[0] = radius * StrictMath.cos(2 * Math.PI * turns);
    point[1] = radius * StrictMath.sin(2 * Math.PI * turns);
  }
}
