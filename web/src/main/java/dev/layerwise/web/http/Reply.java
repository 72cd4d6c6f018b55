package dev.layerwise.web.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back to the client.
 *
 * @param status the HTTP status
 * @param type the media type
 * @param body the content; empty for none
 * @param headers more headers, which also replace those that every reply has
 */
public record Reply(int status, String type, byte[] body, Map<String, String> headers) {
  /** JSON. */
  public static final String JSON = "application/json";

  /** Copies the headers. */
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** A value as JSON; NaN and infinities are null. */
  public static Reply json(Object value) {
    return json(200, value);
  }

  /** A value as JSON with a status. */
  public static Reply json(int status, Object value) {
    return new Reply(status, JSON, Json.bytes(value), Map.of());
  }

  /** JSON that has been written already. */
  public static Reply jsonText(String json) {
    return new Reply(200, JSON, json.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Text. */
  public static Reply text(String type, String text) {
    return new Reply(
        200, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Bytes. */
  public static Reply bytes(String type, byte[] body) {
    return new Reply(200, type, body, Map.of());
  }

  /** Nothing but that all went well. */
  public static Reply done() {
    return new Reply(204, "", new byte[0], Map.of());
  }

  /** Sends the browser elsewhere on this server. */
  public static Reply seeOther(String path) {
    return new Reply(303, "", new byte[0], Map.of("Location", path));
  }

  /** The same with another header. */
  public Reply with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new Reply(status, type, body, all);
  }
}
