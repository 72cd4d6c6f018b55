package dev.layerwise.interop.published;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server of files that can be told to misbehave. It speaks HTTP by hand, for only so can it stop
 * in the middle of a file.
 */
final class MirrorServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile boolean ranges = true;
  private volatile int breakAfter = Integer.MAX_VALUE;
  private volatile boolean silent;

  MirrorServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  /** Offers a file. */
  MirrorServer offering(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  /** Answers everything with this status. */
  MirrorServer answering(int newStatus) {
    status = newStatus;
    return this;
  }

  /** Ignores that only a range was asked for. */
  MirrorServer ignoringRanges() {
    ranges = false;
    return this;
  }

  /** Closes the connection after so many bytes of a file. */
  MirrorServer breakingAfter(int bytes) {
    breakAfter = bytes;
    return this;
  }

  /** Sends no more after so many bytes of a file, but keeps the connection open. */
  MirrorServer fallingSilentAfter(int bytes) {
    silent = true;
    return breakingAfter(bytes);
  }

  /** Works as it should from now on. */
  MirrorServer mended() {
    status = 200;
    breakAfter = Integer.MAX_VALUE;
    silent = false;
    return this;
  }

  /** The file and range of every request: {@code "a.gz"} or {@code "a.gz bytes=10-"}. */
  List<String> requests() {
    return requests;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        Thread.ofVirtual().start(() -> answer(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket connection) {
    try {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      String request = in.readLine();
      if (request == null) {
        return;
      }
      String range = null;
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.regionMatches(true, 0, "Range:", 0, 6)) {
          range = line.substring(6).strip();
        }
      }
      String name = request.split(" ")[1].substring(1);
      requests.add(range == null ? name : name + " " + range);
      send(connection.getOutputStream(), files.get(name), range);
      if (!silent) {
        connection.close();
      }
    } catch (IOException e) {
      // The client went away, which is its right.
      requests.add("closed by the client");
    }
  }

  private void send(OutputStream out, byte @Nullable [] content, @Nullable String range)
      throws IOException {
    int code = content == null && status == 200 ? 404 : status;
    if (code != 200 || content == null) {
      out.write(
          ("HTTP/1.1 " + code + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      return;
    }
    int from = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
    String head =
        from == 0
            ? "HTTP/1.1 200 OK\r\n"
            : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "
                + from
                + "-"
                + (content.length - 1)
                + "/"
                + content.length
                + "\r\n";
    head += "Content-Length: " + (content.length - from) + "\r\nConnection: close\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(content, from, Math.min(content.length - from, breakAfter));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }
}
