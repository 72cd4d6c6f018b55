package dev.layerwise.benchmarks.jmh;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;

/** The kernels under test: the only place where they are chosen. */
final class Kernel {
  private Kernel() {}

  /** Those of the given name. */
  static Kernels of(String name) {
    return KernelSelection.select(name).kernels();
  }

  /** The definition of every operation. */
  static Kernels reference() {
    return KernelSelection.select("scalar").kernels();
  }
}
