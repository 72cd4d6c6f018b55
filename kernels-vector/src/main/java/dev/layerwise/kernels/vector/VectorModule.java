package dev.layerwise.kernels.vector;

import java.lang.reflect.Method;
import java.util.List;

/**
 * The module of the Vector API.
 *
 * <p>It incubates, so a JVM has it only if it was started with {@code --add-modules}, and such a
 * JVM starts slowly: it cannot take its modules, its linked classes and its lambdas from an
 * ahead-of-time cache. A launcher may therefore leave the module out, and allow with the system
 * property {@link #LATE} that it is loaded when it is wanted, as the JDK loads modules for its own
 * agents. For that it must export two packages of {@code java.base} to this class.
 */
final class VectorModule {
  /** The name of the module. */
  static final String NAME = "jdk.incubator.vector";

  /** The system property that allows to load it late. */
  static final String LATE = "layerwise.vector.late";

  private static final List<Class<?>> ELEMENTS =
      List.of(byte.class, short.class, int.class, long.class, float.class, double.class);

  private VectorModule() {}

  /** Whether it has been there from the start. */
  private static boolean isInBootLayer() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }

  /** Whether it is there, or may be loaded. */
  static boolean isAvailable() {
    return isInBootLayer() || Boolean.getBoolean(LATE);
  }

  /**
   * The number of floats in a vector of the preferred shape, {@link Lanes#COUNT}; learnt without
   * the module where that is not loaded.
   *
   * @throws LinkageError if this JVM has no such vectors
   */
  static int lanes() {
    return isInBootLayer() ? Lanes.COUNT : lanesOfMachine();
  }

  /** The shape that the Vector API prefers is the largest that all types of elements can have. */
  private static int lanesOfMachine() {
    try {
      Method most =
          Class.forName("jdk.internal.vm.vector.VectorSupport")
              .getMethod("getMaxLaneCount", Class.class);
      int bytes = Integer.MAX_VALUE;
      for (Class<?> element : ELEMENTS) {
        int lanes = (int) most.invoke(null, element);
        bytes = Math.min(bytes, Math.max(Long.BYTES, lanes * sizeOf(element)));
      }
      return bytes / Float.BYTES;
    } catch (ReflectiveOperationException e) {
      throw new NoClassDefFoundError(String.valueOf(e));
    }
  }

  private static int sizeOf(Class<?> element) {
    if (element == byte.class) {
      return Byte.BYTES;
    }
    if (element == short.class) {
      return Short.BYTES;
    }
    return element == long.class || element == double.class ? Long.BYTES : Integer.BYTES;
  }

  /**
   * Loads the module unless it is there.
   *
   * @throws LinkageError if that cannot be done here
   */
  static void load() {
    if (isInBootLayer()) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
    } catch (ReflectiveOperationException e) {
      throw new NoClassDefFoundError(String.valueOf(e));
    }
  }
}
