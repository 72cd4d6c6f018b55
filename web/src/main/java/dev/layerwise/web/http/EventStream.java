package dev.layerwise.web.http;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events to one client. A client that does not read holds up its own thread alone,
 * until the server gives up on it.
 */
public interface EventStream {
  /**
   * An event.
   *
   * @param id what the client names when it connects again, or null to leave that as it was
   * @param kind the kind of event
   * @param json its content, JSON on one line
   */
  record Event(@Nullable String id, String kind, String json) {}

  /**
   * Sends events, all at once.
   *
   * @throws IOException if the client is gone
   */
  void send(List<Event> events) throws IOException;

  /**
   * Sends an event.
   *
   * @param data its content, sent as JSON
   * @throws IOException if the client is gone
   */
  default void send(@Nullable String id, String kind, Object data) throws IOException {
    send(List.of(new Event(id, kind, Json.text(data))));
  }

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
