package dev.layerwise.data;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * The known name nearest to {@code name}, if one is close: the only one that starts with it, or
   * the one with the fewest edits (a letter inserted, dropped, replaced, or two neighbours swapped;
   * upper and lower case are the same), at most one edit for every three letters. Of equally near
   * names the first wins.
   */
  public static Optional<String> nearest(String name, Collection<String> known) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = Math.max(1, wanted.length() / 3) + 1;
    String completed = null;
    int completions = 0;
    for (String candidate : known) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      int distance = distance(wanted, lower, bestDistance);
      if (distance < bestDistance && distance < lower.length()) {
        best = candidate;
        bestDistance = distance;
      }
      if (wanted.length() >= 2 && lower.startsWith(wanted)) {
        completed = candidate;
        completions++;
      }
    }
    return Optional.ofNullable(best != null ? best : completions == 1 ? completed : null);
  }

  /**
   * {@code "; did you mean 'x'?"} for the end of a message, or nothing where no known name is
   * close.
   */
  public static String didYouMean(String name, Collection<String> known) {
    return nearest(name, known).map(found -> "; did you mean '" + found + "'?").orElse("");
  }

  /** The optimal string alignment distance, or {@code limit} if it is at least that. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] recycled = beforeLast;
      beforeLast = last;
      last = row;
      row = recycled;
    }
    return Math.min(last[b.length()], limit);
  }
}
