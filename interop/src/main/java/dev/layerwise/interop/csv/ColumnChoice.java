package dev.layerwise.interop.csv;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns of a CSV file are features: names, numbers from 1 and ranges of numbers, parted by
 * commas ({@code age,height,5-8}); behind an exclamation mark, those that are none ({@code
 * !id,!date}).
 *
 * @param text as a person typed it; empty for all columns
 */
public record ColumnChoice(String text) {
  /** All columns but that of the labels. */
  public static final ColumnChoice ALL = new ColumnChoice("");

  private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?");

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if a part between two commas is empty
   */
  public ColumnChoice {
    if (!text.isEmpty()) {
      for (String part : text.split(",", -1)) {
        if (part.replace("!", "").isBlank()) {
          throw new IllegalArgumentException(
              "columns: expected names, numbers or ranges such as age,5-8 or !id, got '"
                  + text
                  + "'");
        }
      }
    }
  }

  /** The columns that are chosen, counted from 0; that of the labels is never one of them. */
  BitSet choose(String file, List<String> names, int columns, int label) {
    BitSet chosen = new BitSet(columns);
    if (text.isEmpty() || text.strip().startsWith("!")) {
      chosen.set(0, columns);
    }
    if (!text.isEmpty()) {
      for (String part : text.split(",", -1)) {
        String name = part.strip();
        boolean without = name.startsWith("!");
        set(file, names, columns, without ? name.substring(1).strip() : name, !without, chosen);
      }
    }
    if (label >= 0) {
      chosen.clear(label);
    }
    if (chosen.isEmpty()) {
      throw new DataException(file + ": no column is left as a feature (columns: " + text + ")");
    }
    return chosen;
  }

  private static void set(
      String file, List<String> names, int columns, String name, boolean value, BitSet chosen) {
    if (names.contains(name)) {
      for (int j = 0; j < names.size(); j++) {
        chosen.set(j, names.get(j).equals(name) ? value : chosen.get(j));
      }
      return;
    }
    Matcher range = RANGE.matcher(name);
    if (range.matches()) {
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (first > last || last > columns) {
        throw new DataException(
            file + ": columns " + name + " are asked for, but there are 1 to " + columns);
      }
      chosen.set(first - 1, last, value);
      return;
    }
    for (int j = 0; j < names.size(); j++) {
      if (names.get(j).equalsIgnoreCase(name)) {
        chosen.set(j, value);
        return;
      }
    }
    throw new DataException(
        file
            + ": no column is called '"
            + name
            + "'"
            + Suggestions.didYouMean(name.toLowerCase(Locale.ROOT), names)
            + (names.isEmpty() ? " (the file has no header; give numbers)" : ""));
  }
}
