package dev.layerwise.web.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path with what answers it.
 *
 * @param method GET, POST, PUT or DELETE
 * @param pattern the path; a part in braces stands for anything without an unencoded slash
 * @param kind what it does
 * @param handler answers, or null for a stream
 * @param stream writes events, or null
 */
record Route(
    String method,
    String pattern,
    Kind kind,
    @Nullable Handler handler,
    Handler.@Nullable Stream stream) {
  /** What a route does, and so who may ask for it. */
  enum Kind {
    /** Tells whether the server is well; anybody may ask, by any name and without a token. */
    OPEN,
    /** Shows a page or what it is made of; other sites may link to it. */
    PAGE,
    /** Reads. */
    READ,
    /** Computes and changes nothing. */
    COMPUTE,
    /** Changes something. */
    CHANGE
  }

  /** The parts of the path that stand for those in braces, or null if it is another path. */
  @Nullable Map<String, String> match(String rawPath) {
    String[] wanted = pattern.split("/", -1);
    String[] got = rawPath.split("/", -1);
    if (wanted.length != got.length) {
      return null;
    }
    Map<String, String> parts = new LinkedHashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        String part = decode(got[i]);
        if (part == null || part.isEmpty()) {
          return null;
        }
        parts.put(wanted[i].substring(1, wanted[i].length() - 1), part);
      } else if (!wanted[i].equals(got[i])) {
        return null;
      }
    }
    return parts;
  }

  private static @Nullable String decode(String part) {
    try {
      // In a path, unlike in a form, a plus is a plus.
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The methods that some routes know for a path. */
  static List<String> methods(List<Route> routes, String rawPath) {
    return routes.stream()
        .filter(route -> route.match(rawPath) != null)
        .map(Route::method)
        .distinct()
        .toList();
  }
}
