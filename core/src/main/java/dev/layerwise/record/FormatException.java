package dev.layerwise.record;

/**
 * What is wrong with the content of a file. Whoever opened the file catches it and adds what this
 * code does not know: the file's name, and what a person can do.
 */
final class FormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;
  private final boolean advised;

  /** Makes one that says what is wrong. */
  FormatException(String message) {
    this(message, false);
  }

  private FormatException(String message, boolean advised) {
    super(message);
    this.detail = message;
    this.advised = advised;
  }

  /**
   * Makes one that says what is wrong and what to do, because the file is sound and only not what
   * is wanted here.
   */
  static FormatException withAdvice(String message) {
    return new FormatException(message, true);
  }

  /** Makes one of the complaint of a description that checks itself. */
  static FormatException of(String where, IllegalArgumentException complaint) {
    return new FormatException(where + complaint.getMessage());
  }

  /** What is wrong, alone. */
  String detail() {
    return detail;
  }

  /** The message, with the usual advice unless it has its own. */
  String message(String advice) {
    return advised ? detail : detail + "; " + advice;
  }
}
