package dev.layerwise.interop.csv;

import dev.layerwise.data.DataException;
import dev.layerwise.data.FeatureNames;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells whether the first row of a file names its columns. */
final class HeaderGuess {
  /** From so many columns on, numbers that count them are no chance. */
  private static final int COUNTED = 3;

  private HeaderGuess() {}

  static boolean isHeader(List<String> first, @Nullable List<String> second, CsvOptions options) {
    if (namesFeatures(first, options)) {
      return true;
    }
    if (second == null) {
      return first.stream().noneMatch(Decimals::isMeantAsNumber);
    }
    return hasWordAboveNumber(first, second) || countsColumns(first, second);
  }

  /** Whether a row holds the names that the features are known by, which may be numbers. */
  private static boolean namesFeatures(List<String> row, CsvOptions options) {
    List<String> known = options.featureNames();
    if (known.isEmpty() || row.size() < known.size()) {
      return false;
    }
    List<String> names = row.stream().map(String::strip).toList();
    BitSet used;
    try {
      int label = CsvLayout.labelColumn("", names, row.size(), options.labelColumn());
      used = options.columns().choose("", names, row.size(), label);
    } catch (DataException e) {
      // Columns are asked for by names that are not in this row: it is none of names.
      return false;
    }
    if (used.cardinality() != known.size()) {
      return false;
    }
    List<String> found = new ArrayList<>();
    boolean named = false;
    for (int column : used.stream().toArray()) {
      String name = names.get(column);
      String wanted = known.get(found.size()).strip();
      named |= name.equalsIgnoreCase(wanted);
      // A column without a name was called by its number; a value is no such name.
      boolean unnamed = wanted.matches("column \\d+");
      if (unnamed && !name.isEmpty() && !name.equalsIgnoreCase(wanted)) {
        return false;
      }
      found.add(name.isEmpty() ? "column " + (column + 1) : name);
    }
    return named && FeatureNames.firstOther(known, found) < 0;
  }

  /**
   * A header is a first row with a word above a number. Numbers may stand in it as well, as the
   * names of columns; but these are whole and all different, while a row of data with one slip of
   * the pen seldom is. A word for a missing value names no column.
   */
  private static boolean hasWordAboveNumber(List<String> first, List<String> second) {
    boolean evidence = false;
    Set<String> numbers = new HashSet<>();
    for (int j = 0; j < first.size(); j++) {
      String name = first.get(j).strip();
      if (Decimals.isMeantAsNumber(name)) {
        if (!name.matches("[0-9]+") || !numbers.add(name)) {
          return false;
        }
      } else if (j < second.size() && Decimals.isMeantAsNumber(second.get(j))) {
        evidence |= name.chars().anyMatch(Character::isLetter) && !Decimals.isMissing(name);
      }
    }
    return evidence;
  }

  /**
   * Columns that count from 0 or 1, as programs call those without names, and one word more: it
   * names the labels, unless it is a label of the second row as well. Of one or two columns such
   * numbers are as likely data, unless the numbers below have fractions.
   */
  private static boolean countsColumns(List<String> first, List<String> second) {
    int words = 0;
    int counted = 0;
    int start = 0;
    boolean fractions = false;
    for (int j = 0; j < Math.min(first.size(), second.size()); j++) {
      String name = first.get(j).strip();
      String below = second.get(j).strip();
      if (!Decimals.isMeantAsNumber(name)) {
        if (name.chars().noneMatch(Character::isLetter) || name.equals(below) || ++words > 1) {
          return false;
        }
        continue;
      }
      start = counted == 0 && name.equals("1") ? 1 : start;
      if (!name.equals(String.valueOf(start + counted++))) {
        return false;
      }
      fractions |= Decimals.isMeantAsNumber(below) && !below.matches("[+-]?[0-9]+");
    }
    return words == 1 && (counted >= COUNTED || (counted > 0 && fractions));
  }
}
