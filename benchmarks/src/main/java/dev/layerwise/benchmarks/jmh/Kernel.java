package dev.layerwise.benchmarks.jmh;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ParallelKernels;

/** The kernels under test: the only place where they are chosen. */
final class Kernel {
  private Kernel() {}

  /** Those of the given name on so many threads. */
  static Kernels of(String name, int threads) {
    return ParallelKernels.of(KernelSelection.select(name).kernels(), threads);
  }

  /** The definition of every operation. */
  static Kernels reference() {
    return KernelSelection.select("scalar").kernels();
  }
}
