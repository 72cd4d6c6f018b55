package dev.layerwise.web.http;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server offers: its routes, pages and assets. */
public final class Site {
  private final List<Route> routes = new ArrayList<>();
  private final List<Page> pages = new ArrayList<>();
  private final StaticAssets assets = new StaticAssets();

  /** An empty site. */
  public Site() {}

  /** Answers {@code GET}. The path may hold parts in braces: {@code /api/runs/{id}}. */
  public Site get(String path, Handler handler) {
    return add(new Route("GET", path, Route.Kind.READ, handler, null));
  }

  /** Answers {@code GET} of anybody, without a token: for those who watch whether it is well. */
  public Site open(String path, Handler handler) {
    return add(new Route("GET", path, Route.Kind.OPEN, handler, null));
  }

  /** Answers {@code POST} of something that is computed and changes nothing. */
  public Site compute(String path, Handler handler) {
    return add(new Route("POST", path, Route.Kind.COMPUTE, handler, null));
  }

  /** Answers a method that changes something: {@code POST}, {@code PUT} or {@code DELETE}. */
  public Site change(String method, String path, Handler handler) {
    return add(new Route(method, path, Route.Kind.CHANGE, handler, null));
  }

  /** Answers {@code GET} with events. */
  public Site stream(String path, Handler.Stream stream) {
    return add(new Route("GET", path, Route.Kind.READ, null, stream));
  }

  /** Adds a page, in the order of the navigation. */
  public Site page(Page page) {
    pages.add(page);
    return this;
  }

  /** Files by their names. */
  @FunctionalInterface
  public interface Folder {
    /** The content of a file, or null if there is none of that name. */
    @Nullable InputStream open(String file);
  }

  /** Hands out a folder as {@code /assets/NAME/…}. */
  public Site assets(String name, Folder folder) {
    assets.add(name, folder);
    return this;
  }

  private Site add(Route route) {
    routes.add(route);
    return this;
  }

  /** Method and path of everything that programs may ask for, such as {@code GET /api/runs}. */
  public List<String> described() {
    return routes.stream().map(route -> route.method() + " " + route.pattern()).toList();
  }

  /** All routes, those of pages and assets included. */
  List<Route> routes() {
    List<Route> all = new ArrayList<>(routes);
    Frame frame = new Frame(pages);
    for (Page page : pages) {
      Reply shown = frame.show(page);
      all.add(new Route("GET", page.path(), Route.Kind.PAGE, _ -> shown, null));
    }
    all.add(
        new Route(
            "GET",
            "/assets/{folder}/{file}",
            Route.Kind.PAGE,
            request -> assets.answer(request.path("folder"), request.path("file"), tag(request)),
            null));
    all.add(
        new Route(
            "GET",
            "/assets/{folder}/{inner}/{file}",
            Route.Kind.PAGE,
            request ->
                assets.answer(
                    request.path("folder"),
                    request.path("inner") + "/" + request.path("file"),
                    tag(request)),
            null));
    return all;
  }

  private static String tag(Request request) {
    String known = request.header("If-None-Match");
    return known == null ? "" : known;
  }
}
