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
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.StudyPage;
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

/** Runs beside one another: comparisons with their statistics, sweeps and studies. */
final class CompareApi {
  private static final int MOST_RUNS = 200;

  private final RunIndex index;
  private final DataSources sources;
  private final LastMade<Page> studies = new LastMade<>(2);

  CompareApi(RunIndex index, DataSources sources) {
    this.index = index;
    this.sources = sources;
  }

  void addTo(Site site) {
    site.compute("/api/compare", this::compare);
    site.get("/api/compare/figures", _ -> Reply.json(Map.of("figures", Figure.labels())));
    site.get("/api/sweeps/{id}", request -> json(sweep(request)));
    site.get("/api/sweeps/{id}/report.html", request -> file(sweep(request), "sweep.html"));
    site.get("/api/studies/{id}", request -> json(study(request)));
    site.get("/api/studies/{id}/report.html", request -> file(study(request), "study.html"));
  }

  private static Reply json(Page page) {
    return Reply.jsonText(FigureJson.write(page));
  }

  private static Reply file(Page page, String name) {
    return Reply.text("text/html", HtmlPage.html(page))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
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
      if (entry.kind().equals("study")) {
        throw Problem.badRequest(
            "body.ids",
            "expected runs and sweeps",
            entry.id() + ", a study",
            "its sweeps can be compared (/api/runs?trials=1&filter=kind=sweep)");
      }
      folders.add(index.folder(entry));
    }
    boolean predictions = body.path("predictions").asBoolean(false);
    Page page =
        ComparePage.of(
            Comparisons.compare(
                folders,
                new Comparisons.Request(
                    figure(body.path("figure")), null, predictions ? sources : null)));
    return json(page);
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
    return SweepPage.of(
        SweepResult.read(SweepDirectory.open(index.folder(find(request, "sweep")))));
  }

  /** Over a finished study the page may take long: it reads every run, and draws examples. */
  private Page study(Request request) {
    Entry entry = find(request, "study");
    Path folder = index.folder(entry);
    return studies.get(
        folder, entry.figures().toString(), () -> StudyPage.of(StudyResult.read(folder), sources));
  }

  private Entry find(Request request, String kind) {
    Entry entry = RunsApi.find(index, request.path("id"));
    if (!entry.kind().equals(kind)) {
      throw Problem.badRequest(
          "path.id",
          "expected a " + kind,
          "a " + entry.kind(),
          entry.isRun() ? "see /api/runs/{id}" : null);
    }
    return entry;
  }
}
