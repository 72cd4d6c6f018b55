package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.KernelProvider;
import dev.layerwise.kernel.Kernels;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Offers {@link VectorKernels} where the Vector API is there and its vectors are wide enough to be
 * of use.
 *
 * <p>The Vector API is an incubating module, absent unless the JVM was started with it. This class
 * therefore does not mention it: what does lies in {@code VectorKernels} and is reached only if
 * {@link #whyNot()} is empty and {@link VectorModule} has been loaded.
 */
public final class VectorKernelProvider implements KernelProvider {
  private static final int FEWEST_LANES = 4;

  /**
   * The multiply-adds that plain loops are done with before vector code would be: until that is
   * compiled, a second or more goes by.
   */
  static final long MOST_PLAIN_WORK = 3_500_000_000L;

  /** Those for which plain kernels were handed out. */
  private static final AtomicLong PLAIN = new AtomicLong();

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
    if (!VectorModule.isAvailable()) {
      return "the module "
          + VectorModule.NAME
          + " is absent; start java with --add-modules "
          + VectorModule.NAME;
    }
    try {
      int lanes = VectorModule.lanes();
      return lanes >= FEWEST_LANES
          ? ""
          : "vectors hold " + lanes + " floats here, fewer than " + FEWEST_LANES;
    } catch (LinkageError e) {
      return "the Vector API of this JVM cannot be used (" + e + ")";
    }
  }

  @Override
  public String describe() {
    int lanes = VectorModule.lanes();
    return lanes * Float.SIZE + "-bit vectors, " + lanes + " floats";
  }

  @Override
  public String describe(Kernels kernels) {
    return kernels instanceof PlainKernels
        ? describe() + ", in plain loops of the same bits, since there is little to do"
        : describe();
  }

  @Override
  public Kernels create() {
    VectorModule.load();
    return new VectorKernels();
  }

  /**
   * {@link PlainKernels} while the process has little to compute in all: it would be done before
   * the JIT compiler has compiled vector code.
   */
  @Override
  public Kernels create(double work) {
    // What is too much is not counted: a long training does not make the next short one long.
    return work < MOST_PLAIN_WORK && PLAIN.addAndGet((long) work) < MOST_PLAIN_WORK
        ? new PlainKernels(VectorModule.lanes())
        : create();
  }
}
