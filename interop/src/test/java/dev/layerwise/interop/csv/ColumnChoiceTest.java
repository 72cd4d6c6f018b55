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
}
