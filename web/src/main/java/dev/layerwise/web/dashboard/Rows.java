package dev.layerwise.web.dashboard;

import dev.layerwise.runs.LiveProgress;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of the index as JSON. */
final class Rows {
  private Rows() {}

  static Map<String, Object> json(RunIndex index, Entry entry) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", entry.id());
    row.put("name", entry.name());
    row.put("kind", entry.kind());
    index.whole(entry).ifPresent(whole -> row.put("partOf", whole.id()));
    row.put("status", entry.status().label());
    row.put("started", entry.started());
    row.put("data", entry.settings().getOrDefault("data", ""));
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    entry.changes().forEach(name -> changes.put(name, entry.settings().get(name)));
    row.put("changes", changes);
    if (entry.kind().equals("study")) {
      row.put("study", entry.settings().getOrDefault("study", ""));
    }
    row.put("figures", entry.figures());
    row.put("network", entry.network());
    row.put("stopReason", entry.stopReason());
    row.put("tags", entry.tags());
    row.put("note", entry.note());
    row.put("problem", entry.problem());
    if (entry.status() == Status.LIVE) {
      LiveProgress.read(new RunDirectory(index.folder(entry)))
          .ifPresent(progress -> row.put("progress", progress));
    }
    return row;
  }
}
