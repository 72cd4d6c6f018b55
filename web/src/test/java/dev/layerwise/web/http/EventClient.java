package dev.layerwise.web.http;

import dev.layerwise.web.http.EventStream.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Listens to a stream of events as a browser does. It must not be read from the socket: HTTP sends
 * it in chunks, whose lengths stand between any two of its bytes, also within an id.
 */
public final class EventClient {
  private EventClient() {}

  /**
   * Listens until it has heard enough, and goes.
   *
   * @param lastEventId the id of the last event that was heard before; may be empty
   * @param isLast whether an event is the last one of interest
   * @return all events up to that one
   * @throws IOException if the stream ends before
   */
  public static List<Event> listen(
      int port, String path, String lastEventId, Predicate<Event> isLast) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://localhost:" + port + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestProperty("Last-Event-ID", lastEventId);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      List<Event> events = new ArrayList<>();
      String id = null;
      String kind = "";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring("id: ".length());
        } else if (line.startsWith("event: ")) {
          kind = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          data = line.substring("data: ".length());
        } else if (line.isEmpty() && !kind.isEmpty()) {
          Event event = new Event(id, kind, data);
          events.add(event);
          if (isLast.test(event)) {
            return events;
          }
          id = null;
          kind = "";
        }
      }
      throw new IOException("the stream ended after " + events.size() + " events");
    } finally {
      connection.disconnect();
    }
  }
}
