package dev.layerwise.interop.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file is said with its line and column. */
class CsvDamageTest {
  @TempDir Path folder;

  private String failure(String text) throws IOException {
    return failure(text, CsvOptions.DEFAULTS);
  }

  private String failure(String text, CsvOptions options) throws IOException {
    return failure(text.getBytes(StandardCharsets.UTF_8), options);
  }

  private String failure(byte[] content, CsvOptions options) throws IOException {
    Path file = Files.write(folder.resolve("d.csv"), content);
    String message =
        assertThrows(DataException.class, () -> CsvFiles.read(file, options)).getMessage();
    String prefix = file + ": ";
    assertTrue(message.startsWith(prefix), message);
    return message.substring(prefix.length());
  }

  private static CsvOptions label(String column) {
    return CsvOptions.DEFAULTS.withLabelColumn(LabelColumn.parse(column));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^    | the cell is empty, a number is needed; fill it in or drop the line",
        "?     | the value is missing ('?'), a number is needed; fill it in or drop the line",
        "NaN   | expected a finite number, got 'NaN'; replace it or drop the line",
        "1e60  | '1e60' is beyond the range of 32-bit floats",
        "12a   | expected a number, got '12a'",
      })
  void aBadCellIsNamedByLineAndColumn(String cell, String reason) throws IOException {
    assertEquals(
        "line 3, column 2 (width): " + reason,
        failure("height,width,label\n1,2,0\n3," + cell + ",1\n5,6,0\n"));
    assertEquals("line 2, column 2: " + reason, failure("1,2\n3," + cell + "\n"));
  }

  @Test
  void theLineIsThatOfTheFileAndNotOfTheRow() throws IOException {
    assertTrue(
        failure("a,label\n\n1,\"two\nlines\"\n\nx,1\n").startsWith("line 6, column 1 (a): "));
  }

  @Test
  void aWordAmongNumbersMayBeALabel() throws IOException {
    assertEquals(
        "line 1, column 2: expected a number, got 'setosa'; if the column holds the labels, say so",
        failure("1,setosa\n2,other\n"));
  }

  @Test
  void aRaggedRowIsToldAsThat() throws IOException {
    assertEquals(
        "line 3: expected 3 cells as in the first line, got 2", failure("a,b,label\n1,2,0\n3,4\n"));
    assertEquals("line 2: expected 2 cells as in the first line, got 4", failure("1,2\n3,x,4,5\n"));
  }

  /** R writes NA; taken for a header, the first example was missing without a word. */
  @Test
  void aMissingValueInTheFirstLineMakesNoHeader() throws IOException {
    assertEquals(
        "line 1, column 1: the value is missing ('NA'), a number is needed; fill it in or drop the"
            + " line",
        failure("NA,35,1\n51,34,0\n52,33,1\n"));
  }

  @Test
  void nothingToReadIsTold() throws IOException {
    assertEquals("is empty; a CSV file with a line for each example is needed", failure(""));
    assertEquals(
        "has only blank lines; a CSV file with a line for each example is needed", failure("\n\n"));
    assertEquals("has a header but no examples", failure("a,b,label\n"));
    assertEquals("has the label column alone; features are needed too", failure("label\n1\n2\n"));
  }

  @Test
  void anotherKindOfFileIsNamed() throws IOException {
    assertEquals(
        "not a CSV file: this is an IDX file",
        failure(new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 5}, CsvOptions.DEFAULTS));
    assertTrue(
        failure("<html>403</html>").startsWith("not a CSV file: this is an HTML or XML page"));
    assertEquals(
        "is not in UTF-8; save it as UTF-8",
        failure("größe,label\n1,0\n".getBytes(StandardCharsets.ISO_8859_1), CsvOptions.DEFAULTS));
  }

  @Test
  void anOpenQuotationMarkIsTold() throws IOException {
    String message = failure("a,label\n1,\"x\n2,y\n");
    assertTrue(message.contains("line 2") && message.contains("quotation mark"), message);
  }

  @Test
  void labelsThatAreNoClassesAreTold() throws IOException {
    assertEquals(
        "line 2, column 2 (label): expected a class (a whole number or a name), got 3.5; is it the"
            + " label column?",
        failure("a,label\n1,3.5\n1,4\n"));
    assertEquals(
        "line 3, column 2 (label): label 'O' is no whole number, and others are; use numbers or"
            + " names for all",
        failure("a,label\n1,0\n1,O\n"));
    assertEquals("line 3, column 2 (label): the label is missing", failure("a,label\n1,0\n1,\n"));
    assertEquals(
        "column 2 (label): every example is of the class 4, at least two classes are needed; is it"
            + " the label column?",
        failure("a,label\n1,4\n1,4\n"));
  }

  @Test
  void labelsThatAModelDoesNotKnowAreTold() throws IOException {
    CsvOptions names = CsvOptions.DEFAULTS.withClassNames(List.of("Coat", "Bag"));
    assertEquals(
        "line 2, column 2 (label): 'Caot' is none of the known classes (Coat, Bag); did you mean"
            + " 'Coat'?",
        failure("a,label\n1,Caot\n", names));
    assertEquals(
        "line 2, column 2 (label): label 2 is out of range, expected 0 to 1 or a class's name",
        failure("a,label\n1,2\n", names));
    assertEquals(
        "line 3, column 2 (label): '7' is none of the known classes (0, 1)",
        failure("a,label\n1,0\n1,7\n", CsvOptions.DEFAULTS.withClassNames(List.of("0", "1"))));
    assertEquals("line 2, column 2 (label): the label is missing", failure("a,label\n1,\n", names));
  }

  @Test
  void aLabelColumnThatIsNotThereIsTold() throws IOException {
    assertEquals(
        "no column is called 'lable'; did you mean 'label'? (columns: a, label)",
        failure("a,label\n1,0\n", label("lable")));
    assertEquals(
        "label column 3 is asked for, but there are only 2 columns",
        failure("a,label\n1,0\n", label("3")));
    assertEquals(
        "label column 'label' is asked for, but the file has no header (its first line is data);"
            + " give the column's number, 1 for the first",
        failure("1,0\n2,1\n", label("label")));
  }

  @Test
  void columnsAreCountedFromOne() {
    assertThrows(IllegalArgumentException.class, () -> LabelColumn.parse("0"));
    assertThrows(IllegalArgumentException.class, () -> LabelColumn.parse(" "));
    assertEquals(new LabelColumn.Numbered(-1), LabelColumn.parse("-1"));
    assertEquals(LabelColumn.NONE, LabelColumn.parse("none"));
  }
}
