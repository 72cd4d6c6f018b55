import dev.layerwise.kernel.KernelProvider;
import dev.layerwise.kernels.vector.VectorKernelProvider;

/** The kernels of {@code dev.layerwise.core} on the JDK's Vector API. */
module dev.layerwise.kernels.vector {
  requires static org.jspecify;
  requires dev.layerwise.core;
  requires jdk.incubator.vector;

  provides KernelProvider with
      VectorKernelProvider;
}
