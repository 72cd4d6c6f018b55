package dev.layerwise.data;

/** How a network may be given inputs of which many are zero. */
public enum Sparsity {
  /** As a matrix, zeros and all. */
  NONE,
  /** Without their zeros, where that is faster. */
  WHOLE,
  /**
   * The same, and images in a left and a right half. Two threads can then read these, and take them
   * through the first layer, apart. That costs some time for each half, which a narrow layer does
   * not bring back.
   */
  HALVES
}
