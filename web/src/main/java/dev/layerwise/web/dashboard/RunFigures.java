package dev.layerwise.web.dashboard;

import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.FigureJson;
import dev.layerwise.report.run.RunCurves;
import dev.layerwise.report.run.RunLayers;
import dev.layerwise.runs.LiveHistory;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the report that grow while a run trains. They are made once for all who look, and
 * sent again only to those who have others; of a run that goes on no more is read than was added.
 */
final class RunFigures {
  private static final int MOST_LAYERS = 16;

  private final RunIndex index;
  private final Paced<Made> made = new Paced<>(System::nanoTime);
  private final Map<Path, Made> layers = LastMade.lastUsed(MOST_LAYERS);

  /**
   * What was made.
   *
   * @param tag another one if it was made of something else
   * @param json the figures
   */
  private record Made(String tag, byte[] json) {}

  RunFigures(RunIndex index) {
    this.index = index;
  }

  /** Answers with the figures, or that they are those which the client has. */
  Reply answer(Request request, Entry entry) {
    RunDirectory run = new RunDirectory(index.folder(entry));
    Made figures =
        made.get(
            run.path(),
            entry.status().label(),
            before -> entry.status() == Status.LIVE ? live(entry, run, before) : ended(run));
    String tag = "\"" + figures.tag() + "\"";
    Reply reply =
        tag.equals(request.header("If-None-Match"))
            ? new Reply(304, "", new byte[0], Map.of())
            : Reply.bytes(Reply.JSON, figures.json());
    return reply.with("ETag", tag);
  }

  private Made live(Entry entry, RunDirectory run, @Nullable Made before) {
    LiveHistory.Snapshot soFar = index.history(entry).read();
    Made layerFigures = layers(run);
    Line last = soFar.last();
    // A log that was cut and written again may have as many lines as before, with other times.
    String tag =
        "live-"
            + soFar.lines()
            + "-"
            + (last == null ? 0 : last.hashCode())
            + "-"
            + layerFigures.tag();
    if (before != null && before.tag().equals(tag)) {
      return before;
    }
    List<Line> notable = new ArrayList<>(soFar.best());
    if (soFar.divergence() != null) {
      notable.add(soFar.divergence());
    }
    return new Made(
        tag,
        json(
            soFar.lines(),
            new RunCurves(soFar),
            layerFigures,
            Json.text(RunEvents.of(notable, null))));
  }

  private Made ended(RunDirectory run) {
    // Before the files are read: what is added meanwhile must not go by the tag of what was read.
    String stamps = stamp(run.metrics()) + "-" + stamp(run.summary());
    MetricsHistory history = MetricsHistory.read(run);
    RunSummary summary = Files.exists(run.summary()) ? RunFiles.readSummary(run) : null;
    Made layerFigures = layers(run);
    return new Made(
        "ended-" + stamps + "-" + layerFigures.tag(),
        json(
            history.lines().size(),
            new RunCurves(history, summary),
            layerFigures,
            Json.text(RunEvents.of(history.lines(), summary))));
  }

  private static byte[] json(long lines, RunCurves curves, Made layers, String events) {
    StringBuilder json = new StringBuilder("{\"lines\":").append(lines).append(",\"charts\":");
    blocks(json, curves.charts());
    Table table = curves.table();
    json.append(",\"table\":").append(table == null ? "null" : FigureJson.write(table));
    json.append(",\"layers\":").append(new String(layers.json(), StandardCharsets.UTF_8));
    json.append(",\"events\":").append(events).append('}');
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The figures of the layers, which grow by a moment now and then. */
  private Made layers(RunDirectory run) {
    String stamp = stamp(run.layers());
    synchronized (layers) {
      Made known = layers.get(run.path());
      if (known == null || !known.tag().equals(stamp)) {
        StringBuilder json = new StringBuilder();
        blocks(json, RunLayers.read(run.layers()).blocks());
        known = new Made(stamp, json.toString().getBytes(StandardCharsets.UTF_8));
        layers.put(run.path(), known);
      }
      return known;
    }
  }

  private static void blocks(StringBuilder json, List<? extends Block> blocks) {
    json.append('[');
    for (int i = 0; i < blocks.size(); i++) {
      json.append(i == 0 ? "" : ",").append(FigureJson.write(blocks.get(i)));
    }
    json.append(']');
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + "." + Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return "";
    }
  }
}
