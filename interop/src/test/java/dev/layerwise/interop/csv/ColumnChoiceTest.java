package dev.layerwise.interop.csv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnChoiceTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file =
        Files.writeString(
            folder.resolve("people.csv"),
            "id,age,label,height,date\nA1,1.5,x,2,2026-01-02\nA2,3,y,4,2026-01-03\n");
  }

  private Dataset read(String columns) {
    return CsvFiles.read(file, CsvOptions.DEFAULTS.withColumns(new ColumnChoice(columns)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age,height",
        "AGE, Height",
        "2,4",
        "2-4",
        "!id,!date",
        "!1,!5",
        "!id, !date, label"
      })
  void columnsAreChosenByNameNumberOrRange(String columns) {
    Dataset set = read(columns);
    assertEquals(2, set.features().columns());
    assertEquals(1.5f, set.features().get(0, 0));
    assertEquals(4, set.features().get(1, 1));
    assertArrayEquals(new int[] {0, 1}, set.requireLabels());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "agee | no column is called 'agee'; did you mean age",
        "2-9 | columns 2-9 are asked for, but there are 1 to 5",
        "label | no column is left as a feature",
      })
  void whatIsNotThereIsNamed(String columns, String message) {
    DataException e = assertThrows(DataException.class, () -> read(columns));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(
        e.getMessage().replace("'age'", "age").contains(message.substring(0, 20)), e.getMessage());
  }

  @Test
  void anEmptyPartIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> new ColumnChoice("age,,height"));
    assertThrows(IllegalArgumentException.class, () -> new ColumnChoice("!"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,a,label | '' | columns 1 and 2 are both called 'a'; rename one of them, or leave it out"
            + " by its number (--columns '!1')",
        "label,b,label | '' | columns 1 and 3 are both called 'label'; rename one of them, or leave"
            + " it out by its number (--columns '!3')",
        "a,a,label | a | columns 1 and 2 are both called 'a'",
      })
  void twoColumnsOfOneNameAreRefused(String header, String columns, String message)
      throws IOException {
    Path twice = Files.writeString(folder.resolve("twice.csv"), header + "\n1,2,3\n4,5,6\n");
    CsvOptions options = CsvOptions.DEFAULTS.withColumns(new ColumnChoice(columns));
    DataException refusal = assertThrows(DataException.class, () -> CsvFiles.read(twice, options));
    assertTrue(refusal.getMessage().startsWith(twice + ": " + message), refusal.getMessage());
  }

  @Test
  void twoColumnsOfOneNameCanBeLeftOut() throws IOException {
    Path twice =
        Files.writeString(folder.resolve("twice.csv"), "a,a,,,label\n1,2,3,4,x\n5,6,7,8,y\n");
    for (String columns : new String[] {"!2", "1,3-4"}) {
      Dataset set =
          CsvFiles.read(twice, CsvOptions.DEFAULTS.withColumns(new ColumnChoice(columns)));
      assertEquals(List.of("a", "column 3", "column 4"), set.featureNames());
    }
    Dataset neither = CsvFiles.read(twice, CsvOptions.DEFAULTS.withColumns(new ColumnChoice("!a")));
    assertEquals(List.of("column 3", "column 4"), neither.featureNames());
  }

  @Test
  void ofTwoColumnsThatMayBeTheLabelsNeitherIsChosen() throws IOException {
    Path both = Files.writeString(folder.resolve("both.csv"), "class,x,label\n1,2,0\n3,4,1\n");
    DataException refusal =
        assertThrows(DataException.class, () -> CsvFiles.read(both, CsvOptions.DEFAULTS));
    assertEquals(
        both
            + ": the columns 'label' and 'class' may both hold the labels; say which"
            + " (--label-column label), and leave the other out if it says the same (--columns"
            + " '!class')",
        refusal.getMessage());
    CsvOptions said = CsvOptions.DEFAULTS.withLabelColumn(LabelColumn.parse("label"));
    assertEquals(List.of("class", "x"), CsvFiles.read(both, said).featureNames());
  }

  /** The second had become a feature, and told the network the label. */
  @Test
  void namesThatDifferInUpperAndLowerCaseAreTwoColumns() throws IOException {
    Path both = Files.writeString(folder.resolve("both.csv"), "x,Label,label\n1,0,0\n2,1,1\n");
    DataException refusal =
        assertThrows(DataException.class, () -> CsvFiles.read(both, CsvOptions.DEFAULTS));
    assertTrue(
        refusal.getMessage().contains("the columns 'Label' and 'label' may both hold the labels"),
        refusal.getMessage());
  }
}
