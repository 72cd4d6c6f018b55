package dev.layerwise.record;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names under which model files and checkpoints keep things, and the checks that both share.
 */
final class Keys {
  /** The format of model files. */
  static final String FORMAT = "layerwise.format";

  /** The format of checkpoints. */
  static final String CHECKPOINT = "layerwise.checkpoint";

  /** The version of both formats that is written, and the only one so far. */
  static final String VERSION = "1";

  static final String NETWORK = "layerwise.network";
  static final String CLASSES = "layerwise.classes";
  static final String SCALING = "layerwise.scaling";
  static final String IMAGE = "layerwise.image";
  static final String FEATURES = "layerwise.features";
  static final String PROVENANCE = "layerwise.provenance.";
  static final String PROGRESS = "layerwise.progress";
  static final String OPTIMIZER = "layerwise.optimizer";
  static final String EXTRA = "layerwise.extra.";
  static final String SHA256 = "layerwise.sha256";

  static final String OFFSET = "preprocessing.offset";
  static final String FACTOR = "preprocessing.factor";

  private Keys() {}

  static String require(Map<String, String> metadata, String key) throws FormatException {
    String text = metadata.get(key);
    if (text == null) {
      throw new FormatException("metadata: '" + key + "' is missing");
    }
    return text;
  }

  /**
   * Checks that the file is of the kind whose version stands under {@code key}, and the version.
   */
  static void checkVersion(Map<String, String> metadata, String key, String kind)
      throws FormatException {
    String version = metadata.get(key);
    if (version == null) {
      throw new FormatException(
          "metadata: '" + key + "' is missing, so this is no Layerwise " + kind);
    }
    if (!version.equals(VERSION)) {
      boolean newer =
          version.matches("\\d{1,9}") && Integer.parseInt(version) > Integer.parseInt(VERSION);
      throw newer
          ? FormatException.withAdvice(
              "this is a "
                  + kind
                  + " of format "
                  + version
                  + ", and this Layerwise reads format "
                  + VERSION
                  + "; a newer Layerwise wrote it, update to read it")
          : new FormatException(
              "metadata: '" + key + "': expected " + VERSION + ", got " + Json.quote(version));
    }
  }

  /** Notices damage: compares the content with the digest taken of it, if the file has one. */
  static void checkDigest(Safetensors.Content content) throws FormatException {
    String expected = content.metadata().get(SHA256);
    if (expected != null
        && !expected.equals(
            ParameterDigest.ofContent(content.metadata(), content.tensors(), SHA256))) {
      throw new FormatException(
          "the content does not have the SHA-256 that was recorded when it was written");
    }
  }

  /** Adds texts as they will be read back, for the digest is of these. */
  static void putWithPrefix(
      Map<String, String> metadata, String prefix, Map<String, String> texts) {
    texts.forEach(
        (name, text) -> metadata.put(prefix + Json.wellFormed(name), Json.wellFormed(text)));
  }

  /** The texts whose names begin with a prefix, by the rest of their names. */
  static Map<String, String> withPrefix(Map<String, String> metadata, String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    metadata.forEach((name, text) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), text);
      }
    });
    return found;
  }
}
