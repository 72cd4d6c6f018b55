package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Kernels;

/** Every operation of the contract, computed plainly and in vectors: the bits are the same. */
class PlainKernelsTest extends KernelsContract {
  private final Kernels kernels = Twins.of(new PlainKernels(Lanes.COUNT), new VectorKernels());

  @Override
  Kernels kernels() {
    return kernels;
  }
}
