package dev.layerwise.report.figure;

/** Checks that lists which belong together are of one length. */
final class Sizes {
  private Sizes() {}

  static void require(String what, int expected, int actual) {
    if (expected != actual) {
      throw new IllegalArgumentException(what + ": expected " + expected + ", got " + actual);
    }
  }
}
