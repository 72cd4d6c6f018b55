package dev.layerwise.report;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.random.RandomStream;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A grid of images: a row for each class, with the class's name and some of its examples, drawn at
 * random.
 */
public final class SampleGrid implements Picture {
  private static final int MOST_PER_CLASS = 1000;

  /**
   * A row of the grid.
   *
   * @param name of the class
   * @param total the class's number of examples
   * @param examples the row numbers of those that are shown
   */
  record Row(String name, int total, List<Integer> examples) {}

  private final Dataset data;
  private final ImageShape shape;
  private final int perClass;
  private final List<Row> rows;

  private SampleGrid(Dataset data, ImageShape shape, int perClass, List<Row> rows) {
    this.data = data;
    this.shape = shape;
    this.perClass = perClass;
    this.rows = rows;
  }

  /**
   * Chooses the examples. Data without labels makes a single row. A class with fewer than {@code
   * perClass} examples shows them all.
   *
   * @param data images
   * @param perClass the number of examples a row
   * @param seed of the choice: the same seed, the same examples
   * @throws IllegalArgumentException if the data are no images, or {@code perClass} is not from 1
   *     to 1000
   */
  public static SampleGrid of(Dataset data, int perClass, long seed) {
    if (data.image() == null) {
      throw new IllegalArgumentException(
          data.name()
              + ": expected images, got "
              + data.features().columns()
              + " features without a shape; give their height and width");
    }
    if (perClass < 1 || perClass > MOST_PER_CLASS) {
      throw new IllegalArgumentException(
          "sample grid: expected 1 to "
              + MOST_PER_CLASS
              + " examples a class, got "
              + perClass
              + "; choose a number in that range");
    }
    int[] labels = data.labels();
    List<Row> rows = new ArrayList<>();
    if (labels == null) {
      rows.add(row("no label", all(data.size()), perClass, RandomStream.of(seed, "samples")));
    } else {
      int[] counts = data.classCounts();
      for (int c = 0; c < data.classes(); c++) {
        int[] members = members(labels, c, counts[c]);
        rows.add(
            row(data.classNames().get(c), members, perClass, RandomStream.of(seed, "samples", c)));
      }
    }
    return new SampleGrid(data, data.image(), perClass, rows);
  }

  private static int[] all(int count) {
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> i);
    return rows;
  }

  private static int[] members(int[] labels, int label, int count) {
    int[] members = new int[count];
    int next = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        members[next++] = i;
      }
    }
    return members;
  }

  private static Row row(String name, int[] members, int perClass, RandomStream random) {
    random.shuffle(members);
    List<Integer> examples = Arrays.stream(members).limit(perClass).boxed().toList();
    return new Row(name, members.length, examples);
  }

  @Override
  public BufferedImage image(Palette palette) {
    return new GridImage(this, palette).draw();
  }

  @Override
  public String text(TextStyle style) {
    return new GridText(this, style).write();
  }

  /** The heading: what is seen. */
  String title() {
    return Counts.title(data);
  }

  Dataset data() {
    return data;
  }

  ImageShape shape() {
    return shape;
  }

  int perClass() {
    return perClass;
  }

  List<Row> rows() {
    return rows;
  }
}
