package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.KernelProvider;
import dev.layerwise.kernel.Kernels;

/**
 * Offers {@link VectorKernels} where the Vector API is there and its vectors are wide enough to be
 * of use.
 *
 * <p>The Vector API is an incubating module, absent unless the JVM was started with it. This class
 * therefore does not mention it: what does lies in {@code VectorKernels} and is reached only if
 * {@link #whyNot()} is empty.
 */
public final class VectorKernelProvider implements KernelProvider {
  private static final String MODULE = "jdk.incubator.vector";
  private static final int FEWEST_LANES = 4;

  /** Called by {@link java.util.ServiceLoader}. */
  public VectorKernelProvider() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public String whyNot() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return "the module " + MODULE + " is absent; start java with --add-modules " + MODULE;
    }
    try {
      int lanes = Lanes.COUNT;
      return lanes >= FEWEST_LANES
          ? ""
          : "vectors hold " + lanes + " floats here, fewer than " + FEWEST_LANES;
    } catch (LinkageError e) {
      return "the Vector API of this JVM cannot be used (" + e + ")";
    }
  }

  @Override
  public String describe() {
    return Lanes.COUNT * Float.SIZE + "-bit vectors, " + Lanes.COUNT + " floats";
  }

  @Override
  public Kernels create() {
    return new VectorKernels();
  }
}
