package dev.layerwise.data;

import dev.layerwise.random.RandomStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts data sets into training, validation and test set.
 *
 * <p>The rows are shuffled by the random stream {@code "split"} of the seed and dealt out in that
 * order, first to the test set, then to the validation set, then to the training set: the same
 * seed, sizes and labels give the same parts on every machine. A stratified split deals within
 * every class; the sizes of the classes' parts are their exact shares rounded by the method of the
 * largest remainders (the lower class first where remainders are equal), so that they add up to the
 * size asked for.
 */
public final class Splits {
  private Splits() {}

  /**
   * Splits a data set.
   *
   * @throws DataException if the sizes cannot be had, or if it shall be stratified and has no
   *     labels or a class with too few examples
   */
  public static Split split(Dataset data, SplitPlan plan, long seed) {
    if (!plan.stratified()) {
      return split(data.name(), data.size(), plan, seed);
    }
    int[] labels = data.requireLabels();
    Sizes sizes = Sizes.of(data.name(), plan, data.size());
    int[] all = data.classCounts();
    int[] tests = apportion(all, sizes.test());
    int[] rest = minus(all, tests);
    // Each part is cut from what the parts before it left, so no class is ever asked for more
    // examples than it has,
    // whatever the rounding.
    int[] validations = apportion(rest, sizes.validation());
    int[] trainings = apportion(minus(rest, validations), sizes.training());
    for (int k = 0; k < all.length; k++) {
      String lacking = all[k] == 0 ? null : lacking(sizes, trainings[k], validations[k], tests[k]);
      if (lacking != null) {
        throw new DataException(
            data.name()
                + ": class "
                + data.classNames().get(k)
                + " has "
                + examples(all[k])
                + ", too few for this stratified split: none would be in the "
                + lacking
                + " set; choose other sizes, add examples, or split without stratifying");
      }
    }
    return deal(labels, trainings, validations, tests, seed);
  }

  /**
   * Splits n rows, not stratified.
   *
   * @param name what messages call the data
   * @throws DataException if the sizes cannot be had
   */
  public static Split split(String name, int n, SplitPlan plan, long seed) {
    if (plan.stratified()) {
      throw new IllegalArgumentException(name + ": a stratified split needs the labels");
    }
    Sizes sizes = Sizes.of(name, plan, n);
    int[] training = {sizes.training()};
    int[] validation = {sizes.validation()};
    int[] test = {sizes.test()};
    return deal(new int[n], training, validation, test, seed);
  }

  private static @Nullable String lacking(Sizes sizes, int training, int validation, int test) {
    if (training == 0) {
      return "training";
    }
    if (validation == 0 && sizes.validation() > 0) {
      return "validation";
    }
    return test == 0 && sizes.test() > 0 ? "test" : null;
  }

  private static String examples(int n) {
    return n == 1 ? "1 example" : n + " examples";
  }

  private static int[] minus(int[] a, int[] b) {
    int[] difference = a.clone();
    for (int k = 0; k < a.length; k++) {
      difference[k] -= b[k];
    }
    return difference;
  }

  /**
   * Cuts {@code size} into whole shares in proportion to {@code counts}; no share is greater than
   * its count.
   */
  static int[] apportion(int[] counts, int size) {
    long total = Arrays.stream(counts).asLongStream().sum();
    int[] shares = new int[counts.length];
    long[] remainders = new long[counts.length];
    int left = size;
    for (int k = 0; k < counts.length && total > 0; k++) {
      long product = (long) counts[k] * size;
      shares[k] = (int) (product / total);
      remainders[k] = product % total;
      left -= shares[k];
    }
    for (; left > 0; left--) {
      int greatest = 0;
      for (int k = 1; k < counts.length; k++) {
        if (remainders[k] > remainders[greatest]) {
          greatest = k;
        }
      }
      shares[greatest]++;
      remainders[greatest] = -1;
    }
    return shares;
  }

  private static Split deal(
      int[] labels, int[] trainings, int[] validations, int[] tests, long seed) {
    int[] order = new int[labels.length];
    Arrays.setAll(order, i -> i);
    RandomStream.of(seed, "split").shuffle(order);
    Part test = new Part(tests);
    Part validation = new Part(validations);
    Part training = new Part(trainings);
    @Nullable Part[] parts = new @Nullable Part[labels.length];
    for (int row : order) {
      int k = labels[row];
      if (test.takes(k)) {
        parts[row] = test;
      } else if (validation.takes(k)) {
        parts[row] = validation;
      } else if (training.takes(k)) {
        parts[row] = training;
      }
    }
    return new Split(training.rows(parts), validation.rows(parts), test.rows(parts));
  }

  /** The sizes of the parts as numbers. */
  private record Sizes(int training, int validation, int test) {
    static Sizes of(String name, SplitPlan plan, int n) {
      if (n == 0) {
        throw new DataException(name + ": has no examples, there is nothing to split");
      }
      int validation = size(name, "validation", plan.validation(), n);
      int test = size(name, "test", plan.test(), n);
      SplitSize wanted = plan.training();
      if ((long) validation + test >= n) {
        throw new DataException(
            name
                + ": "
                + validation
                + " for validation and "
                + test
                + " for test leave none of the "
                + examples(n)
                + " to train on; make one of them smaller");
      }
      int rest = n - validation - test;
      int training = wanted == null ? rest : size(name, "training", wanted, n);
      if (training == 0) {
        throw new DataException(name + ": training set: at least 1 example is needed, 0 asked for");
      }
      if (training > rest) {
        throw new DataException(
            name
                + ": training set: "
                + examples(training)
                + " asked for, but "
                + validation
                + " for validation and "
                + test
                + " for test leave only "
                + rest
                + " of "
                + n);
      }
      return new Sizes(training, validation, test);
    }

    private static int size(String name, String part, SplitSize size, int n) {
      int count = size.of(n);
      if (count == 0 && !size.isNone()) {
        throw new DataException(
            name
                + ": "
                + part
                + " set: "
                + size
                + " of "
                + examples(n)
                + " is none; ask for a larger share, or for a number of examples");
      }
      if (count > n) {
        throw new DataException(
            name
                + ": "
                + part
                + " set: "
                + examples(count)
                + " asked for, but there are only "
                + n);
      }
      return count;
    }
  }

  /** A part that is being dealt its rows. */
  private static final class Part {
    private final int[] wanted;
    private final int[] rows;

    Part(int[] wanted) {
      this.wanted = wanted.clone();
      this.rows = new int[Arrays.stream(wanted).sum()];
    }

    /** Whether one more row of a class has its place here; it is taken. */
    boolean takes(int k) {
      if (wanted[k] == 0) {
        return false;
      }
      wanted[k]--;
      return true;
    }

    /** The rows that have been dealt to it, in ascending order. */
    int[] rows(@Nullable Part[] parts) {
      int count = 0;
      for (int row = 0; row < parts.length; row++) {
        if (parts[row] == this) {
          rows[count++] = row;
        }
      }
      return rows;
    }
  }
}
