package dev.layerwise.cli;

import java.io.PrintStream;

/**
 * Where a command writes for a person.
 *
 * @param out the stream
 * @param live whether it is a terminal on which a line can be rewritten
 * @param columns the width of the terminal
 * @param colour whether escape sequences for colours are welcome
 */
record Terminal(PrintStream out, boolean live, int columns, boolean colour) {
  private static final int USUAL_COLUMNS = 100;

  /** Standard output. */
  static Terminal standardOutput() {
    return of(System.out, "LAYERWISE_TTY_OUT");
  }

  /** Standard error, used when standard output belongs to machines. */
  static Terminal standardError() {
    return of(System.err, "LAYERWISE_TTY_ERR");
  }

  /** The launcher tells which streams are terminals, since Java cannot see it of each. */
  private static Terminal of(PrintStream out, String variable) {
    String term = System.getenv("TERM");
    boolean live = "1".equals(System.getenv(variable)) && term != null && !term.equals("dumb");
    return new Terminal(out, live, width(), live && System.getenv("NO_COLOR") == null);
  }

  private static int width() {
    String columns = System.getenv("LAYERWISE_COLUMNS");
    if (columns == null || !columns.matches("[0-9]{1,4}")) {
      return USUAL_COLUMNS;
    }
    return Math.max(20, Integer.parseInt(columns));
  }

  /** Writes a line. */
  void line(String text) {
    out.println(text);
  }

  /** Writes an empty line. */
  void line() {
    out.println();
  }

  /** Writes a line of a result: what it is about, then what there is to say. */
  void entry(String topic, String text) {
    out.printf("%-10s%s%n", topic, text);
  }
}
