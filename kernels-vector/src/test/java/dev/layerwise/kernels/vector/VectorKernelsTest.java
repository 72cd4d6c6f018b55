package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Kernels;

class VectorKernelsTest extends KernelsContract {
  private final Kernels kernels = new VectorKernels();

  @Override
  Kernels kernels() {
    return kernels;
  }
}
