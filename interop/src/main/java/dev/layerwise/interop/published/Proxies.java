package dev.layerwise.interop.published;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the proxy that the environment names, as curl, pip and git do: {@code https_proxy} and
 * {@code http_proxy}, except for the hosts in {@code no_proxy}. Java looks at its system properties
 * alone; these come first where they name a proxy.
 */
final class Proxies extends ProxySelector {
  private final Map<String, String> environment;
  private final @Nullable ProxySelector properties;

  Proxies(Map<String, String> environment, @Nullable ProxySelector properties) {
    this.environment = environment;
    this.properties = properties;
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> named = properties == null ? List.of() : properties.select(uri);
    if (named.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT)) {
      return named;
    }
    InetSocketAddress address = isExcepted(uri.getHost()) ? null : address(uri.getScheme());
    return List.of(address == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, address));
  }

  private @Nullable InetSocketAddress address(String scheme) {
    String text = variable(scheme + "_proxy");
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
      int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
      return proxy.getHost() == null
          ? null
          : InetSocketAddress.createUnresolved(proxy.getHost(), port);
    } catch (IllegalArgumentException e) {
      return null; // a variable that is no address names no proxy
    }
  }

  private boolean isExcepted(String host) {
    return Arrays.stream(variable("no_proxy").split(","))
        .map(entry -> entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", ""))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
  }

  private String variable(String name) {
    String value = environment.get(name);
    return (value == null ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : value)
        .strip();
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request fails as well, and says why.
  }
}
