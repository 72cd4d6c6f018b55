package dev.layerwise.web.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends whatever it is told to, right or wrong. */
public final class RawClient {
  private final int port;

  /** A client of a server on this machine. */
  public RawClient(int port) {
    this.port = port;
  }

  /**
   * What came back.
   *
   * @param status the HTTP status
   * @param headers by their names in lower case
   * @param body the content
   */
  public record Answer(int status, Map<String, String> headers, String body) {}

  /** Sends a request with headers given as names and values in turn. */
  public Answer send(String method, String path, String body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", "localhost:" + port);
    all.put("Connection", "close");
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    if (content.length > 0) {
      all.putIfAbsent("Content-Length", Integer.toString(content.length));
      all.putIfAbsent("Content-Type", "application/json");
    }
    all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return raw((head + "\r\n").getBytes(StandardCharsets.UTF_8), content);
  }

  /** Reads. */
  public Answer get(String path, String... headers) throws IOException {
    return send("GET", path, "", headers);
  }

  /** Sends JSON. */
  public Answer post(String path, String body, String... headers) throws IOException {
    return send("POST", path, body, headers);
  }

  /** Sends bytes as they are, and reads all that comes. */
  public Answer raw(byte[]... parts) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      try {
        for (byte[] part : parts) {
          socket.getOutputStream().write(part);
        }
      } catch (IOException e) {
        // The server may refuse before all is said.
      }
      return parse(readAll(socket.getInputStream()));
    }
  }

  private static byte[] readAll(InputStream in) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // A connection that is reset after an answer has answered all the same.
    }
    return bytes.toByteArray();
  }

  private static Answer parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, Map.of(), text);
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
  }
}
