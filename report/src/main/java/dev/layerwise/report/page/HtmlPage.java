package dev.layerwise.report.page;

import dev.layerwise.data.Checksums;
import dev.layerwise.record.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A page as one HTML file. It opens from a disk, asks for nothing, and its content security policy
 * lets it run no script but those it was made with and load nothing at all.
 */
public final class HtmlPage {
  private HtmlPage() {}

  /**
   * Writes a page, whole or not at all.
   *
   * @throws dev.layerwise.record.RecordException if the file cannot be written
   */
  public static void write(Page page, Path file) {
    AtomicFiles.writeString(file, html(page));
  }

  /** The text of the file. */
  public static String html(Page page) {
    String style = "\n" + Assets.read(Assets.LIBRARY_STYLE) + "\n" + Assets.read(Assets.STYLE);
    String library = "\n" + Assets.read(Assets.LIBRARY);
    String script = "\n" + Assets.bundle();
    StringBuilder html = new StringBuilder(style.length() + library.length() + script.length());
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.append("img-src data:; style-src ").append(source(style));
    html.append("; script-src ").append(source(library)).append(' ').append(source(script));
    html.append("; base-uri 'none'; form-action 'none'\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.append("<meta name=\"generator\" content=\"Layerwise\">\n");
    html.append("<title>").append(escape(page.title())).append(" · Layerwise</title>\n");
    // Browsers ask for an icon unless they are given one.
    html.append("<link rel=\"icon\" href=\"data:,\">\n");
    html.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
    html.append("<noscript><main class=\"plain\"><h1>");
    html.append(escape(page.title())).append("</h1>\n");
    page.summary().forEach(text -> html.append("<p>").append(escape(text)).append("</p>\n"));
    for (Page.Tile tile : page.tiles()) {
      html.append("<p>").append(escape(tile.label())).append(": ");
      html.append(escape(tile.value())).append(' ').append(escape(tile.note())).append("</p>\n");
    }
    html.append("<p>Charts and tables are drawn by this file's own script: allow it to run.</p>");
    html.append("</main></noscript>\n<div id=\"page\"></div>\n");
    html.append("<script type=\"application/json\" id=\"data\">");
    html.append(FigureJson.embeddable(FigureJson.write(page))).append("</script>\n");
    html.append("<script>").append(library).append("</script>\n");
    html.append("<script type=\"module\">").append(script).append("</script>\n");
    return html.append("</body>\n</html>\n").toString();
  }

  /** What the policy calls an inline style or script: the digest of its text. */
  private static String source(String text) {
    byte[] digest = Checksums.newSha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  /** Text as it may stand in an element. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
