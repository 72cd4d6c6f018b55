package dev.layerwise.report.run;

import dev.layerwise.data.Examples;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.Model;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.ImageSet;
import dev.layerwise.runs.RunData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a network of two inputs says of every place in the plane. */
public final class RunBoundary {
  private static final int COLUMNS = 220;
  private static final int MOST_POINTS = 800;
  private static final double MARGIN = 0.08;

  private RunBoundary() {}

  /**
   * The boundary, or null unless the model has two inputs.
   *
   * @param data its examples, or null to show none
   */
  public static @Nullable Boundary of(Model model, @Nullable RunData data) {
    if (model.network().spec().inputs() != 2) {
      return null;
    }
    Boundary.Side x = side(model, data, 0);
    Boundary.Side y = side(model, data, 1);
    double proportion = (y.high() - y.low()) / (x.high() - x.low());
    int lines = (int) Math.clamp(Math.round(COLUMNS * proportion), COLUMNS / 2, COLUMNS * 3L / 2);
    List<Boundary.Points> points = new ArrayList<>();
    if (data != null) {
      points.add(points("training", model, data.training()));
      if (data.validation() != null) {
        points.add(points("validation", model, data.validation()));
      }
      if (data.test() != null) {
        points.add(points("test", model, data.test()));
      }
    }
    String caption =
        "The colour is the class that the network says, stronger where it is surer."
            + (data == null
                ? " The examples are not shown, since the data were not found."
                : " Rings mark the examples it gets wrong.");
    return new Boundary(
        "boundary",
        "Decision boundary",
        caption,
        x,
        y,
        model.classNames(),
        plane(model, x, y, lines),
        points);
  }

  private static ImageSet plane(Model model, Boundary.Side x, Boundary.Side y, int lines) {
    float[] places = new float[lines * COLUMNS * 2];
    for (int r = 0; r < lines; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        int at = 2 * (r * COLUMNS + c);
        places[at] = (float) (x.low() + (c + 0.5) / COLUMNS * (x.high() - x.low()));
        places[at + 1] = (float) (y.high() - (r + 0.5) / lines * (y.high() - y.low()));
      }
    }
    int count = lines * COLUMNS;
    Predictions predictions =
        Predictions.of(
            model.network(),
            new FloatFeatures(count, 2, places),
            IntStream.range(0, count).toArray(),
            model.scaling());
    byte[] classes = new byte[count];
    byte[] scores = new byte[count];
    for (int i = 0; i < count; i++) {
      classes[i] = (byte) predictions.classes()[i];
      float score = predictions.scores().get(i, predictions.classes()[i]);
      // Steps of eight compress well and cannot be told apart.
      scores[i] = (byte) Math.min(255, 8 * Math.round(Math.clamp(score, 0f, 1f) * 255 / 8));
    }
    return new ImageSet(COLUMNS, lines, List.of(classes, scores));
  }

  private static Boundary.Side side(Model model, @Nullable RunData data, int column) {
    String label = column == 0 ? "x" : "y";
    if (data == null) {
      return scaled(label, model.scaling(), column);
    }
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    List<Examples> parts = new ArrayList<>(List.of(data.training()));
    if (data.validation() != null) {
      parts.add(data.validation());
    }
    if (data.test() != null) {
      parts.add(data.test());
    }
    for (Examples part : parts) {
      for (int row : part.rows()) {
        least = Math.min(least, part.features().get(row, column));
        greatest = Math.max(greatest, part.features().get(row, column));
      }
    }
    double room = greatest > least ? MARGIN * (greatest - least) : 1;
    return new Boundary.Side(label, least - room, greatest + room);
  }

  /** Without the data, where the scaling says that they are. */
  private static Boundary.Side scaled(String label, Scaling scaling, int column) {
    int k = Math.min(column, scaling.offsets().length - 1);
    double unit = scaling.factors()[k] != 0 ? 1 / scaling.factors()[k] : 1;
    double offset = scaling.offsets()[k];
    return switch (scaling.kind()) {
      case UNIT -> new Boundary.Side(label, offset - 0.1 * unit, offset + 1.1 * unit);
      case NONE, STANDARD -> new Boundary.Side(label, offset - 3 * unit, offset + 3 * unit);
    };
  }

  private static Boundary.Points points(String name, Model model, Examples examples) {
    // Evenly out of all, so that no class is left out.
    int count = Math.min(MOST_POINTS, examples.size());
    int[] rows =
        IntStream.range(0, count)
            .map(i -> examples.rows()[(int) ((long) i * examples.size() / count)])
            .toArray();
    Predictions predictions =
        Predictions.of(model.network(), examples.features(), rows, model.scaling());
    double[] x = new double[count];
    double[] y = new double[count];
    int[] label = new int[count];
    int[] wrong = new int[count];
    for (int i = 0; i < count; i++) {
      x[i] = examples.features().get(rows[i], 0);
      y[i] = examples.features().get(rows[i], 1);
      label[i] = examples.labels()[rows[i]];
      wrong[i] = predictions.classes()[i] == label[i] ? 0 : 1;
    }
    return new Boundary.Points(name, x, y, label, wrong);
  }
}
