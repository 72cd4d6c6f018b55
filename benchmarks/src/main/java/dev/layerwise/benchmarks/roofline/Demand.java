package dev.layerwise.benchmarks.roofline;

import java.util.List;

/**
 * What training asks of a machine at least, per example, whatever the implementation: the
 * operations of the matrix products, and the bytes that must come from outside the cores' caches.
 *
 * @param denseFlops two for every multiply-add of the products: forward, weight gradients, and the
 *     input gradients of all layers but the first
 * @param sparseFlops the same with the zeros of the input skipped in the first layer
 * @param bytes the example as bytes, and the example's share of the parameters, which a step reads
 *     twice and writes once (with momentum the velocities are read and written as well); parameters
 *     that fit a core's cache ask for nothing
 */
public record Demand(double denseFlops, double sparseFlops, double bytes) {
  /** Parameters below this size stay in a core's own cache. */
  private static final long CACHED_BYTES = 1 << 20;

  /**
   * The demand of a network of dense layers.
   *
   * @param inputs the features of an example, a byte each
   * @param units the units of all layers, the output included
   * @param batch rows per step
   * @param momentum whether velocities are kept
   * @param density the share of the inputs that are not zero
   */
  public static Demand of(
      int inputs, List<Integer> units, int batch, boolean momentum, double density) {
    double dense = 0;
    double sparse = 0;
    long parameters = 0;
    int d = inputs;
    for (int layer = 0; layer < units.size(); layer++) {
      int u = units.get(layer);
      double product = 2.0 * d * u;
      dense += (layer == 0 ? 2 : 3) * product;
      sparse += layer == 0 ? 2 * product * density : 3 * product;
      parameters += (long) d * u + u;
      d = u;
    }
    long size = parameters * Float.BYTES;
    double passes = momentum ? 5 : 3;
    double bytes = inputs + (size > CACHED_BYTES ? passes * size / batch : 0);
    return new Demand(dense, sparse, bytes);
  }

  /**
   * The examples per second that a machine can train at most.
   *
   * @param zerosSkipped whether the zeros of the input are skipped
   */
  public double limit(Probe.Limits limits, boolean zerosSkipped) {
    double compute = limits.flops() / (zerosSkipped ? sparseFlops : denseFlops);
    return Math.min(compute, limits.memory() / bytes);
  }
}
