package dev.layerwise.report.figure;

/** Which end of a scale is the good one. */
public enum Better {
  /** The greatest value is the best. */
  HIGHER,
  /** The least value is the best. */
  LOWER,
  /** Neither. */
  NEITHER
}
