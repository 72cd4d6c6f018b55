package dev.layerwise.web.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a client asks for. */
public final class Request {
  private final HttpExchange exchange;
  private final Map<String, String> path;
  private final Map<String, String> query;
  private final long mostBytes;

  Request(HttpExchange exchange, Map<String, String> path, long mostBytes) {
    this.exchange = exchange;
    this.path = path;
    this.query = parseQuery(exchange.getRequestURI());
    this.mostBytes = mostBytes;
  }

  /** The part of the path that stands for {@code {name}} in the route, decoded. */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no part {" + name + "}");
    }
    return value;
  }

  /** A parameter of the query, or null; of several with one name, the last. */
  public @Nullable String query(String name) {
    return query.get(name);
  }

  /** A parameter of the query, or a default. */
  public String query(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  /** A whole number in the query, or a default. */
  public int query(String name, int otherwise, int low, int high) {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw Problem.badRequest(
        "query." + name, "expected a whole number from " + low + " to " + high, text, null);
  }

  /** The first header of a name, or null. */
  public @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  /** The body as JSON; {@code Content-Type: application/json} is required. */
  public JsonNode json() {
    String type = header("Content-Type");
    if (type == null || !type.toLowerCase(java.util.Locale.ROOT).startsWith(Reply.JSON)) {
      throw new Problem(
          415,
          "header.Content-Type",
          "expected application/json",
          type == null ? "nothing" : type,
          "send the header Content-Type: application/json");
    }
    return Json.read(body());
  }

  /** The body as a JSON object. */
  public JsonNode jsonObject() {
    JsonNode body = json();
    if (!body.isObject()) {
      throw Problem.badRequest("body", "expected a JSON object", body.toString(), null);
    }
    return body;
  }

  /** The body, which may be no larger than the server allows. */
  public byte[] body() {
    try {
      byte[] body = exchange.getRequestBody().readNBytes((int) mostBytes + 1);
      if (body.length > mostBytes) {
        throw tooLarge(mostBytes);
      }
      return body;
    } catch (IOException e) {
      throw Problem.badRequest("body", "the request ended before its body did", null, null);
    }
  }

  static Problem tooLarge(long mostBytes) {
    return new Problem(
        413, "body", "expected at most " + mostBytes + " bytes", "more", "send less at once");
  }

  static Map<String, String> parseQuery(URI address) {
    Map<String, String> parameters = new LinkedHashMap<>();
    String text = address.getRawQuery();
    if (text != null) {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("query", "expected percent-encoded UTF-8", text, null);
    }
  }
}
