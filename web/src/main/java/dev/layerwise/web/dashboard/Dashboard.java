package dev.layerwise.web.dashboard;

import dev.layerwise.report.page.Assets;
import dev.layerwise.web.http.Page;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.http.WebServer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The pages over a folder of runs, and the server that shows them. */
public final class Dashboard implements AutoCloseable {
  private final WebServer server;

  private Dashboard(WebServer server) {
    this.server = server;
  }

  /**
   * Starts the server.
   *
   * @param runs the folder with the run directories; need not exist yet
   * @param faults is told of faults of ours
   */
  public static Dashboard start(Path runs, WebServer.Options options, Consumer<Throwable> faults) {
    Site site = new Site();
    site.assets("report", Assets.class, "");
    site.assets("web", Dashboard.class, "/dev/layerwise/web/page/");
    site.page(new Page("/", "Runs", "web/runs.js", true));
    return new Dashboard(WebServer.start(site, options, faults));
  }

  /** The address to open. */
  public String address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }
}
