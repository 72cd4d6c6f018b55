package dev.layerwise.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scripts and styles that draw figures: a charting library (uPlot) and modules of our own.
 *
 * <p>A server hands out the files as they are, and browsers follow the imports. A page that is a
 * single file cannot import, so that {@link #bundle} makes one script of all modules.
 */
public final class Assets {
  /** The modules in an order in which each comes after those it imports. */
  public static final List<String> MODULES =
      List.of(
          "dom.js",
          "format.js",
          "theme.js",
          "save.js",
          "frame.js",
          "table.js",
          "linechart.js",
          "histogram.js",
          "ridges.js",
          "images.js",
          "matrix.js",
          "boundary.js",
          "parallel.js",
          "heatmap.js",
          "blocks.js",
          "page.js");

  /** The charting library, a classic script that defines {@code uPlot}. */
  public static final String LIBRARY = "uplot/uPlot.iife.min.js";

  /** The styles of the charting library. */
  public static final String LIBRARY_STYLE = "uplot/uPlot.min.css";

  /** The styles of a page. */
  public static final String STYLE = "page.css";

  private static final Pattern IMPORT =
      Pattern.compile("^import (\\{[^}]*\\}) from '\\./([a-z]+\\.js)';$", Pattern.MULTILINE);
  private static final Pattern EXPORT =
      Pattern.compile("^export ((?:async )?(?:function|const) (\\w+))", Pattern.MULTILINE);

  private Assets() {}

  /**
   * The content of a file.
   *
   * @param name as in {@link #MODULES} and the other constants
   */
  public static String read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no such asset: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of a file, for servers; null if there is none of that name. */
  public static @Nullable InputStream open(String name) {
    return Assets.class.getResourceAsStream(name);
  }

  /** All modules as one script without imports: each a function that returns what it exports. */
  public static String bundle() {
    StringBuilder script = new StringBuilder("const modules = {};\n");
    for (int i = 0; i < MODULES.size(); i++) {
      String source = read(MODULES.get(i));
      List<String> before = MODULES.subList(0, i);
      IMPORT
          .matcher(source)
          .results()
          .map(found -> found.group(2))
          .filter(name -> !before.contains(name))
          .forEach(name -> {
            throw new IllegalStateException(name + " must come before what imports it");
          });
      String exports =
          EXPORT
              .matcher(source)
              .results()
              .map(found -> found.group(2))
              .collect(Collectors.joining(", "));
      String body = IMPORT.matcher(source).replaceAll("const $1 = modules['$2'];");
      script.append("modules['").append(MODULES.get(i)).append("'] = (() => {\n");
      script.append(EXPORT.matcher(body).replaceAll("$1"));
      script.append("return { ").append(exports).append(" };\n})();\n");
    }
    return script.toString();
  }
}
