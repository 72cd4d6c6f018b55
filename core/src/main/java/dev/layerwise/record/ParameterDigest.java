package dev.layerwise.record;

import dev.layerwise.data.Checksums;
import dev.layerwise.model.Network;
import dev.layerwise.tensor.Matrix;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Digests of tensors. Two trainings ended on the same bits if and only if their networks have the
 * same digest, so it is the one line that a record needs in order to be compared with another.
 *
 * <p>Fed to SHA-256 is, for every tensor, the line {@code <name> <rows>x<columns>\n} in UTF-8 and
 * then the values as 32-bit floats in little-endian order, row after row.
 */
public final class ParameterDigest {
  private ParameterDigest() {}

  /**
   * The SHA-256 over all parameters and running statistics, layer by layer, in lower-case
   * hexadecimal digits.
   */
  public static String sha256(Network network) {
    MessageDigest digest = Checksums.newSha256();
    network.tensors().forEach((name, tensor) -> update(digest, name, tensor));
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The SHA-256 over what a file holds: the line {@code <name>=<text>\n} for every text of the
   * metadata but the digest itself, then the tensors, both in the order of their names. It does not
   * depend on how another tool orders or spells the header, and notices every change of what it
   * says.
   */
  static String ofContent(
      Map<String, String> metadata, Map<String, Matrix> tensors, String digestKey) {
    MessageDigest digest = Checksums.newSha256();
    new TreeMap<>(metadata)
        .forEach((name, text) -> {
          if (!name.equals(digestKey)) {
            digest.update(Safetensors.utf8(name + "=" + text + "\n"));
          }
        });
    new TreeMap<>(tensors).forEach((name, tensor) -> update(digest, name, tensor));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String name, Matrix tensor) {
    digest.update(Safetensors.utf8(name + " " + tensor.rows() + "x" + tensor.columns() + "\n"));
    Checksums.update(digest, tensor.byRows(), tensor.size());
  }
}
