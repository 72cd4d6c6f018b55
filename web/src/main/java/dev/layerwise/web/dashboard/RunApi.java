package dev.layerwise.web.dashboard;

import dev.layerwise.data.FloatFeatures;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.report.page.FigureJson;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.run.RunCommand;
import dev.layerwise.report.run.RunReport;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.http.EventStream;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** One run: what it measures while it trains, and all that its record tells. */
final class RunApi {
  private static final int MOST_EXAMPLES = 10_000;

  /** The files that may be fetched; names, not paths. */
  private static final Map<String, String> FILES =
      Map.of(
          "run.yaml", "text/plain; charset=utf-8",
          "metrics.jsonl", "text/plain; charset=utf-8",
          "layers.jsonl", "text/plain; charset=utf-8",
          "summary.json", Reply.JSON,
          "environment.json", Reply.JSON,
          "model.safetensors", "application/octet-stream");

  private final RunIndex index;
  private final DataSources sources;
  private final LastMade<Page> reports = new LastMade<>(8);
  private final RunFigures figures;
  private final Map<String, RunFeed> feeds = new ConcurrentHashMap<>();
  private final LastMade<Model> models = new LastMade<>(4);

  RunApi(RunIndex index, DataSources sources) {
    this.index = index;
    this.sources = sources;
    this.figures = new RunFigures(index);
  }

  void addTo(Site site) {
    site.get("/api/runs/{id}", this::describe);
    site.get("/api/runs/{id}/figures", request -> figures.answer(request, run(request)));
    site.get("/api/runs/{id}/metrics", this::metrics);
    site.stream("/api/runs/{id}/events", this::events);
    site.get("/api/runs/{id}/report", request -> Reply.jsonText(FigureJson.write(report(request))));
    site.get("/api/runs/{id}/report.html", this::download);
    site.get("/api/runs/{id}/files/{name}", this::file);
    site.compute("/api/runs/{id}/predict", this::predict);
  }

  private Entry run(Request request) {
    return requireRun(RunsApi.find(index, request.path("id")));
  }

  private static Entry requireRun(Entry entry) {
    if (!entry.isRun()) {
      boolean sweep = entry.kind().equals("sweep");
      throw Problem.badRequest(
          "path.id",
          "expected a run",
          "a " + entry.kind(),
          sweep ? "see /api/sweeps/{id}" : "see /api/studies/{id}");
    }
    return entry;
  }

  private RunDirectory directory(Request request) {
    return new RunDirectory(index.folder(run(request)));
  }

  private Reply describe(Request request) {
    Entry entry = requireRun(RunsApi.current(index, request.path("id")));
    Map<String, Object> answer = new LinkedHashMap<>(Rows.json(index, entry));
    answer.put("settings", entry.settings());
    if (entry.status() != Status.DAMAGED) {
      RunDirectory run = new RunDirectory(index.folder(entry));
      RunSpec spec = RunSpecs.read(run.description());
      answer.put("command", RunCommand.line(spec));
      answer.put("hasCheckpoint", Files.exists(run.checkpoint()));
      answer.put("hasModel", Files.exists(run.model()));
      answer.put("hasResult", Files.exists(run.summary()));
      answer.put(
          "files",
          FILES.keySet().stream().sorted().filter(n -> isOwn(run, run.path().resolve(n))).toList());
    }
    return Reply.json(answer);
  }

  private Reply metrics(Request request) throws IOException {
    int from = request.query("from", 0, 0, Integer.MAX_VALUE);
    RunDirectory run = directory(request);
    MetricsTail tail = new MetricsTail(own(run, run.metrics(), "path.id"), from);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : tail.next()) {
      lines.add(Json.read(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    return Reply.json(Map.of("from", from, "next", tail.lines(), "lines", lines));
  }

  /** What happens in the run; who names the last line it has seen gets those that follow. */
  private void events(Request request, String lastEventId, EventStream events)
      throws IOException, InterruptedException {
    Entry entry = run(request);
    long seen = seen(lastEventId);
    RunDirectory run = new RunDirectory(index.folder(entry));
    own(run, run.metrics(), "path.id");
    RunFeed feed =
        Objects.requireNonNull(
            feeds.compute(
                entry.id(), (_, open) -> (open == null ? new RunFeed(index, entry) : open).join()));
    try {
      feed.send(seen, events);
    } finally {
      feeds.computeIfPresent(entry.id(), (_, open) -> open.leave() ? null : open);
    }
  }

  private static long seen(String lastEventId) {
    if (lastEventId.isEmpty()) {
      return 0;
    }
    if (!lastEventId.matches("[0-9]{1,9}")) {
      throw Problem.badRequest(
          "header.Last-Event-ID", "expected the number of a line", lastEventId, null);
    }
    return Long.parseLong(lastEventId);
  }

  private Page report(Request request) {
    RunDirectory run = directory(request);
    return reports.get(run.path(), () -> RunReport.page(run, sources, null));
  }

  private Reply download(Request request) {
    Entry entry = run(request);
    return Reply.text("text/html", HtmlPage.html(report(request)))
        .with(
            "Content-Disposition",
            "attachment; filename=\""
                + entry.name().replaceAll("[^A-Za-z0-9_.-]", "_")
                + ".html\"");
  }

  private Reply file(Request request) throws IOException {
    String name = request.path("name");
    String type = FILES.get(name);
    RunDirectory run = directory(request);
    Path file = run.path().resolve(type == null ? "run.yaml" : name);
    if (type == null || !Files.isRegularFile(file)) {
      throw Problem.notFound("path.name", "the run has no such file", name);
    }
    return Reply.bytes(type, Files.readAllBytes(own(run, file, "path.name")))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  /** Whether a file is there, and in the folder of the run: a link may lead out of it. */
  private static boolean isOwn(RunDirectory run, Path file) {
    try {
      return file.toRealPath().startsWith(run.path().toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A file whose content is handed out as it is.
   *
   * @throws Problem if a link leads out of the folder of the run
   */
  private static Path own(RunDirectory run, Path file, String where) {
    if (Files.exists(file) && !isOwn(run, file)) {
      throw new Problem(
          403,
          where,
          "expected a file in the folder of the run",
          file.getFileName() + ", a link that leads out of it",
          "put the file itself there");
    }
    return file;
  }

  private Reply predict(Request request) {
    RunDirectory run = directory(request);
    if (!Files.exists(run.model())) {
      throw Problem.conflict(
          "path.id", "this run has no model yet", "it is written when training ends");
    }
    Model model =
        models.get(
            run.path(),
            () ->
                ModelFile.read(
                    run.model(), KernelSelection.select(KernelSelection.AUTOMATIC).kernels()));
    float[][] examples = examples(request.jsonObject(), model.network().spec().inputs());
    Predictions predictions;
    // One at a time: threads that share a network would share its team.
    synchronized (model) {
      predictions =
          Predictions.of(
              model.network(),
              new FloatFeatures(examples.length, model.network().spec().inputs(), flat(examples)),
              IntStream.range(0, examples.length).toArray(),
              model.scaling());
    }
    List<String> names = distinct(model.classNames());
    List<Map<String, Object>> answers = new ArrayList<>();
    for (int i = 0; i < examples.length; i++) {
      Map<String, Object> scores = new LinkedHashMap<>();
      for (int k = 0; k < names.size(); k++) {
        scores.put(names.get(k), predictions.scores().get(i, k));
      }
      answers.add(Map.of("class", names.get(predictions.classes()[i]), "scores", scores));
    }
    return Reply.json(Map.of("predictions", answers));
  }

  /** Names of classes as keys: one that has been there before gets a number. */
  private static List<String> distinct(List<String> names) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      String key = name;
      for (int k = 2; !distinct.add(key); k++) {
        key = name + " (" + k + ")";
      }
    }
    return List.copyOf(distinct);
  }

  private static float[][] examples(JsonNode body, int inputs) {
    JsonNode list = body.path("examples");
    if (!list.isArray() || list.isEmpty() || list.size() > MOST_EXAMPLES) {
      throw Problem.badRequest(
          "body.examples",
          "expected a list of 1 to "
              + MOST_EXAMPLES
              + " examples, each a list of "
              + inputs
              + " numbers as the data have them (unscaled)",
          list.isArray() ? list.size() + " examples" : null,
          null);
    }
    float[][] examples = new float[list.size()][inputs];
    for (int i = 0; i < examples.length; i++) {
      JsonNode example = list.get(i);
      if (!example.isArray() || example.size() != inputs) {
        throw Problem.badRequest(
            "body.examples[" + i + "]",
            "expected " + inputs + " numbers",
            example.isArray() ? example.size() + " elements" : example.getNodeType().toString(),
            null);
      }
      for (int j = 0; j < inputs; j++) {
        examples[i][j] =
            example.get(j).isNumber() ? (float) example.get(j).asDouble(Double.NaN) : Float.NaN;
        if (!Float.isFinite(examples[i][j])) {
          throw Problem.badRequest(
              "body.examples[" + i + "][" + j + "]",
              "expected a number that fits a 32-bit float",
              example.get(j).toString(),
              null);
        }
      }
    }
    return examples;
  }

  private static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return flat;
  }
}
