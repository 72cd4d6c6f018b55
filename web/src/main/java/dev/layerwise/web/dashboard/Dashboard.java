package dev.layerwise.web.dashboard;

import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.report.page.Assets;
import dev.layerwise.runs.DataSources;
import dev.layerwise.web.http.Page;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.http.WebServer;
import dev.layerwise.web.index.Bin;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.play.DrawRoutes;
import dev.layerwise.web.play.PlaygroundRoutes;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The pages over a folder of runs, and the server that shows them. */
public final class Dashboard implements AutoCloseable {
  private final RunIndex index;
  private final Trainings trainings;
  private final WebServer server;
  private final List<String> routes;

  private Dashboard(RunIndex index, Trainings trainings, Site site, WebServer server) {
    this.index = index;
    this.trainings = trainings;
    this.server = server;
    this.routes = site.described();
  }

  /**
   * Starts the server.
   *
   * @param runs the folder with the run directories; need not exist yet
   * @param program how trainings are started
   * @param faults is told of faults of ours
   */
  public static Dashboard start(
      Path runs, TrainingProgram program, WebServer.Options options, Consumer<Throwable> faults) {
    RunIndex index = RunIndex.open(runs);
    try {
      DataSources sources = DataSources.keeping(DownloadListener.NONE);
      Trainings trainings = new Trainings(index, program);
      Site site = new Site();
      site.assets("report", Assets::open);
      site.assets(
          "web", file -> Dashboard.class.getResourceAsStream("/dev/layerwise/web/page/" + file));
      site.page(new Page("/", "Runs", "web/runs.js", true));
      site.page(new Page("/run", "Run", "web/run.js", false));
      site.page(new Page("/sweep", "Sweep", "web/sweep.js", false));
      site.page(new Page("/study", "Study", "web/study.js", false));
      site.page(new Page("/compare", "Compare", "web/compare.js", true));
      site.page(new Page("/data", "Data", "web/data.js", true));
      site.page(new Page("/new", "New run", "web/new.js", true));
      trainings.addTo(site);
      new RunsApi(index, new Bin(index.root())).addTo(site);
      new RunApi(index, sources).addTo(site);
      new CompareApi(index, sources).addTo(site);
      new DataApi(index, sources).addTo(site);
      site.get("/api/openapi.yaml", _ -> Reply.text("application/yaml", OpenApi.text()));
      new PlaygroundRoutes().addTo(site);
      new DrawRoutes(index, sources).addTo(site);
      return new Dashboard(index, trainings, site, WebServer.start(site, options, faults));
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  /** The address to open on this machine. */
  public String address() {
    return server.address();
  }

  /** The addresses to open on other machines; none if only this one can reach it. */
  public List<String> addressesForOthers() {
    return server.addressesForOthers();
  }

  /** Method and path of everything that programs may ask for. */
  List<String> routes() {
    return routes;
  }

  /** Ends the server, and the trainings that it has started; these keep their best weights. */
  @Override
  public void close() {
    server.close();
    trainings.close();
    index.close();
  }
}
