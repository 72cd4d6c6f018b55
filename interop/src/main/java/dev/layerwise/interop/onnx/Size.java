package dev.layerwise.interop.onnx;

/** One number of a shape that the graph computes. */
sealed interface Size {
  /** The number of examples, as it comes with the input. */
  Size EXAMPLES = new Examples(1);

  /** A size that the file does not tell. */
  Size OPEN = new Open();

  /** Greater than any size; products of smaller ones do not overflow. */
  long LIMIT = 1L << 31;

  /** A known number; −1 and 0 as {@code Reshape} takes them. */
  record Exact(long value) implements Size {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /** A multiple of the number of examples. */
  record Examples(long times) implements Size {
    @Override
    public String toString() {
      return times == 1 ? "n" : times + "n";
    }
  }

  /** Any number. */
  record Open() implements Size {
    @Override
    public String toString() {
      return "?";
    }
  }

  /** The product of two sizes. */
  static Size product(Size a, Size b) {
    if (a instanceof Exact(long x) && b instanceof Exact(long y)) {
      return isSmall(x) && isSmall(y) ? new Exact(x * y) : OPEN;
    }
    if (a instanceof Examples(long x) && b instanceof Exact(long y)) {
      return isSmall(x) && isSmall(y) ? new Examples(x * y) : OPEN;
    }
    return a instanceof Exact && b instanceof Examples ? product(b, a) : OPEN;
  }

  private static boolean isSmall(long value) {
    return value > -LIMIT && value < LIMIT;
  }
}
