package dev.layerwise.web.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.layerwise.data.DataException;
import dev.layerwise.record.RecordException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link Site}. Every request has a virtual thread of its own, so that a slow client holds
 * up nobody else.
 */
public final class WebServer implements AutoCloseable {
  static {
    // Read once by the JDK's server. Small replies wait 40 ms for an acknowledgement without the
    // first; requests that are never finished are kept for ever without the second.
    defaultProperty("sun.net.httpserver.nodelay", "true");
    defaultProperty("sun.net.httpserver.maxReqTime", "60");
    defaultProperty("jdk.httpserver.maxConnections", "1000");
  }

  private static void defaultProperty(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /**
   * Where a server listens, and to whom.
   *
   * @param host a name or address; {@code localhost} is this machine alone
   * @param port the port, 0 for one that is free
   * @param token what others must know, or null; needed unless the host is this machine alone
   * @param limits how much may be asked
   */
  public record Options(String host, int port, @Nullable String token, Limits limits) {
    /** Checks the port and the token. */
    public Options {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port: expected 0 to 65535, got " + port);
      }
      if (token != null && !token.matches("[A-Za-z0-9_.~-]{8,200}")) {
        throw new IllegalArgumentException(
            "token: expected 8 to 200 letters, digits and any of -_.~");
      }
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
      return address().isLoopbackAddress();
    }

    private InetAddress address() {
      try {
        return InetAddress.getByName(host);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(
            "host: expected a name or address of this machine, got '" + host + "'", e);
      }
    }
  }

  /** Of a body that is too large, as many times the limit are read before it is refused. */
  private static final int DRAINED = 4;

  /** How long the rest of a request may let wait for itself once the server is to stop. */
  private static final Duration SILENT_AT_THE_END = Duration.ofSeconds(1);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Route> routes;
  private final Gate gate;
  private final Limits limits;
  private final Watch senders;
  private final Watch readers;
  private final Semaphore streams;
  private final AtomicInteger underWay = new AtomicInteger();
  private final String host;
  private final boolean isEverywhere;
  private final Consumer<Throwable> faults;

  private WebServer(HttpServer server, Site site, Options options, Consumer<Throwable> faults) {
    this.server = server;
    this.routes = site.routes();
    this.host = options.host();
    this.isEverywhere = server.getAddress().getAddress().isAnyLocalAddress();
    this.limits = options.limits();
    this.gate =
        new Gate(
            options.host(),
            server.getAddress().getPort(),
            options.token(),
            options.limits(),
            System::nanoTime);
    this.senders = new Watch(options.limits().stalled());
    this.readers = new Watch(options.limits().stalled());
    this.streams = new Semaphore(options.limits().streams());
    this.faults = faults;
  }

  /**
   * Starts a server.
   *
   * @param faults is told of faults of ours, which clients learn of without details
   * @throws IllegalArgumentException if the host can be reached from elsewhere and there is no
   *     token
   * @throws DataException if the port is taken
   */
  public static WebServer start(Site site, Options options, Consumer<Throwable> faults) {
    if (!options.isLoopback() && options.token() == null) {
      throw new IllegalArgumentException(
          "host: "
              + options.host()
              + " can be reached from other machines, and whoever reaches it could use it;"
              + " a token is needed (--token)");
    }
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(options.address(), options.port()), 100);
      WebServer server = new WebServer(http, site, options, faults);
      http.createContext("/", server::handle);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException e) {
      throw new DataException(
          "port "
              + options.port()
              + " on "
              + options.host()
              + ": cannot listen there: "
              + e.getMessage()
              + "; name another (--port), or 0 for any that is free",
          e);
    }
  }

  /** The address to open on this machine, such as {@code http://localhost:8080}. */
  public String address() {
    return address(isEverywhere ? "localhost" : Addresses.bracketed(host));
  }

  /** The addresses to open on other machines; none if only this one can reach it. */
  public List<String> addressesForOthers() {
    if (server.getAddress().getAddress().isLoopbackAddress()) {
      return List.of();
    }
    List<String> hosts =
        isEverywhere ? Addresses.ofThisMachine() : List.of(Addresses.bracketed(host));
    return hosts.stream().map(this::address).toList();
  }

  private String address(String name) {
    return "http://" + name + ":" + port();
  }

  /** The port. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) {
    underWay.incrementAndGet();
    try {
      answer(exchange);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void answer(HttpExchange exchange) {
    try (Connection connection = new Connection(exchange, senders, readers)) {
      Gate.protect(exchange.getResponseHeaders());
      try {
        route(exchange, connection);
      } catch (Problem e) {
        if (e.status() == 413) {
          connection.drain(DRAINED * limits.bodyBytes());
        }
        connection.send(e.reply());
      } catch (DataException | RecordException | IllegalArgumentException e) {
        // Written for whoever supplied the data, as on the command line.
        connection.send(
            Problem.badRequest("request", String.valueOf(e.getMessage()), null, null).reply());
      } catch (InterruptedException | ClosedByInterruptException e) {
        // The server is closing, or has given up on a client that does not read.
        Thread.currentThread().interrupt();
      } catch (Exception | Error e) {
        if (e instanceof IOException && connection.hasBegun()) {
          // The client is gone; there is nobody to tell.
          return;
        }
        faults.accept(e);
        connection.send(
            new Problem(
                    500,
                    "server",
                    "this is a fault of Layerwise itself",
                    null,
                    "what the server printed tells more; please report it")
                .reply());
      }
    } catch (IOException e) {
      // The client is gone; there is nobody to tell.
    }
  }

  private void route(HttpExchange exchange, Connection connection) throws Exception {
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    String wanted = method.equals("HEAD") ? "GET" : method;
    for (Route route : routes) {
      Map<String, String> parts = route.match(path);
      if (parts != null && route.method().equals(wanted)) {
        Reply early = gate.check(exchange, route.kind());
        if (early != null) {
          connection.send(early);
        } else {
          answer(route, new Request(exchange, parts, limits.bodyBytes()), connection);
        }
        return;
      }
    }
    gate.check(exchange, Route.Kind.READ);
    List<String> methods = Route.methods(routes, path);
    if (methods.isEmpty()) {
      throw Problem.notFound("path", "there is nothing at this address", path);
    }
    connection.send(
        new Problem(405, "method", "expected " + String.join(" or ", methods), method, null)
            .reply()
            .with("Allow", String.join(", ", methods)));
  }

  private void answer(Route route, Request request, Connection connection) throws Exception {
    if (route.handler() != null) {
      connection.send(route.handler().answer(request));
    } else if (route.stream() != null) {
      if (!streams.tryAcquire()) {
        throw new Problem(
            503,
            "request",
            "expected at most " + limits.streams() + " open streams",
            "one more",
            "close some of the open pages");
      }
      try {
        String last = request.header("Last-Event-ID");
        route.stream()
            .write(
                request,
                last != null ? last : request.query("lastEventId", ""),
                connection.events());
      } finally {
        streams.release();
      }
    }
  }

  /**
   * Stops listening, gives the requests under way some time to be answered, and then closes. Nobody
   * waits for a request of which nothing more comes.
   *
   * @param seconds the most that is waited
   */
  public void stop(int seconds) {
    senders.hurry(SILENT_AT_THE_END);
    // It stops listening at once, and waits for requests whose client went away as well.
    Thread stopping = Thread.ofVirtual().start(() -> server.stop(seconds));
    long busyAt = System.nanoTime();
    try {
      while (stopping.isAlive() && System.nanoTime() - busyAt < SILENT_AT_THE_END.toNanos()) {
        Thread.sleep(10);
        if (underWay.get() > 0) {
          busyAt = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /** Stops listening, ends all streams, and lets go of the port. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    senders.close();
    readers.close();
  }
}
