package dev.layerwise.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static InetAddress ip(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }

  @Test
  void namesComeFirstAndLongAddressesLast() throws UnknownHostException {
    List<InetAddress> found = List.of(ip("2001:db8::7"), ip("192.0.2.7"));
    assertEquals(
        List.of("lab", "192.0.2.7", "[2001:db8:0:0:0:0:0:7]"), Addresses.hosts(found, "lab"));
    assertEquals(List.of("192.0.2.7"), Addresses.hosts(List.of(ip("192.0.2.7")), ""));
  }

  @Test
  void whatOnlyThisMachineReachesIsNotOffered() throws UnknownHostException {
    assertTrue(Addresses.reachesOthers(ip("192.0.2.7")));
    for (String own : List.of("127.0.0.1", "::1", "fe80::1", "169.254.1.1")) {
      assertFalse(Addresses.reachesOthers(ip(own)), own);
    }
  }

  /** Nobody can open 0.0.0.0: this machine opens localhost, others a name or an address of it. */
  @Test
  void aServerOnEveryAddressSaysWhereToOpenIt() {
    var options = new WebServer.Options("0.0.0.0", 0, "0123456789", Limits.DEFAULT);
    try (WebServer server = WebServer.start(new Site(), options, _ -> {})) {
      assertEquals("http://localhost:" + server.port(), server.address());
      for (String address : server.addressesForOthers()) {
        assertTrue(address.matches("http://(\\[[0-9a-f:]+\\]|[^:/]+):" + server.port()), address);
        assertFalse(address.contains("0.0.0.0") || address.contains("localhost"), address);
      }
    }
    var alone = new WebServer.Options("localhost", 0, null, Limits.DEFAULT);
    try (WebServer server = WebServer.start(new Site(), alone, _ -> {})) {
      assertEquals(List.of(), server.addressesForOthers());
    }
  }
}
