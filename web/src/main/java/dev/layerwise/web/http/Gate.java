package dev.layerwise.web.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes before anything looks at it.
 *
 * <ul>
 *   <li>Host: an address in numbers, {@code localhost}, or a name of this machine. A page elsewhere
 *       that makes its own name point here (DNS rebinding) is refused by that name.
 *   <li>Origin and Sec-Fetch-Site: what changes or computes something comes from our own pages, or
 *       from a program that is no browser. Other sites may link to a page, and read nothing.
 *   <li>Token: needed where the server can be reached from other machines.
 *   <li>Rates and sizes.
 * </ul>
 */
final class Gate {
  private static final String CONTENT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Set<String> names;
  private final byte @Nullable [] token;
  private final String cookie;
  private final Limits limits;
  private final Buckets requests;
  private final Buckets changes;

  /**
   * Makes one.
   *
   * @param host where the server listens, as its user named it
   * @param port its port, which is part of the cookie's name: browsers keep one jar for all ports
   */
  Gate(String host, int port, @Nullable String token, Limits limits, LongSupplier clock) {
    this.names = names(host);
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    this.cookie = "layerwise-" + port;
    this.limits = limits;
    this.requests = new Buckets(limits.requestsPerSecond(), clock);
    this.changes = new Buckets(limits.changesPerSecond(), clock);
  }

  private static Set<String> names(String host) {
    Set<String> names = new HashSet<>(List.of("localhost", host.toLowerCase(Locale.ROOT)));
    try {
      names.add(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT));
    } catch (UnknownHostException e) {
      // A machine that does not know its own name is not called by it.
    }
    return names;
  }

  /** The headers that every reply has. */
  static void protect(Headers headers) {
    headers.set("Content-Security-Policy", CONTENT_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cache-Control", "no-store");
  }

  /**
   * Lets a request pass.
   *
   * @param kind what the route does
   * @return a reply that ends the matter, or null to go on
   * @throws Problem if it may not pass
   */
  @Nullable Reply check(HttpExchange exchange, Route.Kind kind) {
    Headers headers = exchange.getRequestHeaders();
    if (kind == Route.Kind.OPEN) {
      checkRate(exchange.getRemoteAddress(), kind);
      return null;
    }
    // No page elsewhere can send this header with the right token, whatever its name points to.
    if (!holdsToken(headers)) {
      checkHost(headers);
    }
    checkRate(exchange.getRemoteAddress(), kind);
    checkOrigin(headers, kind);
    checkSize(headers);
    return checkToken(exchange, kind);
  }

  private void checkHost(Headers headers) {
    List<String> hosts = headers.getOrDefault("Host", List.of());
    String host = hosts.size() == 1 ? hosts.getFirst() : "";
    if (!isOurs(host)) {
      throw new Problem(
          421,
          "header.Host",
          "expected an address in numbers, localhost, or the name that the server was given",
          hosts.isEmpty() ? "nothing" : String.join(", ", hosts),
          "open the address that was printed when the server started");
    }
  }

  private boolean isOurs(String host) {
    String name = hostName(host);
    return name != null
        && (names.contains(name) || name.startsWith("[") || name.matches("[0-9.]+"));
  }

  /** The name without the port, or null if that is no host. */
  private static @Nullable String hostName(String host) {
    try {
      URI address = new URI("http://" + host);
      String name = address.getHost();
      boolean bare = host.equals(address.getRawAuthority()) && address.getRawUserInfo() == null;
      return name == null || !bare ? null : name.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private void checkRate(InetSocketAddress client, Route.Kind kind) {
    String address = client.getAddress().getHostAddress();
    boolean fits = kind == Route.Kind.CHANGE ? changes.take(address) : requests.take(address);
    if (!fits) {
      int rate = kind == Route.Kind.CHANGE ? limits.changesPerSecond() : limits.requestsPerSecond();
      throw new Problem(
          429, "request", "expected at most " + rate + " such requests a second", "more", "wait");
    }
  }

  private static void checkOrigin(Headers headers, Route.Kind kind) {
    String site = headers.getFirst("Sec-Fetch-Site");
    if (kind == Route.Kind.PAGE) {
      return;
    }
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw foreign("header.Sec-Fetch-Site", site);
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !sameOrigin(origin, headers.getFirst("Host"))) {
      throw foreign("header.Origin", origin);
    }
  }

  private static boolean sameOrigin(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  private static Problem foreign(String where, String got) {
    return new Problem(
        403, where, "expected a request of this server's own pages", got, "use its own pages");
  }

  private void checkSize(Headers headers) {
    String length = headers.getFirst("Content-Length");
    if (length != null
        && length.matches("[0-9]{1,18}")
        && Long.parseLong(length) > limits.bodyBytes()) {
      throw Request.tooLarge(limits.bodyBytes());
    }
  }

  private @Nullable Reply checkToken(HttpExchange exchange, Route.Kind kind) {
    if (token == null) {
      return null;
    }
    Headers headers = exchange.getRequestHeaders();
    if (holdsToken(headers)) {
      return null;
    }
    if (isToken(fromCookie(headers))) {
      return null;
    }
    String offered = Request.parseQuery(exchange.getRequestURI()).get("token");
    if (kind == Route.Kind.PAGE && offered != null && isToken(offered)) {
      // The token leaves the address, so that no history or bookmark keeps it.
      return Reply.seeOther(exchange.getRequestURI().getRawPath())
          .with("Set-Cookie", cookie + "=" + offered + "; Path=/; HttpOnly; SameSite=Strict");
    }
    throw new Problem(
        401,
        "header.Authorization",
        "expected the token of this server",
        null,
        "open the address with ?token=… that was printed when the server started, or send"
            + " Authorization: Bearer TOKEN");
  }

  private boolean holdsToken(Headers headers) {
    String bearer = headers.getFirst("Authorization");
    return token != null
        && bearer != null
        && bearer.startsWith("Bearer ")
        && isToken(bearer.substring(7));
  }

  private String fromCookie(Headers headers) {
    for (String line : headers.getOrDefault("Cookie", List.of())) {
      for (String pair : line.split(";")) {
        if (pair.strip().startsWith(cookie + "=")) {
          return pair.strip().substring(cookie.length() + 1);
        }
      }
    }
    return "";
  }

  /** In a time that does not tell how much of it is right. */
  private boolean isToken(String offered) {
    return MessageDigest.isEqual(offered.getBytes(StandardCharsets.UTF_8), token);
  }
}
