package dev.layerwise.interop.csv;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the labels of the rows as they come, and turns them into class numbers once all are
 * known.
 */
public final class LabelCodes {
  private static final int MAX_CLASSES = 65_536;

  private final String unit;
  private final String where;
  private final List<String> expected;
  private final Map<String, Integer> codes = new HashMap<>();
  private final List<String> texts = new ArrayList<>();
  private final List<Long> firstLines = new ArrayList<>();
  private int[] labels = new int[1024];
  private int count;

  /**
   * Starts a collection.
   *
   * @param where the column, for messages
   * @param expected the names of the classes; none to take them from the labels
   */
  LabelCodes(String where, List<String> expected) {
    this("line", where, expected);
  }

  /**
   * Starts a collection.
   *
   * @param unit what is counted, for messages, such as {@code line}
   * @param where what the labels are in, for messages
   * @param expected the names of the classes; none to take them from the labels
   */
  public LabelCodes(String unit, String where, List<String> expected) {
    this.unit = unit;
    this.where = where;
    this.expected = expected;
  }

  /** Adds the label of the next row. */
  public void add(String file, long line, String cell) {
    String text = cell.strip();
    Integer code = codes.get(text);
    if (code == null) {
      code = expected.isEmpty() ? texts.size() : expectedCode(file, line, text);
      if (expected.isEmpty() && texts.size() == MAX_CLASSES) {
        throw new DataException(
            file
                + ": "
                + unit
                + " "
                + line
                + ", "
                + where
                + ": more than "
                + MAX_CLASSES
                + " different labels; is it the label column?");
      }
      codes.put(text, code);
      texts.add(text);
      firstLines.add(line);
    }
    if (count == labels.length) {
      labels = Arrays.copyOf(labels, 2 * count);
    }
    labels[count++] = code;
  }

  private int expectedCode(String file, long line, String text) {
    String place = file + ": " + unit + " " + line + ", " + where + ": ";
    if (text.isEmpty()) {
      throw new DataException(place + "the label is missing");
    }
    String canonical = isWhole(text) ? whole(text).toString() : text;
    int named = expected.indexOf(text);
    if (named < 0) {
      named = expected.indexOf(canonical);
    }
    if (named >= 0) {
      return named;
    }
    // A model with named classes may meet a file with their numbers; names that are numbers are
    // taken at their word.
    boolean numbered = isWhole(text) && expected.stream().noneMatch(LabelCodes::isWhole);
    if (numbered
        && whole(text).signum() >= 0
        && whole(text).compareTo(BigInteger.valueOf(expected.size())) < 0) {
      return whole(text).intValue();
    }
    if (numbered) {
      throw new DataException(
          place
              + "label "
              + text
              + " is out of range, expected 0 to "
              + (expected.size() - 1)
              + " or a class's name");
    }
    throw new DataException(
        place
            + "'"
            + text
            + "' is none of the known classes ("
            + listed(expected)
            + ")"
            + Suggestions.didYouMean(text, expected));
  }

  /** The names of the classes. To be asked for after the last row. */
  public List<String> classNames(String file) {
    if (!expected.isEmpty()) {
      return expected;
    }
    long[] counts = new long[texts.size()];
    for (int i = 0; i < count; i++) {
      counts[labels[i]]++;
    }
    long whole = 0;
    int odd = -1;
    for (int k = 0; k < texts.size(); k++) {
      String text = texts.get(k);
      String place = file + ": " + unit + " " + firstLines.get(k) + ", " + where + ": ";
      if (text.isEmpty()) {
        throw new DataException(place + "the label is missing");
      }
      if (isWhole(text)) {
        whole += counts[k];
      } else if (!Float.isNaN(Decimals.parse(text)) || Decimals.looksNumeric(text)) {
        throw new DataException(
            place
                + "expected a class (a whole number or a name), got "
                + text
                + "; is it the label column?");
      } else if (odd < 0) {
        odd = k;
      }
    }
    if (odd >= 0 && whole > 0) {
      throw new DataException(
          file
              + ": "
              + unit
              + " "
              + firstLines.get(odd)
              + ", "
              + where
              + ": label '"
              + texts.get(odd)
              + "' is no whole number, and others are; use numbers or names for all");
    }
    Comparator<String> order =
        odd < 0 ? Comparator.comparing(BigInteger::new) : Comparator.naturalOrder();
    List<String> names =
        texts.stream()
            .map(text -> isWhole(text) ? whole(text).toString() : text)
            .distinct()
            .sorted(order)
            .toList();
    if (names.size() == 1) {
      throw new DataException(
          file
              + ": "
              + where
              + ": every example is of the class "
              + names.getFirst()
              + ", at least two classes are needed; is it the label column?");
    }
    return names;
  }

  /** The class numbers of all rows. */
  public int[] labels(List<String> classNames) {
    int[] numbers = Arrays.copyOf(labels, count);
    if (expected.isEmpty()) {
      int[] place = new int[texts.size()];
      Map<String, Integer> places = new HashMap<>();
      for (String name : classNames) {
        places.put(name, places.size());
      }
      for (int k = 0; k < place.length; k++) {
        String text = texts.get(k);
        place[k] = places.getOrDefault(isWhole(text) ? whole(text).toString() : text, -1);
      }
      Arrays.setAll(numbers, i -> place[labels[i]]);
    }
    return numbers;
  }

  /** Spreadsheets and pandas write 3.0 where 3 was meant. */
  private static boolean isWhole(String text) {
    return text.matches("[+-]?[0-9]{1,18}(\\.0*)?");
  }

  private static BigInteger whole(String text) {
    return new BigDecimal(text).toBigInteger();
  }

  private static String listed(List<String> names) {
    return names.size() <= 12
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 12)) + ", ...";
  }
}
