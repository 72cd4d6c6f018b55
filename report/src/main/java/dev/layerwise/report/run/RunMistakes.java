package dev.layerwise.report.run;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.ImageGrid.Bar;
import dev.layerwise.report.figure.ImageSet;
import dev.layerwise.report.figure.Matrix;
import dev.layerwise.report.figure.Matrix.Cell;
import dev.layerwise.report.figure.Matrix.Example;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.run.RunRecord.Judged;
import dev.layerwise.runs.RunSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the network takes for what: confusion matrix, classes, worst mistakes. */
final class RunMistakes {
  private static final int WORST = 24;
  private static final int BEHIND_A_MISTAKE = 8;
  private static final int BEHIND_THE_DIAGONAL = 4;
  private static final int MOST_CLASSES = 40;
  private static final int MOST_BARS = 3;

  private final String part;
  private final List<String> names;
  private final ConfusionMatrix confusion;
  private final @Nullable Judged judged;
  private final @Nullable ImageShape shape;

  private RunMistakes(
      String part,
      List<String> names,
      ConfusionMatrix confusion,
      @Nullable Judged judged,
      @Nullable ImageShape shape) {
    this.part = part;
    this.names = names;
    this.confusion = confusion;
    this.judged = judged;
    this.shape = shape;
  }

  /** The mistakes of a run, from its data or else from its summary; null if there is neither. */
  static @Nullable RunMistakes of(RunRecord run) {
    Judged judged = run.judged();
    if (judged != null && run.data() != null) {
      ConfusionMatrix confusion = new ConfusionMatrix(run.data().set().classes());
      for (int i = 0; i < judged.examples().size(); i++) {
        confusion.add(judged.label(i), judged.predictions().classes()[i]);
      }
      return new RunMistakes(
          judged.part(),
          run.data().set().classNames(),
          confusion,
          judged,
          run.data().set().image());
    }
    RunSummary summary = run.summary();
    if (summary == null) {
      return null;
    }
    ConfusionMatrix confusion = new ConfusionMatrix(summary.classNames().size());
    for (int i = 0; i < confusion.classes(); i++) {
      for (int j = 0; j < confusion.classes(); j++) {
        confusion.add(i, j, summary.confusion().get(i).get(j));
      }
    }
    String part =
        summary.testExamples() > 0
            ? "test set"
            : summary.validationExamples() > 0 ? "validation set" : "training set";
    return new RunMistakes(part, summary.classNames(), confusion, null, null);
  }

  /** What the examples are called: test set, say. */
  String part() {
    return part;
  }

  ConfusionMatrix confusion() {
    return confusion;
  }

  List<String> names() {
    return names;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    if (names.size() <= MOST_CLASSES) {
      blocks.add(matrix());
    } else {
      blocks.add(
          Notice.missing(
              "A confusion matrix of "
                  + names.size()
                  + " classes cannot be read; the table of classes says what each is most often"
                  + " taken for."));
    }
    blocks.add(classes());
    if (judged != null) {
      List<Integer> worst = worst(judged);
      if (!worst.isEmpty()) {
        blocks.add(
            shape == null ? worstAsTable(judged, worst) : worstAsPictures(judged, worst, shape));
      }
    }
    return blocks;
  }

  private Matrix matrix() {
    int n = names.size();
    long[][] counts = new long[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        counts[i][j] = confusion.count(i, j);
      }
    }
    List<Cell> cells = new ArrayList<>();
    Pictures pictures =
        judged == null || shape == null ? null : new Pictures(judged.examples(), shape);
    if (judged != null) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (counts[i][j] > 0) {
            cells.add(new Cell(i, j, behind(judged, pictures, i, j)));
          }
        }
      }
    }
    String caption =
        "Counts of the "
            + part
            + ". "
            + (judged == null
                ? ""
                : "Choose a cell to see examples: of mistakes the surest ones first, of the"
                    + " diagonal those recognised with the least certainty.");
    return new Matrix(
        "confusion",
        "Confusion matrix",
        caption.strip(),
        names,
        counts,
        cells,
        pictures == null ? ImageSet.EMPTY : pictures.all());
  }

  private List<Example> behind(Judged of, @Nullable Pictures pictures, int actual, int predicted) {
    Comparator<Integer> surest = Comparator.comparingDouble(i -> -of.score(i, predicted));
    return IntStream.range(0, of.examples().size())
        .filter(i -> of.label(i) == actual && of.predictions().classes()[i] == predicted)
        .boxed()
        .sorted(actual == predicted ? surest.reversed() : surest)
        .limit(actual == predicted ? BEHIND_THE_DIAGONAL : BEHIND_A_MISTAKE)
        .map(i ->
            new Example(
                pictures == null ? -1 : pictures.number(i),
                of.name(i)
                    + ", "
                    + probability(of.score(i, predicted))
                    + (pictures == null ? features(of, i) : "")))
        .toList();
  }

  private static String features(Judged of, int i) {
    int columns = Math.min(6, of.examples().features().columns());
    StringBuilder text = new StringBuilder(": ");
    for (int j = 0; j < columns; j++) {
      float value = of.examples().features().get(of.examples().rows()[i], j);
      text.append(j == 0 ? "" : ", ").append(Format.SETTING.text(value));
    }
    return text.append(columns < of.examples().features().columns() ? ", …" : "").toString();
  }

  private Table classes() {
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      long count = 0;
      int taken = -1;
      for (int j = 0; j < names.size(); j++) {
        count += confusion.count(k, j);
        if (j != k
            && confusion.count(k, j) > 0
            && (taken < 0 || confusion.count(k, j) > confusion.count(k, taken))) {
          taken = j;
        }
      }
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(names.get(k));
      cells.add(count);
      cells.add(cell(confusion.precision(k)));
      cells.add(cell(confusion.recall(k)));
      cells.add(cell(confusion.f1(k)));
      cells.add(taken < 0 ? null : names.get(taken) + " (" + confusion.count(k, taken) + ")");
      rows.add(new Row(cells));
    }
    return new Table(
        "classes",
        "Classes",
        "Precision: of what the network called so, the share that is so. Recall: of what is so, the"
            + " share that the network called so. F1: their harmonic mean.",
        List.of(
            new Column("Class", Format.TEXT),
            new Column("Examples", Format.COUNT),
            new Column("Precision", Format.ACCURACY),
            new Column("Recall", Format.ACCURACY),
            new Column("F1", Format.ACCURACY),
            new Column("Most often taken for", Format.TEXT, Better.NEITHER)),
        rows);
  }

  private static @Nullable Object cell(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /** Those by which the network is surest of a wrong class. */
  private static List<Integer> worst(Judged judged) {
    return IntStream.range(0, judged.examples().size())
        .filter(judged::isWrong)
        .boxed()
        .sorted(
            Comparator.comparingDouble(i ->
                judged.score(i, judged.label(i))
                    - judged.score(i, judged.predictions().classes()[i])))
        .limit(WORST)
        .toList();
  }

  private Figure worstAsPictures(Judged of, List<Integer> worst, ImageShape images) {
    Pictures pictures = new Pictures(of.examples(), images);
    List<ImageGrid.Item> items = new ArrayList<>();
    for (int i : worst) {
      items.add(
          new ImageGrid.Item(
              pictures.number(i),
              names.get(of.label(i)) + " → " + names.get(of.predictions().classes()[i]),
              of.name(i),
              bars(of, i)));
    }
    return new ImageGrid(
        "worst",
        "Worst mistakes",
        "What it is → what the network says, and the classes it finds most probable. First those"
            + " where it is surest; examples are counted from 1 in their data set.",
        pictures.all(),
        0,
        items);
  }

  /** The most probable classes, and the right one if it is not among them. */
  private List<Bar> bars(Judged of, int i) {
    List<Integer> order =
        new ArrayList<>(
            IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -of.score(i, k)))
                .limit(MOST_BARS)
                .toList());
    if (!order.contains(of.label(i))) {
      order.set(order.size() - 1, of.label(i));
    }
    return order.stream()
        .map(k -> new Bar(names.get(k), of.score(i, k), k == of.label(i)))
        .toList();
  }

  private Figure worstAsTable(Judged of, List<Integer> worst) {
    List<Row> rows = new ArrayList<>();
    for (int i : worst) {
      int said = of.predictions().classes()[i];
      rows.add(
          new Row(
              List.of(
                  of.examples().rows()[i] + 1,
                  names.get(of.label(i)),
                  names.get(said),
                  of.score(i, said),
                  of.score(i, of.label(i)),
                  features(of, i).substring(2))));
    }
    return new Table(
        "worst",
        "Worst mistakes",
        "First those where the network is surest; examples are counted from 1 in their data set.",
        List.of(
            new Column("Example", Format.COUNT),
            new Column("Is", Format.TEXT),
            new Column("Taken for", Format.TEXT),
            new Column("Score", Format.ACCURACY),
            new Column("Score of what it is", Format.ACCURACY),
            new Column("Features", Format.TEXT)),
        rows);
  }

  private static String probability(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
