package dev.layerwise.web.http;

/** Answers requests; called by a virtual thread of its own for each. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers one.
   *
   * @throws Problem if the request cannot be fulfilled
   * @throws Exception for a fault of ours, which the client learns of without its details
   */
  Reply answer(Request request) throws Exception;

  /** Writes events until it returns, the client is gone, or the server closes. */
  @FunctionalInterface
  interface Stream {
    /**
     * Writes the events.
     *
     * @param lastEventId what the client has seen last, or an empty text
     */
    void write(Request request, String lastEventId, EventStream events) throws Exception;
  }
}
