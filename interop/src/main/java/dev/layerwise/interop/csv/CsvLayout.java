package dev.layerwise.interop.csv;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Suggestions;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a CSV file, or of another table, are.
 *
 * @param file the file, for messages
 * @param header whether the first row names the columns
 * @param names the names of the columns; empty without a header
 * @param columns the number of columns
 * @param label the column of the labels, counted from 0, or -1 for none
 * @param used the columns that are features
 */
public record CsvLayout(
    String file, boolean header, List<String> names, int columns, int label, BitSet used) {
  private static final List<String> USUAL_LABELS = List.of("label", "class", "target", "y");
  private static final Pattern PIXEL =
      Pattern.compile("(?:pixel|pix|px|p)[ _.-]?([0-9]{1,6})", Pattern.CASE_INSENSITIVE);
  private static final Pattern LINE_AND_COLUMN = Pattern.compile("([0-9]{1,4})x([0-9]{1,4})");

  /**
   * Judges the first two rows of a file.
   *
   * @param first the first row, which may name the columns
   * @param second the second row, or null if there is none
   * @throws DataException if a column is asked for that is not there, no feature is left, or two
   *     columns have the same name
   */
  public static CsvLayout of(
      String file, List<String> first, @Nullable List<String> second, CsvOptions options) {
    boolean header =
        switch (options.header()) {
          case PRESENT -> true;
          case ABSENT -> false;
          case AUTO -> HeaderGuess.isHeader(first, second, options);
        };
    List<String> names = header ? first.stream().map(String::strip).toList() : List.of();
    int label = labelColumn(file, names, first.size(), options.labelColumn());
    if (first.size() == 1 && label == 0) {
      throw new DataException(file + ": has the label column alone; features are needed too");
    }
    BitSet used = options.columns().choose(file, names, first.size(), label);
    if (header) {
      requireDistinct(file, names, label, used);
    }
    return new CsvLayout(file, header, names, first.size(), label, used);
  }

  /**
   * Two columns of one name: which of them is the label, and which a model that goes by names would
   * get, would be chance.
   */
  private static void requireDistinct(String file, List<String> names, int label, BitSet used) {
    Map<String, Integer> columns = new HashMap<>();
    for (int j = 0; j < names.size(); j++) {
      String name = names.get(j);
      if (name.isEmpty() || !(used.get(j) || j == label)) {
        continue;
      }
      Integer other = columns.putIfAbsent(name, j);
      if (other != null) {
        throw new DataException(
            file
                + ": columns "
                + (other + 1)
                + " and "
                + (j + 1)
                + " are both called '"
                + name
                + "'; rename one of them, or leave it out by its number (--columns '!"
                + ((other == label ? j : other) + 1)
                + "')");
      }
    }
  }

  static int labelColumn(String file, List<String> names, int columns, LabelColumn wanted) {
    return switch (wanted) {
      case LabelColumn.None() -> -1;
      case LabelColumn.Auto() -> usualLabel(file, names);
      case LabelColumn.Numbered(int number) -> {
        int exact = names.indexOf(Integer.toString(number));
        if (exact >= 0) {
          yield exact;
        }
        if (Math.abs(number) > columns) {
          throw new DataException(
              file
                  + ": label column "
                  + number
                  + " is asked for, but there are only "
                  + columns
                  + " columns");
        }
        yield number > 0 ? number - 1 : columns + number;
      }
      case LabelColumn.Named(String name) -> named(file, names, name);
    };
  }

  /** The column with the usual name of labels; of two, the other would tell the network theirs. */
  private static int usualLabel(String file, List<String> names) {
    List<String> lower = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    int found = -1;
    for (String usual : USUAL_LABELS) {
      int column = lower.indexOf(usual);
      // Beside x, y is a coordinate; beside another usual name it is no label either.
      if (column < 0 || (usual.equals("y") && (lower.contains("x") || found >= 0))) {
        continue;
      }
      // Names that differ in upper and lower case are two columns; two of one name are refused
      // later.
      int other = found >= 0 ? column : lower.lastIndexOf(usual);
      found = found >= 0 ? found : column;
      if (!names.get(other).equals(names.get(found))) {
        throw new DataException(
            file
                + ": the columns '"
                + names.get(found)
                + "' and '"
                + names.get(other)
                + "' may both hold the labels; say which (--label-column "
                + names.get(found)
                + "), and leave the other out if it says the same (--columns '!"
                + names.get(other)
                + "')");
      }
    }
    return found;
  }

  private static int named(String file, List<String> names, String wanted) {
    if (names.isEmpty()) {
      throw new DataException(
          file
              + ": label column '"
              + wanted
              + "' is asked for, but the file has no header (its first line is data); "
              + "give the column's number, 1 for the first");
    }
    int exact = names.indexOf(wanted);
    if (exact >= 0) {
      return exact;
    }
    for (int j = 0; j < names.size(); j++) {
      if (names.get(j).equalsIgnoreCase(wanted)) {
        return j;
      }
    }
    List<String> shown = names.subList(0, Math.min(8, names.size()));
    throw new DataException(
        file
            + ": no column is called '"
            + wanted
            + "'"
            + Suggestions.didYouMean(wanted, names)
            + " (columns: "
            + String.join(", ", shown)
            + (shown.size() < names.size() ? ", ..." : "")
            + ")");
  }

  /** The number of features. */
  public int features() {
    return used.cardinality();
  }

  /**
   * The names of the features: those of the header, and {@code "column 3"} where there is none, as
   * messages count.
   */
  public List<String> featureNames() {
    return used.stream()
        .mapToObj(column -> {
          String name = header ? names.get(column) : "";
          return name.isEmpty() ? "column " + (column + 1) : name;
        })
        .toList();
  }

  /** For messages: {@code "column 3 (petal_width)"}. */
  public String describe(int column) {
    String name = header ? names.get(column) : "";
    return "column " + (column + 1) + (name.isEmpty() ? "" : " (" + name + ")");
  }

  /**
   * The shape of the image if the features are called pixel0, pixel1 and so on (or from pixel1) and
   * their number is a square, or 1x1, 1x2 to height x width.
   */
  public @Nullable ImageShape image() {
    if (!header || features() < 4) {
      return null;
    }
    int side = (int) Math.round(Math.sqrt(features()));
    boolean pixels = side * side == features();
    boolean places = true;
    int first = 0;
    int width = 0;
    int height = 0;
    for (int j = 0, k = 0; j < columns && (pixels || places); j++) {
      if (!used.get(j)) {
        continue;
      }
      Matcher pixel = PIXEL.matcher(names.get(j));
      int number = pixel.matches() ? Integer.parseInt(pixel.group(1)) : -1;
      if (k == 0) {
        first = number;
        Matcher last = LINE_AND_COLUMN.matcher(names.get(used.length() - 1));
        height = last.matches() ? Integer.parseInt(last.group(1)) : 0;
        width = last.matches() ? Integer.parseInt(last.group(2)) : 0;
      }
      pixels &= number == first + k && (first == 0 || first == 1);
      places &= width > 0 && names.get(j).equals((k / width + 1) + "x" + (k % width + 1));
      k++;
    }
    if (pixels) {
      return new ImageShape(side, side);
    }
    return places && height * width == features() ? new ImageShape(height, width) : null;
  }
}
