package dev.layerwise.web.http;

import java.util.List;

/** The HTML around a page: what to load, and nothing that a script could not have drawn. */
final class Frame {
  private final List<Page> pages;

  Frame(List<Page> pages) {
    this.pages = List.copyOf(pages);
  }

  Reply show(Page page) {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.append("<title>").append(page.title()).append(" · Layerwise</title>\n");
    html.append("<link rel=\"icon\" href=\"/assets/web/icon.svg\" type=\"image/svg+xml\">\n");
    style(html, "report/uplot/uPlot.min.css");
    style(html, "report/page.css");
    style(html, "web/web.css");
    style(html, "web/play.css");
    // Before anything is painted, or a dark page would flash.
    html.append("<script src=\"/assets/web/early.js\"></script>\n");
    html.append("<script src=\"/assets/report/uplot/uPlot.iife.min.js\" defer></script>\n");
    html.append("<script type=\"module\" src=\"/assets/").append(page.module());
    html.append("\"></script>\n</head>\n<body>\n");
    html.append("<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
    html.append("<div class=\"bar\"><div class=\"bar-inner\">\n");
    html.append("<a class=\"brand\" href=\"/\"><img src=\"/assets/web/icon.svg\" alt=\"\" ");
    html.append("width=\"22\" height=\"22\">Layerwise</a>\n<nav aria-label=\"Pages\"><ul>\n");
    for (Page other : pages) {
      if (other.inNavigation()) {
        html.append("<li><a href=\"").append(other.path()).append('"');
        html.append(other.equals(page) ? " aria-current=\"page\"" : "");
        html.append('>').append(other.title()).append("</a></li>\n");
      }
    }
    html.append("</ul></nav>\n<span class=\"bar-end\" id=\"bar-end\"></span></div></div>\n");
    html.append("<main id=\"content\" tabindex=\"-1\"></main>\n");
    html.append("<noscript><p class=\"plain\">This page is drawn by scripts of this server: ");
    html.append("allow them to run.</p></noscript>\n</body>\n</html>\n");
    return Reply.text("text/html", html.toString());
  }

  private static void style(StringBuilder html, String asset) {
    html.append("<link rel=\"stylesheet\" href=\"/assets/").append(asset).append("\">\n");
  }
}
