package dev.layerwise.report;

import dev.layerwise.report.ScatterPlot.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a {@link ScatterPlot} as text: coloured Braille dots, eight to a character, or without
 * colour the letter of the class that has most points there.
 */
final class ScatterText {
  private static final int MOST_WIDTH = 96;
  private static final int LEAST_HEIGHT = 8;
  private static final int MOST_HEIGHT = 30;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** The bit of each dot of a Braille character, line after line. */
  private static final int[] BRAILLE = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};

  private final ScatterPlot plot;
  private final TextStyle style;
  private final List<String> letters;
  private final String[] yLabels;
  private final int margin;
  private final int width;
  private final int height;

  ScatterText(ScatterPlot plot, TextStyle style) {
    this.plot = plot;
    this.style = style;
    this.letters = letters(plot.entries());
    List<BigDecimal> ticks = plot.y().ticks(6);
    int longest = ticks.stream().mapToInt(tick -> Axis.label(tick).length()).max().orElse(1);
    margin = longest + 1;
    int room = Math.min(style.columns() - margin - 1, MOST_WIDTH);
    // A character is twice as high as it is wide.
    int wished = (int) Math.round(room * plot.proportion() / 2);
    height = Math.clamp(wished, LEAST_HEIGHT, MOST_HEIGHT);
    width = wished > height ? Math.max(1, (int) (room * (double) height / wished)) : room;
    yLabels = new String[height];
    Arrays.fill(yLabels, "");
    for (BigDecimal tick : ticks) {
      yLabels[cell(1 - plot.y().place(tick.doubleValue()), height)] = Axis.label(tick);
    }
  }

  String write() {
    int classes = plot.entries().size();
    int[] dots = new int[width * height];
    int[] counts = new int[width * height * classes];
    for (int i = 0; i < plot.data().size(); i++) {
      double right = plot.x().place(plot.data().features().get(i, 0));
      double down = 1 - plot.y().place(plot.data().features().get(i, 1));
      int column = cell(right, 2 * width);
      int line = cell(down, 4 * height);
      int place = line / 4 * width + column / 2;
      dots[place] |= BRAILLE[line % 4 * 2 + column % 2];
      counts[place * classes + plot.label(i)]++;
    }
    Ansi out = new Ansi(style.colour());
    out.plain(style.fit(plot.title(), style.columns())).newLine().newLine();
    String bare = style.unicode() ? " │" : " |";
    String marked = style.unicode() ? " ┤" : " +";
    for (int line = 0; line < height; line++) {
      String label = yLabels[line];
      out.plain(" ".repeat(margin - 1 - label.length()) + label);
      out.plain(label.isEmpty() ? bare : marked);
      for (int column = 0; column < width; column++) {
        int place = line * width + column;
        write(dots[place], majority(counts, place * classes, classes), out);
      }
      out.newLine();
    }
    writeAxis(out);
    writeLegend(out.newLine());
    return out.toString();
  }

  private void write(int dots, int label, Ansi out) {
    if (dots == 0) {
      out.plain(" ");
    } else if (style.colour() && style.unicode()) {
      out.coloured(String.valueOf((char) (0x2800 + dots)), colour(label));
    } else {
      out.coloured(letters.get(label), colour(label));
    }
  }

  private void writeAxis(Ansi out) {
    char[] line = (style.unicode() ? "─" : "-").repeat(width).toCharArray();
    char[] numbers = " ".repeat(width).toCharArray();
    int free = 0;
    for (BigDecimal tick : plot.x().ticks(Math.max(2, width / 10))) {
      int at = cell(plot.x().place(tick.doubleValue()), width);
      String label = Axis.label(tick);
      int start = Math.clamp(at - label.length() / 2, 0, Math.max(0, width - label.length()));
      if (start >= free && start + label.length() <= width) {
        line[at] = style.unicode() ? '┬' : '+';
        label.getChars(0, label.length(), numbers, start);
        free = start + label.length() + 1;
      }
    }
    String indent = " ".repeat(margin);
    out.plain(indent + (style.unicode() ? "└" : "+") + new String(line)).newLine();
    out.plain(indent + " " + new String(numbers)).newLine();
  }

  private void writeLegend(Ansi out) {
    int used = 0;
    for (int label = 0; label < plot.entries().size(); label++) {
      Entry entry = plot.entries().get(label);
      boolean dots = style.colour() && style.unicode();
      String count = " (" + Counts.text(entry.count()) + ")";
      int room = style.columns() - count.length() - 2;
      String name = style.fit(entry.name(), Math.max(1, room));
      String text = (!dots && name.equals(letters.get(label)) ? "" : " " + name) + count;
      int length = 1 + text.codePointCount(0, text.length());
      if (used > 0 && used + 3 + length > style.columns()) {
        out.newLine();
        used = 0;
      } else if (used > 0) {
        out.plain("   ");
        used += 3;
      }
      out.coloured(dots ? "●" : letters.get(label), colour(label)).plain(text);
      used += length;
    }
    out.newLine();
  }

  /** Single letters that are the classes' names stand for themselves; others get the alphabet's. */
  private static List<String> letters(List<Entry> entries) {
    if (entries.stream().allMatch(entry -> entry.name().length() == 1)) {
      return entries.stream().map(Entry::name).toList();
    }
    List<String> letters = new ArrayList<>();
    for (int label = 0; label < entries.size(); label++) {
      letters.add(label < LETTERS.length() ? LETTERS.substring(label, label + 1) : "*");
    }
    return letters;
  }

  private static int colour(int label) {
    return Palette.LIGHT.series(label);
  }

  private static int majority(int[] counts, int from, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (counts[from + c] > counts[from + best]) {
        best = c;
      }
    }
    return best;
  }

  private static int cell(double place, int cells) {
    return Math.clamp((int) (place * cells), 0, cells - 1);
  }
}
