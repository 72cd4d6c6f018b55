package dev.layerwise.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the cost does not grow as it should. */
final class Cliffs {
  /** How much slower than both neighbours, or than one thread, is more than noise. */
  private static final double NOTABLE = 0.15;

  private Cliffs() {}

  /**
   * Names the settings that stand out: operations per second well below those of both neighbours
   * (or, at the end of a sweep, of the one there is), and more threads that are slower than one.
   *
   * @param points the points of one sweep, all numbers of threads
   */
  static List<String> of(Sweep sweep, List<Point> points, List<Integer> threads) {
    List<String> found = new ArrayList<>();
    for (int count : threads) {
      List<Point> own = points.stream().filter(point -> point.threads() == count).toList();
      // What comes first is slow because it is small; only what follows can fall.
      for (int i = 1; i < own.size(); i++) {
        double before = own.get(i - 1).flopsPerSecond();
        double after =
            i + 1 < own.size() ? own.get(i + 1).flopsPerSecond() : Double.POSITIVE_INFINITY;
        double least = Math.min(before, after);
        double lost = 1 - own.get(i).flopsPerSecond() / least;
        if (lost > NOTABLE) {
          found.add(
              name(sweep, own.get(i))
                  + ", "
                  + count
                  + (count == 1 ? " thread: " : " threads: ")
                  + percent(lost)
                  + " fewer operations per second than its slower neighbour");
        }
      }
    }
    for (Point one : points) {
      for (Point more : points) {
        if (one.threads() == 1 && more.threads() > 1 && more.value() == one.value()) {
          double lost = 1 - more.examplesPerSecond() / one.examplesPerSecond();
          if (lost > NOTABLE) {
            found.add(
                name(sweep, one)
                    + ": "
                    + more.threads()
                    + " threads are "
                    + percent(lost)
                    + " slower than one");
          }
        }
      }
    }
    return found;
  }

  private static String name(Sweep sweep, Point point) {
    return sweep.name() + " " + point.value();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }
}
