package dev.layerwise.web.http;

/**
 * A page: a frame around what one module draws.
 *
 * @param path its address, such as {@code /playground}
 * @param title its name, in the window's title and in the navigation
 * @param module the script, as it is called among the assets: {@code web/playground.js}
 * @param inNavigation whether the navigation leads to it
 */
public record Page(String path, String title, String module, boolean inNavigation) {
  /** Checks that it is an address and a script. */
  public Page {
    if (!path.matches("/[a-z-]*") || !module.matches("[a-z-]+/[a-z-]+\\.js")) {
      throw new IllegalArgumentException("page: expected a path and a module, got " + path);
    }
  }
}
