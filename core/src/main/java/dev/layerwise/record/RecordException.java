package dev.layerwise.record;

/**
 * A model file, checkpoint or other part of a run's record that could not be written: a full disk,
 * a folder that is missing or must not be written to. Nothing half-written is left, and what stood
 * there before still does. The message is written for the person who chose the place.
 *
 * <p>Files that cannot be read are bad input like any other: {@link
 * dev.layerwise.data.DataException}.
 */
public final class RecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a message that says where, what happened, and what to do. */
  public RecordException(String message) {
    super(message);
  }

  /** Makes one that was caused by another failure. */
  public RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
