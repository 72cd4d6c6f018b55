package dev.layerwise.report.figure;

/**
 * Something that the reader should know before drawing conclusions: what is missing, what went
 * wrong.
 *
 * @param kind how serious it is
 * @param text plain text
 */
public record Notice(Kind kind, String text) implements Block {
  /** How serious a notice is. */
  public enum Kind {
    /** Something is not shown, with the reason. */
    MISSING,
    /** Something went wrong. */
    WARNING
  }

  /** A notice of what is not shown. */
  public static Notice missing(String text) {
    return new Notice(Kind.MISSING, text);
  }

  /** A notice of what went wrong. */
  public static Notice warning(String text) {
    return new Notice(Kind.WARNING, text);
  }
}
