package dev.layerwise.cli;

import dev.layerwise.interop.published.DownloadListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Shows how the search for a published data set and its download go. */
final class DownloadView implements DownloadListener {
  private static final long REFRESH = 100_000_000L;

  private final Terminal terminal;
  private long shownAt;

  DownloadView(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void waiting(Path folder) {
    terminal.line("Another process is downloading into " + folder + "; waiting for it.");
  }

  @Override
  public void started(URI from, long present, long total) {
    String rest = present > 0 ? ", going on after " + mebibytes(present) : "";
    terminal.line("Downloading " + from + " (" + mebibytes(total) + rest + ")");
  }

  @Override
  public void progressed(URI from, long present, long total, double bytesPerSecond) {
    long now = System.nanoTime();
    if (!terminal.live() || now - shownAt < REFRESH) {
      return;
    }
    shownAt = now;
    String left =
        bytesPerSecond > 0
            ? ", " + Numbers.duration((total - present) / bytesPerSecond) + " left"
            : "";
    terminal
        .out()
        .printf(Locale.ROOT, "\r\u001b[2K  %s of %s%s", mebibytes(present), mebibytes(total), left);
    terminal.out().flush();
  }

  @Override
  public void finished(URI from, Path file) {
    terminal.line((terminal.live() ? "\r\u001b[2K" : "") + "  in place: " + file);
  }

  @Override
  public void failed(URI from, String answer) {
    terminal.line((terminal.live() ? "\r\u001b[2K" : "") + "  no luck: " + answer);
  }

  @Override
  public void warned(String message) {
    terminal.line("Warning: " + message);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }
}
