package dev.layerwise.interop.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.layerwise.model.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes predictions as CSV: {@code example,predicted,<class>,<class>,…}; examples are counted from
 * 1.
 */
public final class PredictionCsv {
  private PredictionCsv() {}

  /** Writes a header and a line for each prediction. */
  public static void write(Writer writer, Predictions predictions, List<String> classNames) {
    List<String> cells = new ArrayList<>(List.of("example", "predicted"));
    cells.addAll(classNames);
    try (CsvWriter csv = CsvWriter.builder().build(writer)) {
      csv.writeRecord(cells);
      for (int i = 0; i < predictions.classes().length; i++) {
        cells.clear();
        cells.add(Integer.toString(i + 1));
        cells.add(classNames.get(predictions.classes()[i]));
        for (int k = 0; k < classNames.size(); k++) {
          cells.add(Float.toString(predictions.scores().get(i, k)));
        }
        csv.writeRecord(cells);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("predictions: cannot be written", e);
    }
  }
}
