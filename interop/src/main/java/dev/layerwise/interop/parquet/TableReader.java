package dev.layerwise.interop.parquet;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.interop.csv.CellStore;
import dev.layerwise.interop.csv.CsvLayout;
import dev.layerwise.interop.csv.CsvOptions;
import dev.layerwise.interop.csv.LabelCodes;
import dev.layerwise.interop.image.ImageFiles;
import dev.layerwise.interop.image.ImageOptions;
import dev.layerwise.interop.parquet.ParquetEngine.Column;
import dev.layerwise.interop.parquet.ParquetEngine.Kind;
import dev.layerwise.interop.parquet.ParquetEngine.Rows;
import dev.layerwise.interop.parquet.ParquetEngine.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a data set of a table: chooses the columns, and checks every value of every row. */
final class TableReader {
  private static final int MAX_CELLS = Integer.MAX_VALUE - 8;

  private final Path path;
  private final String file;
  private final Table table;
  private final List<Column> columns;
  private final CsvOptions options;
  private final boolean resize;
  private final CsvLayout layout;
  private final List<Integer> features;

  /** How many features each of {@link #features} gives; 0 while no row has told. */
  private final int[] widths;

  private final CellStore cells = new CellStore();
  private @Nullable ImageShape image;
  private long row;

  TableReader(Path path, Table table, CsvOptions options, boolean resize) {
    this.path = path;
    this.file = path.toString();
    this.table = table;
    this.columns = table.columns();
    this.options = options;
    this.resize = resize;
    List<String> names = columns.stream().map(Column::name).toList();
    this.layout = CsvLayout.of(file, names, null, options.withHeader(CsvOptions.Header.PRESENT));
    this.features = layout.used().stream().boxed().toList();
    this.widths = new int[features.size()];
    this.image = options.image();
  }

  Dataset read() {
    requireFeatures();
    int label = layout.label();
    LabelCodes labels =
        label < 0 ? null : new LabelCodes("row", layout.describe(label), options.classNames());
    List<Integer> wanted = new ArrayList<>(features);
    if (label >= 0) {
      wanted.add(label);
    }
    try (Rows rows = table.rows(wanted, label)) {
      while (rows.next()) {
        row++;
        for (int j = 0; j < features.size(); j++) {
          addCell(rows, j);
        }
        if (labels != null) {
          labels.add(file, row, Objects.requireNonNullElse(rows.text(features.size()), ""));
        }
        if (cells.size() > MAX_CELLS) {
          throw new DataException(
              file + ": more than " + MAX_CELLS + " values; divide the file or choose columns");
        }
      }
    }
    if (row == 0) {
      throw new DataException(file + ": has columns but no rows");
    }
    return dataset(labels);
  }

  private Dataset dataset(@Nullable LabelCodes labels) {
    int width = 0;
    for (int each : widths) {
      width += each;
    }
    var values = cells.toFeatures(Math.toIntExact(row), width);
    ImageShape shape = image;
    if (shape == null || shape.height() * shape.width() != width) {
      shape = width == features.size() ? layout.image() : null;
    }
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    if (labels == null) {
      return Dataset.unlabelled(name, values, options.classNames(), shape)
          .withFeatureNames(featureNames());
    }
    List<String> classNames = labels.classNames(file);
    return new Dataset(name, values, labels.labels(classNames), classNames, shape, featureNames());
  }

  /** The names of columns; of lists, with the place in the list; none of the pixels of an image. */
  private List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (int j = 0; j < features.size(); j++) {
      Kind kind = columns.get(features.get(j)).kind();
      String name = columns.get(features.get(j)).name();
      if (kind == Kind.IMAGE) {
        return List.of();
      }
      for (int k = 0; k < widths[j]; k++) {
        names.add(kind == Kind.NUMBERS ? name + "[" + (k + 1) + "]" : name);
      }
    }
    return names;
  }

  private void requireFeatures() {
    List<String> unfit = new ArrayList<>();
    int images = 0;
    for (int column : features) {
      Kind kind = columns.get(column).kind();
      if (kind == Kind.TEXT || kind == Kind.OTHER) {
        unfit.add(columns.get(column).name());
      }
      images += kind == Kind.IMAGE ? 1 : 0;
    }
    if (!unfit.isEmpty()) {
      int first = features.get(0);
      for (int column : features) {
        if (columns.get(column).name().equals(unfit.getFirst())) {
          first = column;
        }
      }
      throw new DataException(
          file
              + ": "
              + layout.describe(first)
              + " is of type "
              + columns.get(first).type()
              + ", a feature is a number; leave it out (columns: "
              + unfit.stream().map(name -> "!" + name).collect(Collectors.joining(","))
              + ")"
              + (layout.label() < 0 ? ", or if it holds the labels, say so (label column)" : ""));
    }
    if (images > 0 && features.size() > 1) {
      throw new DataException(
          file
              + ": a column of images is all the features there can be, but "
              + features.size()
              + " columns are; choose one (columns: NAME)");
    }
    int label = layout.label();
    if (label >= 0
        && columns.get(label).kind() != Kind.TEXT
        && columns.get(label).kind() != Kind.NUMBER) {
      throw new DataException(
          file
              + ": "
              + layout.describe(label)
              + " is of type "
              + columns.get(label).type()
              + "; labels are texts or whole numbers");
    }
  }

  private void addCell(Rows rows, int j) {
    switch (columns.get(features.get(j)).kind()) {
      case NUMBER -> {
        double value = rows.number(j);
        if (rows.isMissing()) {
          throw missing(j);
        }
        widths[j] = 1;
        add(value, j);
      }
      case NUMBERS -> {
        double[] values = rows.numbers(j);
        if (values == null) {
          throw missing(j);
        }
        if (rows.isMissing()) {
          throw new DataException(
              place(j)
                  + ": a value of the list is missing, numbers are needed; fill it in or drop the"
                  + " row");
        }
        requireWidth(values.length, j);
        for (double value : values) {
          add(value, j);
        }
      }
      case IMAGE -> {
        byte[] content = rows.bytes(j);
        if (content == null) {
          throw missing(j);
        }
        String name = place(j);
        if (widths[j] == 0 && image == null) {
          image = ImageFiles.shapeOf(name, content);
        }
        ImageShape shape = Objects.requireNonNull(image);
        byte[] grey = ImageFiles.read(name, content, new ImageOptions(shape, resize, false));
        requireWidth(grey.length, j);
        for (byte value : grey) {
          cells.add(value & 0xFF);
        }
      }
      case TEXT, OTHER -> throw new IllegalStateException("refused before");
    }
  }

  private void requireWidth(int width, int j) {
    if (widths[j] == 0) {
      widths[j] = width;
    }
    if (width == 0 || width != widths[j]) {
      throw new DataException(
          place(j)
              + ": "
              + (width == 0
                  ? "the list is empty"
                  : "expected " + widths[j] + " numbers as in the first row, got " + width));
    }
  }

  private void add(double value, int j) {
    float single = (float) value;
    if (Float.isNaN(single) || Float.isInfinite(single)) {
      throw new DataException(
          place(j)
              + ": expected a finite 32-bit float, got "
              + value
              + "; replace it or drop the row");
    }
    cells.add(single);
  }

  private DataException missing(int j) {
    return new DataException(
        place(j) + ": the value is missing, a number is needed; fill it in or drop the row");
  }

  private String place(int j) {
    return file + ": row " + row + ", " + layout.describe(features.get(j));
  }
}
