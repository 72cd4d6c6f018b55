package dev.layerwise.web.serve;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the service counts, as <a
 * href="https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md">OpenMetrics</a>
 * text. By hand: it is a page of text, and a library for it is larger than the service.
 */
final class ServeMetrics {
  static final String TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** Upper bounds of the classes of durations, in seconds. */
  private static final double[] BOUNDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
  };

  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final LongAdder examples = new LongAdder();
  private final LongAdder[] durations = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();
  private final LongAdder running = new LongAdder();

  ServeMetrics() {
    for (int i = 0; i < durations.length; i++) {
      durations[i] = new LongAdder();
    }
  }

  void begun() {
    running.increment();
  }

  /** A request was answered. */
  void ended(int status, long nanoseconds) {
    running.decrement();
    requests.computeIfAbsent(Integer.toString(status), _ -> new LongAdder()).increment();
    nanos.add(nanoseconds);
    int i = 0;
    while (i < BOUNDS.length && nanoseconds * 1e-9 > BOUNDS[i]) {
      i++;
    }
    durations[i].increment();
  }

  void predicted(int count) {
    examples.add(count);
  }

  /**
   * The text.
   *
   * @param labels what describes the model, by name
   */
  String text(Map<String, String> labels) {
    StringBuilder text = new StringBuilder(2_000);
    head(text, "layerwise_model", "info", "The model that is served.");
    text.append("layerwise_model_info{");
    String separator = "";
    for (Map.Entry<String, String> label : labels.entrySet()) {
      text.append(separator).append(label.getKey()).append("=\"");
      text.append(escape(label.getValue())).append('"');
      separator = ",";
    }
    text.append("} 1\n");
    head(text, "layerwise_requests", "counter", "Requests for predictions, by HTTP status.");
    for (Map.Entry<String, LongAdder> entry : new TreeMap<>(requests).entrySet()) {
      text.append("layerwise_requests_total{status=\"").append(entry.getKey()).append("\"} ");
      text.append(entry.getValue().sum()).append('\n');
    }
    head(text, "layerwise_examples", "counter", "Examples predicted.");
    text.append("layerwise_examples_total ").append(examples.sum()).append('\n');
    head(text, "layerwise_requests_running", "gauge", "Requests that are being answered.");
    text.append("layerwise_requests_running ").append(running.sum()).append('\n');
    String name = "layerwise_request_duration_seconds";
    head(text, name, "histogram", "Time from the request's headers to its answer.");
    text.insert(text.lastIndexOf("# HELP"), "# UNIT " + name + " seconds\n");
    long below = 0;
    for (int i = 0; i < durations.length; i++) {
      below += durations[i].sum();
      String bound = i < BOUNDS.length ? plain(BOUNDS[i]) : "+Inf";
      text.append(name).append("_bucket{le=\"").append(bound).append("\"} ");
      text.append(below).append('\n');
    }
    String seconds = BigDecimal.valueOf(nanos.sum(), 9).toPlainString();
    text.append(name).append("_sum ").append(seconds).append('\n');
    text.append(name).append("_count ").append(below).append('\n');
    return text.append("# EOF\n").toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
  }

  /** Without an exponent, and with a point: as the format wants the bounds, 0.0001 and 1.0. */
  private static String plain(double value) {
    BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
    return exact.setScale(Math.max(1, exact.scale())).toPlainString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
