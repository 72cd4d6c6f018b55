package dev.layerwise.web.serve;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.layerwise.interop.csv.Decimals;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads CSV: a line for each example, with or without a header. */
final class CsvExamples {
  private CsvExamples() {}

  /**
   * Reads a body.
   *
   * @param model what the examples are for: a header must name its features in their order
   * @throws Problem if it is anything else
   */
  static void read(byte[] body, Model model, ExampleRows target) {
    int inputs = model.network().spec().inputs();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("body", "expected CSV in UTF-8", "other bytes", null);
    }
    // Spreadsheets begin a file with a byte order mark, which is no part of its first cell.
    String lines = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(lines)) {
      boolean first = true;
      for (CsvRecord record : csv) {
        if (first) {
          requireCommas(record, inputs);
        }
        if (first && isHeader(record.getFields(), model.featureNames())) {
          checkHeader(record.getFields(), model);
        } else {
          read(record, inputs, target);
        }
        first = false;
      }
    } catch (CsvParseException e) {
      throw Problem.badRequest("body", "expected CSV", null, e.getMessage());
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a text in memory cannot fail to be read", e);
    }
    if (target.size() == 0) {
      throw Refused.none("body");
    }
  }

  /** The same columns in another order would be other examples. */
  private static void checkHeader(List<String> names, Model model) {
    int other = names.size() == model.featureNames().size() ? model.firstOther(names) : -1;
    if (other >= 0) {
      throw Problem.badRequest(
          "body, line 1, column " + (other + 1),
          "expected the feature '" + model.featureNames().get(other) + "', as in training",
          names.get(other),
          null);
    }
  }

  /**
   * One long cell would pass for a header, and the lines below it for wrong examples; commas there
   * are those of decimals.
   */
  private static void requireCommas(CsvRecord first, int inputs) {
    String cells = String.join("", first.getFields());
    boolean semicolons = cells.indexOf(';') >= 0;
    if (first.getFieldCount() != inputs && (semicolons || cells.indexOf('\t') >= 0)) {
      throw Problem.badRequest(
          "body, line " + first.getStartingLineNumber(),
          "expected commas between the features",
          semicolons ? "semicolons" : "tabs",
          null);
    }
  }

  /**
   * A first line without any number is a header. Features may be called by numbers, as pandas calls
   * columns that have no names: where all numbers of the line are those names, it is one as well.
   */
  private static boolean isHeader(List<String> cells, List<String> names) {
    for (int j = 0; j < cells.size(); j++) {
      String cell = cells.get(j).strip();
      boolean named = cells.size() == names.size() && cell.equalsIgnoreCase(names.get(j).strip());
      if (!named && Decimals.isMeantAsNumber(cell)) {
        return false;
      }
    }
    return true;
  }

  private static void read(CsvRecord record, int inputs, ExampleRows target) {
    List<String> cells = record.getFields();
    String where = "body, line " + record.getStartingLineNumber();
    if (cells.size() != inputs) {
      throw Refused.wrongWidth(where, inputs, cells.size());
    }
    target.begin();
    for (int j = 0; j < inputs; j++) {
      float value = Decimals.parse(cells.get(j));
      if (Float.isNaN(value)) {
        throw Problem.badRequest(
            where + ", column " + (j + 1), Decimals.complaint(cells.get(j)), null, null);
      }
      target.add(value);
    }
  }
}
