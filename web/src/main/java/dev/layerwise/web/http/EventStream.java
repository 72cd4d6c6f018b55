package dev.layerwise.web.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** Events as they are sent; for many clients they are written once. */
  static byte[] frames(List<Event> events) {
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      if (event.id() != null) {
        text.append("id: ").append(event.id()).append('\n');
      }
      // JSON has no line breaks, which would end the field.
      text.append("event: ").append(event.kind()).append("\ndata: ").append(event.json());
      text.append("\n\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Sends events, all at once.
   *
   * @param frames what {@link #frames} made of them
   * @throws IOException if the client is gone
   */
  void send(byte[] frames) throws IOException;

  /**
   * Sends an event.
   *
   * @param data its content, sent as JSON
   * @throws IOException if the client is gone
   */
  default void send(@Nullable String id, String kind, Object data) throws IOException {
    send(frames(List.of(new Event(id, kind, Json.text(data)))));
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
