package dev.layerwise.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files of the class path: scripts, styles, pictures. Only names of a plain form are looked up, and
 * only in the folders that were named.
 */
final class StaticAssets {
  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  private final Map<String, Site.Folder> folders = new LinkedHashMap<>();
  private final Map<String, Reply> read = new ConcurrentHashMap<>();

  /** Adds a folder; browsers find it as {@code /assets/NAME/…}. */
  void add(String name, Site.Folder folder) {
    folders.put(name, folder);
  }

  Reply answer(String folder, String file, String known) {
    Reply reply = read.computeIfAbsent(folder + "/" + file, _ -> load(folder, file));
    String tag = reply.headers().get("ETag");
    return tag != null && tag.equals(known)
        ? new Reply(304, "", new byte[0], reply.headers())
        : reply;
  }

  private Reply load(String folder, String file) {
    Site.Folder place = folders.get(folder);
    String type = TYPES.get(file.substring(file.lastIndexOf('.') + 1));
    if (place == null || type == null || !file.matches("([a-z]+/)?[A-Za-z][A-Za-z.-]*")) {
      throw missing(folder, file);
    }
    try (InputStream in = place.open(file)) {
      if (in == null) {
        throw missing(folder, file);
      }
      byte[] body = in.readAllBytes();
      return Reply.bytes(type, body)
          // Asked for again each time, answered with 304: an update never meets old scripts.
          .with("Cache-Control", "no-cache")
          .with("ETag", '"' + digest(body) + '"');
    } catch (IOException e) {
      throw missing(folder, file);
    }
  }

  private static Problem missing(String folder, String file) {
    return Problem.notFound("path", "there is no such asset", folder + "/" + file);
  }

  private static String digest(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
