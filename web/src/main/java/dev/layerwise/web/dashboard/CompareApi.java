package dev.layerwise.web.dashboard;

import dev.layerwise.experiments.comparison.Comparisons;
import dev.layerwise.experiments.comparison.Figure;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.report.compare.ComparePage;
import dev.layerwise.report.page.FigureJson;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.sweep.SweepPage;
import dev.layerwise.runs.DataSources;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs beside one another: comparisons with their statistics, and sweeps. */
final class CompareApi {
  private static final int MOST_RUNS = 200;

  private final RunIndex index;
  private final DataSources sources;

  CompareApi(RunIndex index, DataSources sources) {
    this.index = index;
    this.sources = sources;
  }

  void addTo(Site site) {
    site.compute("/api/compare", this::compare);
    site.get("/api/compare/figures", _ -> Reply.json(Map.of("figures", Figure.labels())));
    site.get("/api/sweeps/{id}", request -> Reply.jsonText(FigureJson.write(sweep(request))));
    site.get(
        "/api/sweeps/{id}/report.html",
        request ->
            Reply.text("text/html", HtmlPage.html(sweep(request)))
                .with("Content-Disposition", "attachment; filename=\"sweep.html\""));
  }

  /** The page of a comparison; predictions of the test set are made again only if asked for. */
  private Reply compare(Request request) {
    JsonNode body = request.jsonObject();
    JsonNode ids = body.path("ids");
    if (!ids.isArray() || ids.isEmpty() || ids.size() > MOST_RUNS) {
      throw Problem.badRequest(
          "body.ids",
          "expected a list of 1 to " + MOST_RUNS + " runs or sweeps",
          ids.isArray() ? Integer.toString(ids.size()) : null,
          null);
    }
    List<Path> folders = new ArrayList<>();
    for (JsonNode id : ids) {
      Entry entry =
          index
              .find(id.asString(""))
              .orElseThrow(
                  () -> Problem.notFound("body.ids", "there is no such run", id.asString("")));
      folders.add(index.folder(entry));
    }
    boolean predictions = body.path("predictions").asBoolean(false);
    Page page =
        ComparePage.of(
            Comparisons.compare(
                folders,
                new Comparisons.Request(
                    figure(body.path("figure")), null, predictions ? sources : null)));
    return Reply.jsonText(FigureJson.write(page));
  }

  private static @Nullable Figure figure(JsonNode wanted) {
    if (wanted.isMissingNode() || wanted.isNull()) {
      return null;
    }
    for (Figure figure : Figure.values()) {
      if (figure.label().equals(wanted.asString(""))) {
        return figure;
      }
    }
    throw Problem.badRequest(
        "body.figure",
        "expected one of " + String.join(", ", Figure.labels()),
        wanted.toString(),
        null);
  }

  private Page sweep(Request request) {
    Entry entry = RunsApi.find(index, request.path("id"));
    if (!entry.kind().equals("sweep")) {
      throw Problem.badRequest("path.id", "expected a sweep", "a run", "see /api/runs/{id}");
    }
    return SweepPage.of(SweepResult.read(SweepDirectory.open(index.folder(entry))));
  }
}
