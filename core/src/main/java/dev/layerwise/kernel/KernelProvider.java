package dev.layerwise.kernel;

/**
 * Offers an implementation of {@link Kernels}; found through {@link java.util.ServiceLoader}.
 *
 * <p>A provider is asked once, at start-up, whether it can serve this machine.
 */
public interface KernelProvider {
  /** The name by which {@code --kernels} asks for it, such as {@code vector}. */
  String name();

  /** The preference among usable providers; the highest wins. The scalar reference has 0. */
  int priority();

  /**
   * Why this provider cannot serve this machine, as a clause that a person understands, or the
   * empty string if it can.
   */
  String whyNot();

  /** What it would use, such as {@code 512-bit vectors, 16 floats}. */
  String describe();

  /** What kernels that it has created use, in the same words. */
  default String describe(Kernels kernels) {
    return describe();
  }

  /** The kernels. Called only if {@link #whyNot()} is empty. */
  Kernels create();

  /**
   * The kernels for a given amount of work. What is best for a long training need not be so for one
   * that is over in a second; but the bits of every result are those of {@link #create()}.
   *
   * @param work the multiply-adds that are going to be made with them, at most, without those of
   *     zeros that are left out
   */
  default Kernels create(double work) {
    return create();
  }
}
