package dev.layerwise.interop.published;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
  private static String proxy(Map<String, String> environment, String uri) {
    Proxy proxy = new Proxies(environment, null).select(URI.create(uri)).getFirst();
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : proxy.type().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "https_proxy, http://proxy.example:3128, proxy.example:3128",
    "HTTPS_PROXY, http://user:secret@proxy.example:3128/, proxy.example:3128",
    "https_proxy, proxy.example:8080, proxy.example:8080",
    "https_proxy, http://proxy.example, proxy.example:80",
    "http_proxy, http://proxy.example:3128, DIRECT",
    "https_proxy, '', DIRECT",
    "https_proxy, 'no address at all', DIRECT",
  })
  void theEnvironmentNamesTheProxy(String name, String value, String expected) {
    assertEquals(expected, proxy(Map.of(name, value), "https://data.example/file"));
  }

  @ParameterizedTest
  @CsvSource({
    "data.example, DIRECT",
    "'other,.example', DIRECT",
    "*.example, DIRECT",
    "*, DIRECT",
    "ample, p:1",
    "'', p:1",
  })
  void someHostsAreExcepted(String hosts, String expected) {
    assertEquals(
        expected,
        proxy(Map.of("https_proxy", "p:1", "no_proxy", hosts), "https://data.example/file"));
  }

  @Test
  void theSystemPropertiesComeFirst() {
    ProxySelector properties = ProxySelector.of(InetSocketAddress.createUnresolved("q", 2));
    Proxy proxy =
        new Proxies(Map.of("https_proxy", "p:1"), properties)
            .select(URI.create("https://data.example/"))
            .getFirst();
    assertEquals(InetSocketAddress.createUnresolved("q", 2), proxy.address());
  }
}
