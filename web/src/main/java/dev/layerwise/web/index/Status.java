package dev.layerwise.web.index;

import java.util.Locale;

/** How things stand with a run. */
public enum Status {
  /** It is being trained right now. */
  LIVE,
  /** It was stopped or killed, and can be resumed. */
  STOPPED,
  /** It has ended as planned. */
  DONE,
  /** Its loss became NaN or infinite. */
  DIVERGED,
  /** Its folder cannot be read. */
  DAMAGED;

  /** The name in JSON and in filters, such as {@code live}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
