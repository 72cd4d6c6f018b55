package dev.layerwise.web.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client. A client that does not read holds up its own thread alone,
 * until the server gives up on it.
 */
public interface EventStream {
  /**
   * Sends an event.
   *
   * @param id what the client names when it connects again, or null to leave that as it was
   * @param event the kind of event
   * @param data its content, sent as JSON
   * @throws IOException if the client is gone
   */
  void send(@Nullable String id, String event, Object data) throws IOException;

  /**
   * Sends a comment, which tells both sides whether the other is still there. Something should be
   * sent every {@value #HEARTBEAT_SECONDS} seconds.
   *
   * @throws IOException if the client is gone
   */
  void beat() throws IOException;

  /** The longest silence that does no harm. */
  int HEARTBEAT_SECONDS = 15;
}
