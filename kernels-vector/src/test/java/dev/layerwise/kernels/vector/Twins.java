package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Kernels that are two at once: every operation is computed by both, on copies of the same
 * operands, and fails if any bit differs. What the second one computes is the result.
 */
final class Twins {
  private Twins() {}

  static Kernels of(Kernels one, Kernels other) {
    return of(Kernels.class, one, other);
  }

  static <T> T of(Class<T> type, T one, T other) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> both(one, other, method, arguments)));
  }

  private static Object both(Object one, Object other, Method method, Object[] arguments)
      throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments;
    // An array that is given twice is one array in the copy as well.
    IdentityHashMap<Object, Object> copies = new IdentityHashMap<>();
    Object[] copied = Arrays.stream(given).map(each -> copy(each, copies)).toArray();
    Object first = invoke(one, method, copied);
    Object second = invoke(other, method, given);
    copies.remove(scratch(method, given));
    String what = method.getName() + Arrays.stream(given).filter(Number.class::isInstance).toList();
    assertEquals(second, first, what);
    copies.forEach((original, copy) -> assertSame(original, copy, what));
    return second;
  }

  /** What both may use as they like. */
  private static Object scratch(Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "weightUpdate" -> arguments[9];
      case "weightUpdateSparse" -> arguments[7];
      default -> method;
    };
  }

  private static Object invoke(Object kernels, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(kernels, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object copy(Object operand, IdentityHashMap<Object, Object> copies) {
    return switch (operand) {
      case float[] floats -> copies.computeIfAbsent(floats, _ -> floats.clone());
      case SparseRows rows -> copies.computeIfAbsent(rows, _ -> copy(rows));
      case WeightUpdate update ->
          new WeightUpdate(
              update.rule(),
              update.momentum(),
              (float[]) copy(update.values(), copies),
              (float[]) copy(update.velocities(), copies));
      default -> operand;
    };
  }

  private static SparseRows copy(SparseRows rows) {
    SparseRows copy = new SparseRows(rows.capacity(), rows.elementwise(), rows.order());
    copy.resize(rows.rows());
    if (rows.standardized()) {
      copy.standardize(rows.factors(), rows.shifts());
    }
    List<?> from = arrays(rows);
    List<?> to = arrays(copy);
    for (int i = 0; i < from.size(); i++) {
      System.arraycopy(from.get(i), 0, to.get(i), 0, java.lang.reflect.Array.getLength(to.get(i)));
    }
    return copy;
  }

  private static List<?> arrays(SparseRows rows) {
    return List.of(
        rows.elements(), rows.blocks(), rows.elementColumns(), rows.starts(), rows.bits());
  }

  private static void assertSame(Object expected, Object actual, String what) {
    if (expected instanceof SparseRows rows && actual instanceof SparseRows others) {
      assertSameRows(rows, others, what);
      return;
    }
    float[] want = (float[]) expected;
    float[] got = (float[]) actual;
    for (int i = 0; i < want.length; i++) {
      // One NaN is as good as another.
      if (Float.floatToIntBits(want[i]) != Float.floatToIntBits(got[i])) {
        throw new AssertionError(what + ": element " + i + ": " + want[i] + " and " + got[i]);
      }
    }
  }

  /** What lies behind the lists of a row is of no meaning. */
  private static void assertSameRows(SparseRows expected, SparseRows actual, String what) {
    assertEquals(Arrays.toString(expected.bits()), Arrays.toString(actual.bits()), what);
    assertEquals(Arrays.toString(expected.starts()), Arrays.toString(actual.starts()), what);
    for (int i = 0; i < expected.rows(); i++) {
      int from = i * expected.stride();
      int blocks = expected.blocksBefore(i, expected.columns() - 1) * SparseRows.BLOCK;
      assertEquals(
          part(expected.blocks(), from, blocks), part(actual.blocks(), from, blocks), what);
      int count = expected.elementwise() ? expected.count(i) : 0;
      if (count > 0) {
        assertEquals(
            part(expected.elements(), from, count), part(actual.elements(), from, count), what);
      }
      for (int q = from; q < from + count; q++) {
        assertEquals(expected.elementColumns()[q], actual.elementColumns()[q], what);
      }
    }
  }

  private static String part(float[] values, int from, int count) {
    return Arrays.toString(Arrays.copyOfRange(values, from, from + count));
  }
}
