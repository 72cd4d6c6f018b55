package dev.layerwise.benchmarks.roofline;

import java.util.List;

/**
 * What training asks of a machine at least, per example, whatever the implementation: the
 * operations of the matrix products, the vectors that skipping zeros must load, and the bytes that
 * must come from outside the cores' caches.
 *
 * @param denseFlops two for every multiply-add of the products: forward, weight gradients, and the
 *     input gradients of all layers but the first
 * @param sparseFlops the same with the zeros of the input skipped in the first layer
 * @param sparseLoads the vectors that must be loaded to skip zeros: for every pixel that is not
 *     zero, forward and in the weight gradient, a row of the first layer's units and the pixel
 *     itself; a dense product reuses what it has loaded for many rows, and this one cannot
 * @param nearBytes the example's share of parameters that do not fit a core's own cache but the one
 *     that all share: a step reads them twice and writes them once (with momentum the velocities
 *     are read and written as well)
 * @param farBytes the example as bytes, and the share of parameters that fit no cache
 */
public record Demand(
    double denseFlops, double sparseFlops, double sparseLoads, double nearBytes, double farBytes) {
  /** Parameters below this size stay in a core's own cache. */
  private static final long OWN_CACHE = 1 << 20;

  /** Parameters and velocities below this size stay in the cache that all cores share. */
  private static final long SHARED_CACHE = 16 << 20;

  /**
   * The demand of a network of dense layers.
   *
   * @param inputs the features of an example, a byte each
   * @param units the units of all layers, the output included
   * @param batch rows per step
   * @param momentum whether velocities are kept
   * @param density the share of the inputs that are not zero
   * @param lanes the floats in a vector
   */
  public static Demand of(
      int inputs, List<Integer> units, int batch, boolean momentum, double density, int lanes) {
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
    double shared = passes * size / batch;
    boolean near = size * (momentum ? 2 : 1) <= SHARED_CACHE;
    double nearBytes = size > OWN_CACHE && near ? shared : 0;
    double farBytes = inputs + (near ? 0 : shared);
    int row = (units.getFirst() + lanes - 1) / lanes;
    return new Demand(dense, sparse, 2 * inputs * density * (row + 1), nearBytes, farBytes);
  }

  /**
   * The most examples per second that something of the machine allows.
   *
   * @param examples per second
   * @param by what sets the limit: multiply-adds, loads or memory
   */
  public record Limit(double examples, String by) {}

  /**
   * The examples per second that a machine can train at most.
   *
   * @param zerosSkipped whether the zeros of the input are skipped
   */
  public Limit limit(Probe.Limits limits, boolean zerosSkipped) {
    double memory = 1 / (nearBytes / limits.cache() + farBytes / limits.memory());
    double compute = limits.flops() / (zerosSkipped ? sparseFlops : denseFlops);
    double loads = zerosSkipped ? limits.loads() / sparseLoads : Double.POSITIVE_INFINITY;
    if (memory <= Math.min(compute, loads)) {
      return new Limit(memory, "memory");
    }
    return compute <= loads ? new Limit(compute, "multiply-adds") : new Limit(loads, "loads");
  }
}
