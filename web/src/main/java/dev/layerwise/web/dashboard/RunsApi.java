package dev.layerwise.web.dashboard;

import dev.layerwise.web.http.EventStream;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.index.Bin;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.Filter;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import dev.layerwise.web.index.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The list of runs: search, filter, order, words, and the bin. */
final class RunsApi {
  private static final int MOST_ROWS = 500;
  private static final int USUAL_ROWS = 100;
  private static final long POLL_MILLIS = 1000;

  private final RunIndex index;
  private final Bin bin;

  RunsApi(RunIndex index, Bin bin) {
    this.index = index;
    this.bin = bin;
  }

  void addTo(Site site) {
    site.get("/api/runs", this::list);
    site.get("/api/filter", RunsApi::check);
    site.get("/api/fields", _ -> Reply.json(Map.of("fields", Filter.fields())));
    site.stream("/api/events", (_, _, events) -> tell(events));
    site.change("PUT", "/api/runs/{id}/words", this::setWords);
    site.change("DELETE", "/api/runs/{id}", this::delete);
    site.get("/api/bin", _ -> Reply.json(Map.of("items", bin.toJson())));
    site.change("POST", "/api/bin/{key}/restore", this::restore);
    site.change("DELETE", "/api/bin/{key}", this::destroy);
    site.change(
        "POST",
        "/api/index/rebuild",
        _ -> {
          index.rebuild();
          return Reply.json(Map.of("runs", index.snapshot().entries().size()));
        });
  }

  private static Predicate<Entry> filter(Request request) {
    try {
      return Filter.parse(request.query("filter", ""));
    } catch (IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage()).replaceFirst("^filter: ", "");
      throw Problem.badRequest("query.filter", reason, null, null);
    }
  }

  /** Whether a filter can be read; half a one is no wrong request. */
  private static Reply check(Request request) {
    try {
      filter(request);
      return Reply.json(Map.of());
    } catch (Problem e) {
      return Reply.json(e.toJson());
    }
  }

  private Reply list(Request request) {
    Predicate<Entry> filter = filter(request);
    String search = request.query("q", "").toLowerCase(Locale.ROOT).strip();
    List<String> words = search.isEmpty() ? List.of() : List.of(search.split("\\s+"));
    boolean trials = request.query("trials", "0").equals("1");
    int offset = request.query("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.query("limit", USUAL_ROWS, 1, MOST_ROWS);
    RunIndex.Snapshot snapshot = index.snapshot();
    List<Entry> found = new ArrayList<>();
    int all = 0;
    for (Entry entry : snapshot.entries().values()) {
      if (trials || index.whole(entry).isEmpty()) {
        all++;
        if (filter.test(entry) && (words.isEmpty() || entry.mentions(words))) {
          found.add(entry);
        }
      }
    }
    found.sort(order(request.query("sort", ""), request.query("order", "")));
    int from = Math.min(offset, found.size());
    int to = Math.min(found.size(), from + limit);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("version", snapshot.version());
    answer.put("all", all);
    answer.put("found", found.size());
    answer.put("live", found.stream().filter(entry -> entry.status() == Status.LIVE).count());
    answer.put("offset", from);
    answer.put(
        "runs", found.subList(from, to).stream().map(entry -> Rows.json(index, entry)).toList());
    return Reply.json(answer);
  }

  /** Live ones first and the newest before others, or by a field; what has none comes last. */
  private static Comparator<Entry> order(String field, String direction) {
    Comparator<Entry> usual =
        Comparator.comparing((Entry entry) -> entry.status() != Status.LIVE)
            .thenComparing(Comparator.comparing(Entry::started).reversed())
            .thenComparing(Entry::id);
    if (!List.of("", "asc", "desc").contains(direction)) {
      throw Problem.badRequest("query.order", "expected asc or desc", direction, null);
    }
    if (field.isEmpty()) {
      return usual;
    }
    if (!Filter.fields().contains(field)) {
      throw Problem.badRequest(
          "query.sort", "expected the name of a setting or a figure", field, "see /api/fields");
    }
    boolean down = direction.equals("desc");
    return ((Comparator<Entry>) (a, b) -> compare(a.value(field), b.value(field), down))
        .thenComparing(usual);
  }

  private static int compare(@Nullable Object a, @Nullable Object b, boolean down) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    int order =
        a instanceof Number x && b instanceof Number y
            ? Double.compare(x.doubleValue(), y.doubleValue())
            : Objects.toString(a).compareToIgnoreCase(Objects.toString(b));
    return down ? -order : order;
  }

  /** Tells when the list has changed; what it is now is asked for as usual. */
  private void tell(EventStream events) throws IOException, InterruptedException {
    long sent = -1;
    long beat = System.nanoTime();
    while (true) {
      RunIndex.Snapshot snapshot = index.snapshot();
      if (snapshot.version() != sent) {
        sent = snapshot.version();
        events.send(null, "runs", Map.of("version", sent, "all", snapshot.entries().size()));
        beat = System.nanoTime();
      } else if (System.nanoTime() - beat > EventStream.HEARTBEAT_SECONDS * 500_000_000L) {
        events.beat();
        beat = System.nanoTime();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Entry find(Request request) {
    return find(index, request.path("id"));
  }

  /**
   * A run that the index knows.
   *
   * @throws Problem if there is none
   */
  static Entry find(RunIndex index, String id) {
    return index
        .find(id)
        .orElseThrow(() -> Problem.notFound("path.id", "there is no such run", id));
  }

  /** The same as it is now, for what is decided by its state. */
  static Entry current(RunIndex index, String id) {
    return index
        .current(id)
        .orElseThrow(() -> Problem.notFound("path.id", "there is no such run", id));
  }

  private Reply setWords(Request request) {
    Entry entry = find(request);
    JsonNode body = request.jsonObject();
    List<String> tags = new ArrayList<>();
    if (!body.path("tags").isArray() || !body.path("note").isString()) {
      throw Problem.badRequest(
          "body", "expected tags, a list of words, and note, a text", null, null);
    }
    body.path("tags").forEach(tag -> tags.add(tag.asString("")));
    try {
      Words.write(index.folder(entry), tags, body.path("note").stringValue());
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int colon = message.indexOf(':');
      throw Problem.badRequest(
          "body." + message.substring(0, colon), message.substring(colon + 2), null, null);
    }
    index.refresh();
    return Reply.json(Rows.json(index, find(request)));
  }

  private Reply delete(Request request) {
    Entry entry = current(index, request.path("id"));
    if (entry.status() == Status.LIVE) {
      throw Problem.conflict("path.id", "this is being trained right now", "stop it first");
    }
    if (!entry.isRun()) {
      refuseIfPartsAreLive(entry);
    }
    Entry whole = index.whole(entry).orElse(null);
    if (whole != null) {
      throw Problem.conflict(
          "path.id",
          "this is part of the " + whole.kind() + " " + whole.id(),
          "delete that as a whole");
    }
    Bin.Item item = bin.put(entry.id());
    index.refresh();
    return Reply.json(Map.of("key", item.key(), "id", item.id()));
  }

  /** A trial can be resumed by itself, when its sweep has ended long since. */
  private void refuseIfPartsAreLive(Entry whole) {
    index.refresh();
    for (Entry part : index.snapshot().entries().values()) {
      if (part.id().startsWith(whole.id() + "/") && part.status() == Status.LIVE) {
        throw Problem.conflict(
            "path.id", "a part of it is being trained right now", "stop " + part.id() + " first");
      }
    }
  }

  private Reply restore(Request request) {
    String key = request.path("key");
    String id = bin.restore(key);
    if (id == null) {
      throw Problem.notFound("path.key", "the bin holds no such item", key);
    }
    index.refresh();
    return Reply.json(Map.of("id", id));
  }

  private Reply destroy(Request request) {
    String key = request.path("key");
    if (!bin.destroy(key)) {
      throw Problem.notFound("path.key", "the bin holds no such item", key);
    }
    return Reply.done();
  }
}
