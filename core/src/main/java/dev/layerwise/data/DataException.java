package dev.layerwise.data;

/**
 * Data that cannot be used: a file that is missing, damaged or of another kind, values out of
 * range, sizes that do not fit. The message is written for the person who supplied the data.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message that says where, which rule, what came, and what to do. */
  public DataException(String message) {
    super(message);
  }

  /** Makes one that was caused by another failure. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
