package dev.layerwise.web.dashboard;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Features;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.ImageGrid.Item;
import dev.layerwise.report.figure.ImageSet;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.FigureJson;
import dev.layerwise.runs.DataNames;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.http.Reply;
import dev.layerwise.web.http.Request;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What data look like: how many of each class, an average of each, and the examples themselves. */
final class DataApi {
  private static final int MOST_EXAMPLES = 120;
  private static final int LONGEST_SIDE = 48;
  private static final int MOST_COLUMNS = 24;

  private final RunIndex index;
  private final DataSources sources;

  DataApi(RunIndex index, DataSources sources) {
    this.index = index;
    this.sources = sources;
  }

  void addTo(Site site) {
    site.get("/api/data", _ -> Reply.json(Map.of("names", DataNames.all())));
    site.get("/api/data/{name}", this::overview);
    site.get("/api/data/{name}/examples", this::examples);
  }

  /** The data of a name; with {@code run}, the data that a run was trained on. */
  private Dataset load(Request request) {
    String run = request.query("run");
    RunSpec spec;
    if (run != null) {
      Entry entry = RunsApi.find(index, run);
      spec = RunSession.specOf(new RunDirectory(index.folder(entry)));
    } else {
      String name = request.path("name");
      if (!DataNames.all().contains(name)) {
        throw Problem.notFound(
            "path.name", "expected one of " + String.join(", ", DataNames.all()), name);
      }
      spec = RunSpecs.of(Map.of("data", name));
    }
    boolean test = request.query("part", "training").equals("test");
    DataSources.Loaded loaded = sources.load(spec);
    Dataset tests = loaded.test();
    if (test && tests == null) {
      throw Problem.notFound("query.part", "this set has no test set of its own", "test");
    }
    return test && tests != null ? tests : loaded.training();
  }

  private Reply overview(Request request) {
    Dataset data = load(request);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", data.name());
    facts.put("examples", data.size());
    facts.put("features", data.features().columns());
    facts.put("classes", data.classNames());
    facts.put("counts", data.classCounts());
    ImageShape image = data.image();
    facts.put("image", image == null ? "" : image.height() + " × " + image.width());
    String text = Json.text(facts);
    List<Block> blocks = new ArrayList<>();
    blocks.add(counts(data));
    if (image != null) {
      blocks.add(means(data, image));
    } else {
      blocks.add(features(data));
    }
    StringBuilder json = new StringBuilder(text.substring(0, text.length() - 1));
    json.append(",\"blocks\":[");
    for (int i = 0; i < blocks.size(); i++) {
      json.append(i == 0 ? "" : ",").append(FigureJson.write(blocks.get(i)));
    }
    return Reply.jsonText(json.append("]}").toString());
  }

  private static Table counts(Dataset data) {
    int[] counts = data.classCounts();
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(data.classNames().get(k));
      cells.add(counts[k]);
      cells.add((double) counts[k] / data.size());
      rows.add(new Row(cells));
    }
    return new Table(
        "class-counts",
        "Classes",
        "How many examples there are of each class.",
        List.of(
            new Column("Class", Format.TEXT),
            new Column("Examples", Format.COUNT, Better.NEITHER),
            new Column("Share", Format.ACCURACY, Better.NEITHER)),
        rows);
  }

  private static ImageGrid means(Dataset data, ImageShape shape) {
    int columns = data.features().columns();
    double[][] sums = new double[data.classes()][columns];
    int[] labels = data.requireLabels();
    Features features = data.features();
    for (int i = 0; i < data.size(); i++) {
      double[] sum = sums[labels[i]];
      for (int j = 0; j < columns; j++) {
        sum[j] += features.get(i, j);
      }
    }
    int[] counts = data.classCounts();
    double white = white(features);
    List<byte[]> images = new ArrayList<>();
    List<Item> items = new ArrayList<>();
    for (int k = 0; k < sums.length; k++) {
      byte[] image = new byte[columns];
      for (int j = 0; j < columns; j++) {
        image[j] = shade(sums[k][j] / Math.max(1, counts[k]), white);
      }
      images.add(image);
      items.add(new Item(k, data.classNames().get(k), "", List.of()));
    }
    return new ImageGrid(
        "mean-images",
        "Mean images",
        "The average of all examples of a class.",
        new ImageSet(shape.width(), shape.height(), images),
        0,
        items);
  }

  private static Table features(Dataset data) {
    Features features = data.features();
    List<Row> rows = new ArrayList<>();
    int shown = Math.min(MOST_COLUMNS, features.columns());
    for (int j = 0; j < shown; j++) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < features.rows(); i++) {
        double value = features.get(i, j);
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        sum += value;
      }
      double mean = sum / features.rows();
      for (int i = 0; i < features.rows(); i++) {
        squares += (features.get(i, j) - mean) * (features.get(i, j) - mean);
      }
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(data.featureName(j));
      cells.add(mean);
      cells.add(Math.sqrt(squares / Math.max(1, features.rows())));
      cells.add(least);
      cells.add(greatest);
      rows.add(new Row(cells));
    }
    return new Table(
        "features",
        "Features",
        shown < features.columns()
            ? "The first " + shown + " of " + features.columns() + " features."
            : "What goes into the network, before scaling.",
        List.of(
            new Column("Feature", Format.TEXT),
            new Column("Mean", Format.SETTING),
            new Column("Deviation", Format.SETTING),
            new Column("Least", Format.SETTING),
            new Column("Greatest", Format.SETTING)),
        rows);
  }

  /** Examples of one class or of all, in the order of the set. */
  private Reply examples(Request request) {
    Dataset data = load(request);
    int wanted = request.query("class", -1, -1, data.classes() - 1);
    int offset = request.query("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.query("limit", 60, 1, MOST_EXAMPLES);
    int[] labels = data.requireLabels();
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      if (wanted < 0 || labels[i] == wanted) {
        members.add(i);
      }
    }
    int from = Math.min(offset, members.size());
    List<Integer> shown = members.subList(from, Math.min(members.size(), from + limit));
    Block block = data.image() != null ? images(data, data.image(), shown) : points(data, shown);
    return Reply.jsonText(
        "{\"found\":"
            + members.size()
            + ",\"offset\":"
            + from
            + ",\"block\":"
            + FigureJson.write(block)
            + "}");
  }

  private static ImageGrid images(Dataset data, ImageShape shape, List<Integer> rows) {
    double white = white(data.features());
    int step = Math.max(1, (Math.max(shape.height(), shape.width()) - 1) / LONGEST_SIDE + 1);
    int height = Math.max(1, shape.height() / step);
    int width = Math.max(1, shape.width() / step);
    List<byte[]> images = new ArrayList<>();
    List<Item> items = new ArrayList<>();
    for (int row : rows) {
      byte[] image = new byte[height * width];
      for (int r = 0; r < height; r++) {
        for (int c = 0; c < width; c++) {
          image[r * width + c] =
              shade(data.features().get(row, r * step * shape.width() + c * step), white);
        }
      }
      items.add(
          new Item(
              images.size(),
              data.classNames().get(data.requireLabels()[row]),
              "example " + (row + 1),
              List.of()));
      images.add(image);
    }
    return new ImageGrid(
        "examples",
        "Examples",
        "",
        images.isEmpty() ? ImageSet.EMPTY : new ImageSet(width, height, images),
        0,
        items);
  }

  private static Table points(Dataset data, List<Integer> rows) {
    int shown = Math.min(MOST_COLUMNS, data.features().columns());
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Example", Format.COUNT));
    columns.add(new Column("Class", Format.TEXT));
    for (int j = 0; j < shown; j++) {
      columns.add(
          new Column(
              data.featureNames().isEmpty() ? "x" + (j + 1) : data.featureName(j), Format.SETTING));
    }
    List<Row> lines = new ArrayList<>();
    for (int row : rows) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(row + 1);
      cells.add(data.classNames().get(data.requireLabels()[row]));
      for (int j = 0; j < shown; j++) {
        cells.add((double) data.features().get(row, j));
      }
      lines.add(new Row(cells));
    }
    return new Table("examples", "Examples", "", columns, lines);
  }

  /** The value that is white. */
  private static double white(Features features) {
    if (features instanceof ByteFeatures) {
      return 255;
    }
    double greatest = 0;
    for (int i = 0; i < Math.min(features.rows(), 500); i++) {
      for (int j = 0; j < features.columns(); j++) {
        greatest = Math.max(greatest, features.get(i, j));
      }
    }
    return greatest <= 1 ? 1 : greatest;
  }

  private static byte shade(double value, double white) {
    return (byte) Math.round(Math.clamp(255 * value / white, 0.0, 255.0));
  }
}
