package dev.layerwise.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.interop.csv.ColumnChoice;
import dev.layerwise.interop.csv.CsvFiles;
import dev.layerwise.interop.csv.CsvOptions;
import dev.layerwise.interop.csv.LabelColumn;
import dev.layerwise.interop.parquet.ParquetFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that other software has written; {@code others/make.py} says what is in them. */
class OthersFilesTest {
  private static final CsvOptions SPECIES =
      CsvOptions.DEFAULTS.withLabelColumn(LabelColumn.parse("species"));

  @TempDir private Path folder;

  private static Path file(String name) {
    return Path.of("src/test/resources/dev/layerwise/parquet/others", name);
  }

  private static float[] row(Dataset set, int row) {
    float[] values = new float[set.features().columns()];
    for (int j = 0; j < values.length; j++) {
      values[j] = set.features().get(row, j);
    }
    return values;
  }

  private static void assertFlowers(Dataset set, int first) {
    assertEquals(List.of("ant", "bee", "cat"), set.classNames());
    for (int k = 0; k < set.size(); k++) {
      int i = first + k;
      assertArrayEquals(
          new float[] {i, i / 4f - 3, i % 3, i % 2 == 0 ? 1 : 0}, row(set, k), "row " + i);
      assertEquals(i % 3, set.requireLabels()[k]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pyarrow-snappy.parquet",
        "pyarrow-v2.parquet",
        "fastparquet.parquet",
        "polars.parquet"
      })
  void valuesAndClassesAreThoseThatWereWritten(String name) {
    Dataset set = ParquetFiles.read(file(name), SPECIES.withColumns(new ColumnChoice("a,b,c,ok")));
    assertEquals(60, set.size());
    assertEquals(name, set.name());
    assertFlowers(set, 0);
  }

  @Test
  void theSameAsFromCsv() throws IOException {
    StringBuilder csv = new StringBuilder("a,b,c,species\n");
    for (int i = 0; i < 60; i++) {
      String species = List.of("ant", "bee", "cat").get(i % 3);
      csv.append(i + "," + (i / 4.0 - 3) + "," + i % 3 + "," + species + "\n");
    }
    Path text = Files.writeString(folder.resolve("flowers.csv"), csv);
    Dataset expected = CsvFiles.read(text, SPECIES);
    Dataset got =
        ParquetFiles.read(
            file("pyarrow-snappy.parquet"), SPECIES.withColumns(new ColumnChoice("!ok,!seen")));
    assertEquals(expected.sha256(), got.sha256());
  }

  @Test
  void aFolderIsReadInTheOrderOfNames() throws IOException {
    Files.copy(file("fastparquet.parquet"), folder.resolve("part-00001.parquet"));
    Files.copy(file("fastparquet.parquet"), folder.resolve("part-00000.parquet"));
    Files.writeString(folder.resolve("_SUCCESS"), "");
    assertTrue(ParquetFiles.isFolderOfThem(folder));
    Dataset set = ParquetFiles.read(folder, SPECIES);
    assertEquals(120, set.size());
    assertEquals(59, row(set, 59)[0]);
    assertEquals(0, row(set, 60)[0]);
  }

  @Test
  void namesWithWildcardsAreNames() throws IOException {
    Path odd = folder.resolve("it's [a]*?.parquet");
    Files.copy(file("fastparquet.parquet"), odd);
    assertFlowers(ParquetFiles.read(odd, SPECIES), 0);
  }

  @Test
  void listsAreSeveralFeatures() {
    Dataset set = ParquetFiles.read(file("vectors.parquet"), CsvOptions.DEFAULTS);
    assertArrayEquals(new float[] {7, 8, 9, 7, -7}, row(set, 7));
    assertEquals(5, set.featureNames().size());
    assertTrue(set.featureName(1).endsWith("[2]"), set.featureNames().toString());
    assertEquals(List.of("0", "1"), set.classNames());
    Dataset rows = ParquetFiles.read(file("rows.parquet"), CsvOptions.DEFAULTS);
    assertArrayEquals(new float[] {7, 8, 9, 10, 11, 12}, row(rows, 7));
    assertInstanceOf(ByteFeatures.class, rows.features());
  }

  @Test
  void imagesAreDecoded() {
    Dataset set = ParquetFiles.read(file("images.parquet"), CsvOptions.DEFAULTS);
    assertEquals(new ImageShape(3, 4), set.image());
    assertEquals(List.of(), set.featureNames());
    assertEquals(10, set.size());
    for (float value : row(set, 6)) {
      assertEquals(6, value);
    }
  }

  @Test
  void withoutLabels() {
    Dataset set =
        ParquetFiles.read(
            file("vectors.parquet"),
            CsvOptions.DEFAULTS
                .withLabelColumn(LabelColumn.NONE)
                .withColumns(new ColumnChoice("vector")));
    assertNull(set.labels());
    assertArrayEquals(new float[] {3, 4, 5}, row(set, 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          missing.parquet|row 2, column 1 (a): the value is missing
          nan.parquet|row 2, column 1 (a): expected a finite 32-bit float, got NaN
          large.parquet|row 2, column 1 (a): expected a finite 32-bit float, got 1.0E300
          ragged.parquet|row 2, column 1 (a): expected 2 numbers as in the first row, got 1
          unlabelled.parquet|row 2, column 2 (label): the label is missing
          empty.parquet|has columns but no rows
          pyarrow-snappy.parquet|column 5 (species) is of type VARCHAR, a feature is a number; \
          leave it out (columns: !species,!seen)
          make.py|cannot be read as Parquet
          """)
  void whatDoesNotFitIsNamed(String name, String expected) {
    DataException refused =
        assertThrows(DataException.class, () -> ParquetFiles.read(file(name), CsvOptions.DEFAULTS));
    assertTrue(refused.getMessage().contains(expected), refused.getMessage());
    assertTrue(refused.getMessage().startsWith(file(name).toString()), refused.getMessage());
  }

  @Test
  void unknownColumnsAreNamed() {
    DataException refused =
        assertThrows(
            DataException.class,
            () ->
                ParquetFiles.read(
                    file("polars.parquet"), SPECIES.withColumns(new ColumnChoice("a,bb"))));
    assertTrue(refused.getMessage().contains("no column is called 'bb'"), refused.getMessage());
  }

  private void write(String file, String columns) throws SQLException {
    try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT "
              + columns
              + ", CASE i % 2 WHEN 0 THEN 'ant' ELSE 'bee' END AS species FROM range(4) t(i)) TO '"
              + folder.resolve(file)
              + "' (FORMAT parquet)");
    }
  }

  @Test
  void ofAFolderWithSeveralTypesEveryNumberIsKept() throws SQLException {
    write("1.parquet", "i::INTEGER AS a, i AS b");
    write("2.parquet", "i AS b, i + 0.5::DOUBLE AS a");
    Dataset set = ParquetFiles.read(folder, SPECIES);
    assertEquals(8, set.size());
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(new float[] {i, i}, row(set, i));
      assertArrayEquals(new float[] {i + 0.5f, i}, row(set, 4 + i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i AS a | i AS a, i AS b | row 1, column 3 (b): the value is missing",
        "i AS a, i AS b | i AS a | row 5, column 2 (b): the value is missing",
        "i AS a | i::VARCHAR AS a | column 1 (a) is of type VARCHAR, a feature is a number"
      })
  void filesOfAFolderThatDoNotFitTogetherAreRefused(String first, String second, String expected)
      throws SQLException {
    write("1.parquet", first);
    write("2.parquet", second);
    String message =
        assertThrows(DataException.class, () -> ParquetFiles.read(folder, SPECIES)).getMessage();
    assertTrue(message.startsWith(folder + ": " + expected), message);
  }

  @Test
  void aListThatIsMissingInAListIsNoShorterRow() throws SQLException {
    write("lists.parquet", "[[i, 1], NULL] AS a");
    Path file = folder.resolve("lists.parquet");
    String message =
        assertThrows(DataException.class, () -> ParquetFiles.read(file, SPECIES)).getMessage();
    assertTrue(message.startsWith(file + ": row 1, column 1 (a): a value of the list"), message);
  }

  @Test
  void aNumberThatIsMissingInAListIsToldAsMissingAndNotAsNaN() throws SQLException {
    write("lists.parquet", "[i, CASE i WHEN 2 THEN NULL ELSE 1 END] AS a, i AS b");
    Path file = folder.resolve("lists.parquet");
    assertEquals(
        file
            + ": row 3, column 1 (a): a value of the list is missing, numbers are needed; fill it"
            + " in or drop the row",
        assertThrows(DataException.class, () -> ParquetFiles.read(file, SPECIES)).getMessage());
    write("nan.parquet", "[i, 'NaN'::DOUBLE] AS a");
    Path nan = folder.resolve("nan.parquet");
    String message =
        assertThrows(DataException.class, () -> ParquetFiles.read(nan, SPECIES)).getMessage();
    assertTrue(message.contains("expected a finite 32-bit float, got NaN"), message);
  }
}
