package dev.layerwise.web.serve;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.interop.csv.PredictionCsv;
import dev.layerwise.interop.image.ImageOptions;
import dev.layerwise.model.Predictions;
import dev.layerwise.model.Predictor;
import dev.layerwise.record.Model;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the predictions of one model; {@code docs/serving.md} describes the requests.
 *
 * <p>Every request is answered on its own thread; only many examples are predicted on a few that
 * stay. What is too much at once is refused at once, so that what was taken on is answered in time.
 */
public final class ModelService {
  private static final String CSV = "text/csv";
  private static final String METRICS = "/metrics";

  /**
   * What may be asked.
   *
   * @param examples the most examples in one request
   * @param requests the most requests that are answered at the same time
   * @param resize whether images of another size than the model's are scaled
   * @param invert whether images are dark on light, and the model learnt light on dark
   */
  public record Settings(int examples, int requests, boolean resize, boolean invert) {
    /** 4,096 examples, 256 requests, images as they are. */
    public static final Settings DEFAULT = new Settings(4_096, 256, false, false);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Settings {
      if (examples < 1) {
        throw new IllegalArgumentException(
            "most examples: expected a positive number, got " + examples);
      }
      if (requests < 1) {
        throw new IllegalArgumentException(
            "most requests: expected a positive number, got " + requests);
      }
    }
  }

  private final Model model;
  private final String name;
  private final Settings settings;
  private final Predictor predictor;
  private final @Nullable ImageOptions images;
  private final Semaphore room;
  private final ExecutorService batches = batchThreads();
  private final ServeMetrics metrics = new ServeMetrics();
  private volatile boolean ready = true;

  /**
   * A service.
   *
   * @param name what the model is called, such as its file
   */
  public ModelService(Model model, String name, Settings settings) {
    this.model = model;
    this.name = name;
    this.settings = settings;
    this.predictor = model.predictor();
    ImageShape shape = model.image();
    this.images = shape == null ? null : new ImageOptions(shape, settings.resize, settings.invert);
    this.room = new Semaphore(settings.requests);
    long fits = (Integer.MAX_VALUE - 8L) / Math.max(predictor.inputs(), predictor.classes());
    if (settings.examples > fits) {
      throw new IllegalArgumentException(
          "most examples: expected at most " + fits + " of such width, got " + settings.examples);
    }
  }

  /** Adds the routes. */
  public void addTo(Site site) {
    byte[] openApi = OpenApi.describe(model, name, settings);
    site.compute("/v1/predict", this::predict)
        .get("/v1/model", _ -> Reply.json(describe()))
        .get("/openapi.json", _ -> Reply.bytes(Reply.JSON, openApi))
        .get(METRICS, _ -> measured())
        .open("/health/live", _ -> Reply.json(Map.of("status", "live")))
        .open("/health/ready", _ -> readiness())
        .get("/", _ -> Reply.text("text/plain", welcome()));
  }

  /** From now on the service says that it wants no more requests; it still answers them. */
  public void drain() {
    ready = false;
  }

  /** Predicts once of each kind, so that the first request does not wait for classes to load. */
  public void warmUp() {
    float[] example = new float[predictor.inputs()];
    for (int i = 0; i < 200; i++) {
      predictor.predict(example, new float[predictor.classes()]);
    }
    predictor.predictBatch(1, example, new int[1], new float[predictor.classes()]);
  }

  private Reply readiness() {
    return ready
        ? Reply.json(Map.of("status", "ready"))
        : Reply.json(503, Map.of("status", "stopping"));
  }

  private Reply measured() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("name", name);
    labels.put("network", model.network().spec().widths());
    labels.put("kernels", predictor.kernels().name());
    return new Reply(
        200, ServeMetrics.TYPE, metrics.text(labels).getBytes(StandardCharsets.UTF_8), Map.of());
  }

  private Map<String, Object> describe() {
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("name", name);
    known.put("network", model.network().spec().widths());
    known.put("parameters", model.network().parameterCount());
    known.put("features", predictor.inputs());
    known.put("featureNames", model.featureNames());
    known.put("classes", model.classNames());
    ImageShape shape = model.image();
    known.put(
        "image", shape == null ? null : Map.of("height", shape.height(), "width", shape.width()));
    known.put("scaling", model.scaling().kind().label());
    known.put("kernels", predictor.kernels().name());
    known.put("mostExamples", settings.examples);
    return known;
  }

  private String welcome() {
    return "Layerwise serves "
        + name
        + " ("
        + model.network().spec().widths()
        + ").\n\nPOST /v1/predict    application/json, text/csv"
        + (images == null ? "" : ", or an image")
        + "\nGET  /v1/model\nGET  /openapi.json\nGET  /health/live\nGET  /health/ready\nGET  "
        + METRICS
        + "\n";
  }

  private Reply predict(Request request) throws InterruptedException {
    long begun = System.nanoTime();
    metrics.begun();
    int status = 500;
    try {
      if (!room.tryAcquire()) {
        throw new Problem(
            503,
            "request",
            "expected at most " + settings.requests + " requests at the same time",
            "one more",
            "try again in a moment");
      }
      try {
        Reply reply = answer(request);
        status = reply.status();
        return reply;
      } finally {
        room.release();
      }
    } catch (Problem e) {
      status = e.status();
      throw e;
    } catch (DataException | IllegalArgumentException e) {
      status = 400;
      throw e;
    } finally {
      metrics.ended(status, System.nanoTime() - begun);
    }
  }

  private Reply answer(Request request) throws InterruptedException {
    String header = request.header("Content-Type");
    String type = header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    ExampleRows examples = new ExampleRows(predictor.inputs(), settings.examples);
    if (type.equals(Reply.JSON)) {
      JsonExamples.read(request.body(), model, images, examples);
    } else if (type.equals(CSV)) {
      CsvExamples.read(request.body(), model, examples);
    } else if (type.startsWith("image/") && images != null) {
      examples.addImage("body", request.body(), images);
    } else {
      throw new Problem(
          415,
          "header.Content-Type",
          "expected application/json, text/csv" + (images == null ? "" : " or image/png"),
          type.isEmpty() ? "nothing" : type,
          images == null && type.startsWith("image/")
              ? "the model was not trained on images"
              : "name the type of the body");
    }
    int n = examples.size();
    int c = predictor.classes();
    int[] classes = new int[n];
    float[] scores = new float[n * c];
    if (n == 1) {
      float[] only = Arrays.copyOf(examples.features(), predictor.inputs());
      classes[0] = predictor.predict(only, scores);
    } else {
      predictMany(n, examples.features(), classes, scores);
    }
    metrics.predicted(n);
    String accept = request.header("Accept");
    boolean csv = accept != null && accept.contains(CSV);
    boolean json = accept != null && accept.contains(Reply.JSON);
    return csv || (type.equals(CSV) && !json)
        ? csv(classes, Matrix.wrap(n, c, scores))
        : json(classes, scores);
  }

  /**
   * On a thread that stays: kernels keep working memory for each thread, which for many examples is
   * a megabyte, and the thread of a request ends with it.
   */
  private void predictMany(int n, float[] features, int[] classes, float[] scores)
      throws InterruptedException {
    try {
      batches.submit(() -> predictor.predictBatch(n, features, classes, scores)).get();
    } catch (ExecutionException e) {
      // As if it had been thrown here.
      switch (e.getCause()) {
        case RuntimeException refused -> throw refused;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private static ExecutorService batchThreads() {
    int cores = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            cores,
            cores,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("predict-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private Reply csv(int[] classes, Matrix scores) {
    StringWriter text = new StringWriter();
    PredictionCsv.write(text, new Predictions(classes, scores), model.classNames());
    return Reply.text(CSV, text.toString());
  }

  private Reply json(int[] classes, float[] scores) {
    int c = predictor.classes();
    List<Map<String, Object>> predictions = new ArrayList<>(classes.length);
    for (int i = 0; i < classes.length; i++) {
      Map<String, Object> prediction = new LinkedHashMap<>();
      prediction.put("class", model.classNames().get(classes[i]));
      prediction.put("label", classes[i]);
      prediction.put("scores", Arrays.copyOfRange(scores, i * c, (i + 1) * c));
      predictions.add(prediction);
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("classes", model.classNames());
    reply.put("predictions", predictions);
    return Reply.json(reply);
  }
}
