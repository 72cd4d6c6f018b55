package dev.layerwise.web.http;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** By what names and addresses a server can be opened: what one types into a browser. */
final class Addresses {
  private Addresses() {}

  /** A host as it stands in an address: IPv6 in brackets, without a scope. */
  static String bracketed(String host) {
    return host.contains(":") ? "[" + host.replaceFirst("%.*", "") + "]" : host;
  }

  /**
   * The hosts by which others reach a server that listens on every address of this machine: its
   * name, if it has one that means itself, and the addresses that are not its own alone.
   */
  static List<String> ofThisMachine() {
    List<InetAddress> found = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(Addresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Addresses::reachesOthers)
          .forEach(found::add);
    } catch (IOException e) {
      // A machine that does not tell its addresses has its name left.
    }
    return hosts(found, name(found));
  }

  /** In the order in which people would try them: the name, short addresses, long ones. */
  static List<String> hosts(List<InetAddress> addresses, String name) {
    Set<String> hosts = new LinkedHashSet<>();
    if (!name.isEmpty()) {
      hosts.add(name);
    }
    for (boolean wide : new boolean[] {false, true}) {
      for (InetAddress address : addresses) {
        if (address instanceof Inet6Address == wide) {
          hosts.add(bracketed(address.getHostAddress()));
        }
      }
    }
    return List.copyOf(hosts);
  }

  /** The name of this machine, or an empty text if others would not reach it by that. */
  private static String name(List<InetAddress> own) {
    try {
      InetAddress self = InetAddress.getLocalHost();
      String name = self.getHostName();
      boolean isName = !name.equals(self.getHostAddress()) && !name.equals("localhost");
      return isName && own.contains(self) ? name : "";
    } catch (UnknownHostException e) {
      return "";
    }
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp() && !network.isLoopback();
    } catch (IOException e) {
      return false;
    }
  }

  /** Others need more than the address to reach a link-local one. */
  static boolean reachesOthers(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isMulticastAddress();
  }
}
