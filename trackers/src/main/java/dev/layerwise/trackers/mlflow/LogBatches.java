package dev.layerwise.trackers.mlflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Divides what is to be logged into requests within the documented limits of {@code
 * runs/log-batch}: at most 1,000 metrics, 100 parameters, 100 tags, 1,000 of them in all, and 1 MB
 * of JSON. The order is kept.
 */
final class LogBatches {
  static final int MOST_ITEMS = 1000;
  static final int MOST_PARAMETERS = 100;
  static final int MOST_TAGS = 100;
  static final int MOST_BYTES = 1_000_000;
  static final int LONGEST_PARAMETER = 6000;
  static final int LONGEST_TAG = 5000;

  private static final JsonMapper JSON = JsonMapper.shared();

  /** What surrounds the items of a request: the names of the lists, brackets, the run's id. */
  private static final int FRAME = 1000;

  private final String runId;
  private final List<byte[]> requests = new ArrayList<>();
  private final Map<String, List<Object>> open = new LinkedHashMap<>();
  private int items;
  private int bytes;

  /**
   * One value of one metric.
   *
   * @param key the name of the metric
   * @param value a finite number
   * @param timestamp milliseconds since 1970
   * @param step the step
   */
  record Metric(String key, double value, long timestamp, long step) {}

  private record Entry(String key, String value) {}

  private LogBatches(String runId) {
    this.runId = runId;
  }

  /** The bodies of the requests. */
  static List<byte[]> of(
      String runId,
      List<Metric> metrics,
      Map<String, String> parameters,
      Map<String, String> tags) {
    LogBatches batches = new LogBatches(runId);
    parameters.forEach((key, value) ->
        batches.add("params", new Entry(key, cut(value, LONGEST_PARAMETER)), MOST_PARAMETERS));
    tags.forEach(
        (key, value) -> batches.add("tags", new Entry(key, cut(value, LONGEST_TAG)), MOST_TAGS));
    metrics.forEach(metric -> batches.add("metrics", metric, MOST_ITEMS));
    batches.finish();
    return batches.requests;
  }

  private void add(String kind, Object item, int most) {
    int size = JSON.writeValueAsBytes(item).length + 1;
    boolean full =
        items == MOST_ITEMS
            || open.getOrDefault(kind, List.of()).size() == most
            || FRAME + bytes + size > MOST_BYTES;
    if (full) {
      finish();
    }
    open.computeIfAbsent(kind, _ -> new ArrayList<>()).add(item);
    items++;
    bytes += size;
  }

  private void finish() {
    if (items > 0) {
      Map<String, Object> request = new LinkedHashMap<>();
      request.put("run_id", runId);
      request.putAll(open);
      requests.add(JSON.writeValueAsBytes(request));
    }
    open.clear();
    items = 0;
    bytes = 0;
  }

  /** A text of at most so many characters, of which none is cut in two. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }
}
