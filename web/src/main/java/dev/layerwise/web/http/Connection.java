package dev.layerwise.web.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The way to and from one client; reads and writes in pieces, so that one {@link Watch} sees
 * whether it sends, and one whether it reads.
 */
final class Connection implements AutoCloseable {
  private static final int PIECE = 16 << 10;
  private static final byte[] BEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

  private final HttpExchange exchange;
  private final Watch senders;
  private final Watch readers;
  private boolean begun;

  Connection(HttpExchange exchange, Watch senders, Watch readers) {
    this.exchange = exchange;
    this.senders = senders;
    this.readers = readers;
    exchange.setStreams(watched(exchange.getRequestBody(), senders), null);
  }

  private static InputStream watched(InputStream body, Watch senders) {
    return new FilterInputStream(body) {
      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        long ticket = senders.begin(Thread.currentThread());
        try {
          return super.read(bytes, from, length);
        } finally {
          senders.end(ticket);
        }
      }
    };
  }

  void send(Reply reply) throws IOException {
    if (begun) {
      throw new IOException("a reply is under way already");
    }
    begun = true;
    if (!reply.type().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", reply.type());
    }
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] body = reply.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
    }
    exchange.sendResponseHeaders(reply.status(), body.length == 0 || head ? -1 : body.length);
    if (!head) {
      for (int at = 0; at < body.length; at += PIECE) {
        write(body, at, Math.min(PIECE, body.length - at), false);
      }
    }
  }

  private void write(byte[] bytes, int from, int length, boolean flush) throws IOException {
    long ticket = readers.begin(Thread.currentThread());
    try {
      OutputStream out = exchange.getResponseBody();
      out.write(bytes, from, length);
      if (flush) {
        out.flush();
      }
    } finally {
      readers.end(ticket);
    }
  }

  /** A stream of events, which begins with the first; until then the reply may be another. */
  EventStream events() {
    return new EventStream() {
      @Override
      public void send(byte[] frames) throws IOException {
        write(frames);
      }

      @Override
      public void beat() throws IOException {
        write(BEAT);
      }

      private void write(byte[] bytes) throws IOException {
        if (!begun) {
          begun = true;
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
          boolean head = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(200, head ? -1 : 0);
          if (head) {
            throw new IOException("who asks for the headers alone hears no events");
          }
        }
        for (int at = 0; at < bytes.length; at += PIECE) {
          int length = Math.min(PIECE, bytes.length - at);
          Connection.this.write(bytes, at, length, at + length == bytes.length);
        }
      }
    };
  }

  /** Whether a reply is under way. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * Reads what the client still sends, up to a limit: a connection that is closed before may take
   * the reply with it.
   */
  void drain(long mostBytes) throws IOException {
    byte[] unwanted = new byte[PIECE];
    long left = mostBytes;
    int got = 0;
    while (left > 0 && got >= 0) {
      got = exchange.getRequestBody().read(unwanted);
      left -= got;
    }
  }

  @Override
  public void close() {
    // Reads what is left of the request first.
    long ticket = senders.begin(Thread.currentThread());
    try {
      exchange.close();
    } finally {
      senders.end(ticket);
    }
  }
}
