package dev.layerwise.web.serve;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
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
    try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(text)) {
      boolean first = true;
      for (CsvRecord record : csv) {
        if (!first || isExample(record)) {
          read(record, inputs, target);
        } else {
          checkHeader(record.getFields(), model);
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

  /** A first line without any number is a header. */
  private static boolean isExample(CsvRecord record) {
    return record.getFields().stream().anyMatch(CsvExamples::isNumber);
  }

  private static boolean isNumber(String cell) {
    try {
      Float.parseFloat(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void read(CsvRecord record, int inputs, ExampleRows target) {
    List<String> cells = record.getFields();
    String where = "body, line " + record.getStartingLineNumber();
    if (cells.size() != inputs) {
      throw Refused.wrongWidth(where, inputs, cells.size());
    }
    target.begin();
    for (int j = 0; j < inputs; j++) {
      try {
        target.add(Float.parseFloat(cells.get(j)));
      } catch (NumberFormatException e) {
        throw Problem.badRequest(
            where + ", column " + (j + 1), "expected a number", cells.get(j), null);
      }
    }
  }
}
