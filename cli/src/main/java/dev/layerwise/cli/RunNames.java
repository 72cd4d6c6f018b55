package dev.layerwise.cli;

import dev.layerwise.runs.RunSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names for run directories: when, on what, which network. */
final class RunNames {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private RunNames() {}

  /** A folder that does not exist yet. */
  static Path next(Path parent, RunSession session) {
    Path file = Path.of(session.spec().data()).getFileName();
    String data =
        file == null
            ? "data"
            : file.toString().replaceAll("\\..*$", "").replaceAll("[^A-Za-z0-9_-]", "_");
    String widths = session.network().spec().widths();
    // Very deep networks have names that no file system takes.
    return next(parent, data + "-" + widths.substring(0, Math.min(60, widths.length())));
  }

  /** A folder that does not exist yet, named after the time and what is done in it. */
  static Path next(Path parent, String what) {
    String name = LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + "-" + what;
    Path path = parent.resolve(name);
    for (int k = 2; Files.exists(path); k++) {
      path = parent.resolve(name + "-" + k);
    }
    return path;
  }
}
