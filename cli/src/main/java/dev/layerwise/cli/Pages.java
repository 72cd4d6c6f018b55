package dev.layerwise.cli;

import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a page, and says so. */
final class Pages {
  private Pages() {}

  static void write(Page page, Path file, Terminal terminal) throws IOException {
    HtmlPage.write(page, file);
    terminal.line("Written: " + file + " (" + (Files.size(file) + 500) / 1000 + " kB)");
  }
}
