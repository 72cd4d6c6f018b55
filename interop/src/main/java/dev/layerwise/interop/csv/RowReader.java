package dev.layerwise.interop.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import dev.layerwise.data.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the cells of a row into numbers as the parser finds them, without a string for each. What
 * is wrong is kept until the row is complete: a row with too few or too many cells is told as that,
 * and not by what its cells then seem to hold.
 */
final class RowReader extends AbstractBaseCsvCallbackHandler<Boolean> {
  private final CsvLayout layout;
  private final float[] row;

  /** Where the value of a column goes; negative for one that is no feature. */
  private final int[] place;

  private String label = "";
  private int badColumn;
  private String badText = "";

  RowReader(CsvLayout layout) {
    this.layout = layout;
    this.row = new float[layout.features()];
    this.place = new int[layout.columns()];
    for (int j = 0, k = 0; j < place.length; j++) {
      place[j] = layout.used().get(j) ? k++ : -1;
    }
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    badColumn = -1;
    label = "";
  }

  @Override
  protected void handleField(int column, char[] buffer, int offset, int length, boolean quoted) {
    if (column >= layout.columns()) {
      return;
    }
    if (column == layout.label()) {
      label = new String(buffer, offset, length);
      return;
    }
    if (place[column] < 0) {
      return;
    }
    float value = Decimals.parse(buffer, offset, length);
    if (Float.isNaN(value) && badColumn < 0) {
      badColumn = column;
      badText = new String(buffer, offset, length);
    }
    row[place[column]] = value;
  }

  @Override
  protected Boolean buildRecord() {
    return Boolean.TRUE;
  }

  /** Checks the row that was read last, and hands it over. */
  void deliver(CellStore cells, @Nullable LabelCodes labels) {
    long line = getStartingLineNumber();
    if (getFieldCount() != layout.columns()) {
      throw new DataException(
          layout.file()
              + ": line "
              + line
              + ": expected "
              + layout.columns()
              + " cells as in the first line, got "
              + getFieldCount());
    }
    if (badColumn >= 0) {
      throw new DataException(
          layout.file()
              + ": line "
              + line
              + ", "
              + layout.describe(badColumn)
              + ": "
              + Decimals.complaint(badText)
              + (Decimals.looksLikeWord(badText) && layout.label() < 0
                  ? "; if the column holds the labels, say so"
                  : ""));
    }
    for (float value : row) {
      cells.add(value);
    }
    if (labels != null) {
      labels.add(layout.file(), line, label);
    }
  }
}
