package dev.layerwise.interop.csv;

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
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.interop.csv.CsvOptions.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFilesTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text);
  }

  private Dataset read(String text) throws IOException {
    return CsvFiles.read(file(text));
  }

  private Dataset read(String text, CsvOptions options) throws IOException {
    return CsvFiles.read(file(text), options);
  }

  private static CsvOptions label(String column) {
    return CsvOptions.DEFAULTS.withLabelColumn(LabelColumn.parse(column));
  }

  @Test
  void pointsWithNamedClasses() throws IOException {
    Dataset data = read("x,y,label\n1.5,-2,red\n0,1e-3,blue\n3,4,red\n");
    assertEquals("data.csv", data.name());
    assertEquals(new FloatFeatures(3, 2, new float[] {1.5f, -2, 0, 1e-3f, 3, 4}), data.features());
    assertEquals(List.of("blue", "red"), data.classNames());
    assertArrayEquals(new int[] {1, 0, 1}, data.labels());
    assertNull(data.image());
  }

  /** The line above them names the columns, whatever is wrong with the numbers. */
  @ParameterizedTest
  @ValueSource(strings = {"x;y;label\n1,5;2,0;a\n", "x,y,label\n\"1,5\",\"2,0\",a\n"})
  void decimalCommasAreToldAsSuch(String text) {
    String message = assertThrows(DataException.class, () -> read(text)).getMessage();
    assertTrue(
        message.endsWith(
            "line 2, column 1 (x): expected a number, got '1,5'; write decimals with a point, and"
                + " thousands without a comma"),
        message);
  }

  @Test
  void wholeNumbersUpTo255StayBytes() throws IOException {
    Dataset data = read("label,pixel0,pixel1,pixel2,pixel3\n1,0,255,7,0\n0,1.0,2,3,4\n");
    assertEquals(new ByteFeatures(2, 4, new byte[] {0, -1, 7, 0, 1, 2, 3, 4}), data.features());
    assertEquals(new ImageShape(2, 2), data.image());
    assertArrayEquals(new int[] {1, 0}, data.labels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "-1", "0.5"})
  void oneOtherNumberMakesAllOfThemFloats(String value) throws IOException {
    Dataset data = read("a,b,label\n1,2,0\n3," + value + ",1\n");
    assertEquals(
        new FloatFeatures(2, 2, new float[] {1, 2, 3, Float.parseFloat(value)}), data.features());
  }

  /** More numbers than are gathered in one piece, with the first float among the last. */
  @Test
  void manyNumbersKeepTheirPlaces() throws IOException {
    String line =
        IntStream.range(0, 1000)
            .mapToObj(j -> String.valueOf(j % 256))
            .collect(Collectors.joining(","));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append(line).append('\n');
    }
    Dataset bytes = read(text.toString());
    assertInstanceOf(ByteFeatures.class, bytes.features());
    assertEquals(999 % 256, bytes.features().get(199, 999));
    Dataset floats = read(text + line.replaceAll("[0-9]+$", "0.25") + "\n");
    assertEquals(999 % 256, floats.features().get(199, 999));
    assertEquals(0.25f, floats.features().get(200, 999));
    assertEquals(998 % 256, floats.features().get(200, 998));
  }

  @Test
  void aFileWithoutHeaderHasFeaturesAloneUnlessToldOtherwise() throws IOException {
    String text = "5.1,3.5,setosa\n4.9,3.0,other\n";
    Dataset last = read(text, label("-1"));
    assertEquals(List.of("other", "setosa"), last.classNames());
    assertEquals(2, last.size());
    Dataset features = read("1,2,3\n4,5,6\n");
    assertNull(features.labels());
    assertEquals(3, features.features().columns());
    assertArrayEquals(new int[] {0, 1}, read("1,2,3\n4,5,6\n", label("1")).labels());
  }

  @Test
  void theHeaderIsTold() throws IOException {
    assertEquals(1, read("a,b\n1,2\n").size());
    assertEquals(2, read("1,2\n3,4\n").size());
    assertEquals(1, read("label,0,1,2\n7,8,8,8\n", label("none")).size());
    assertEquals(1, read("1,2\n3,4\n", CsvOptions.DEFAULTS.withHeader(Header.PRESENT)).size());
  }

  @Test
  void aLineOfTheNamesThatAModelKnowsIsAHeader() throws IOException {
    CsvOptions known = CsvOptions.DEFAULTS.withFeatureNames(List.of("0", "1", "2"));
    assertEquals(List.of("0", "1", "2"), read("0,1,2\n5,6,7\n", known).featureNames());
    assertEquals(2, read("0,1,3\n5,6,7\n", known).size());
    assertEquals(2, read("0,2,1\n5,6,7\n", known).size());
    CsvOptions last = known.withLabelColumn(LabelColumn.parse("-1"));
    assertEquals(List.of("8", "9"), read("0,1,2,3\n5,6,7,8\n5,6,7,9\n", last).classNames());
    CsvOptions without = known.withColumns(new ColumnChoice("2-4"));
    assertEquals(1, read("7,0,1,2\n5,6,7,8\n", without).size());
    assertEquals(2, read("0,1,2\n5,6,7\n", known.withHeader(Header.ABSENT)).size());
  }

  @Test
  void whatHasNoNameIsKnownByNone() throws IOException {
    CsvOptions counted = CsvOptions.DEFAULTS.withFeatureNames(List.of("column 1", "column 2"));
    assertEquals(2, read("5,6\n5,6\n", counted).size());
    CsvOptions gap = CsvOptions.DEFAULTS.withFeatureNames(List.of("5", "column 2"));
    assertEquals(2, read("5,6\n5,6\n", gap).size());
    assertEquals(1, read("5,\n5,6\n", gap).size());
    CsvOptions absent = gap.withColumns(new ColumnChoice("!id"));
    assertEquals(1, read("id,5,\n1,5,6\n", absent).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0,1,2,species\n0.1,0.2,0.3,ant\n1,2,3,bee\n",
        "1,2,3,species\n4,5,6,ant\n1,2,3,bee\n",
        "0,1,species\n0.5,2,ant\n1,2,bee\n",
        "0,species,1,2\n4,ant,5,6\n1,bee,2,3\n"
      })
  void columnsThatCountAreAHeaderAlsoAboveLabelsThatAreWords(String text) throws IOException {
    Dataset data = read(text, label("species"));
    assertEquals(List.of("ant", "bee"), data.classNames());
    assertEquals(2, data.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0,1,2,ant\n0.1,0.2,0.3,ant\n1,2,3,bee\n",
        "0,1,ant\n1,0,bee\n1,1,ant\n",
        "0,2,1,ant\n4,5,6,bee\n1,2,3,ant\n",
        "2,3,4,ant\n4,5,6,bee\n1,2,3,ant\n"
      })
  void examplesOfFewOrOtherNumbersAreNoHeader(String text) throws IOException {
    Dataset data = read(text, label("-1"));
    assertEquals(List.of("ant", "bee"), data.classNames());
    assertEquals(3, data.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "Label", "class", "target", "y"})
  void theUsualNamesAreTheLabels(String name) throws IOException {
    Dataset data = read("a," + name + ",b\n1,0,2\n3,1,4\n");
    assertArrayEquals(new int[] {0, 1}, data.labels());
    assertEquals(4, data.features().get(1, 1));
  }

  @Test
  void besideXTheColumnYIsACoordinate() throws IOException {
    assertNull(read("x,y\n1,2\n3,4\n").labels());
    assertArrayEquals(new int[] {1, 0}, read("y,x,class\n1,2,b\n3,4,a\n").labels());
  }

  @Test
  void theLabelColumnIsFoundByNameAndByNumber() throws IOException {
    String text = "a,kind,b\n1,u,2\n3,v,4\n";
    for (String column : List.of("kind", "KIND", "2", "-2")) {
      Dataset data = read(text, label(column));
      assertEquals(List.of("u", "v"), data.classNames());
      assertEquals(new ByteFeatures(2, 2, new byte[] {1, 2, 3, 4}), data.features());
    }
  }

  @Test
  void numericLabelsKeepTheirOrderAndTheirNumbers() throws IOException {
    Dataset data = read("a,label\n1,10\n1,2\n1,0\n1,1.0\n1,2\n");
    assertEquals(List.of("0", "1", "2", "10"), data.classNames());
    assertArrayEquals(new int[] {3, 2, 0, 1, 2}, data.labels());
    assertEquals(List.of("-1", "1"), read("a,label\n1,1\n1,-1\n").classNames());
  }

  @Test
  void theClassesOfAModelAreKept() throws IOException {
    CsvOptions clothes = CsvOptions.DEFAULTS.withClassNames(List.of("Trouser", "Coat", "Bag"));
    assertArrayEquals(new int[] {2, 1}, read("a,label\n1,2\n1,1\n", clothes).labels());
    assertArrayEquals(new int[] {2, 2}, read("a,label\n1,Bag\n1,Bag\n", clothes).labels());
    CsvOptions numbers = CsvOptions.DEFAULTS.withClassNames(List.of("3", "8"));
    assertArrayEquals(new int[] {1, 0}, read("a,label\n1,8\n1,3.0\n", numbers).labels());
    Dataset unlabelled = read("a\n1\n", clothes);
    assertNull(unlabelled.labels());
    assertEquals(3, unlabelled.classes());
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t"})
  void theDelimiterIsFound(String delimiter) throws IOException {
    Dataset data = read("a,b,label\n1.5,2,0\n3,4,1\n".replace(",", delimiter));
    assertEquals(2, data.features().columns());
    assertEquals(1.5f, data.features().get(0, 0));
  }

  @Test
  void anotherDelimiterCanBeGiven() throws IOException {
    assertEquals(2, read("1|2\n", CsvOptions.DEFAULTS.withDelimiter('|')).features().columns());
  }

  @Test
  void quotesBlanksAndLineEndsAreNoData() throws IOException {
    Dataset data = read("\uFEFF\"a\",\"label\"\r\n\r\n 1 ,\"x, y\"\r\n\r\n2, z");
    assertEquals(List.of("x, y", "z"), data.classNames());
    assertEquals(new ByteFeatures(2, 1, new byte[] {1, 2}), data.features());
  }

  @Test
  void gzipAndUtf16AreRead() throws IOException {
    String text = "größe,label\n1,ä\n2,ö\n";
    Path packed = folder.resolve("packed.csv");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(List.of("ä", "ö"), CsvFiles.read(packed).classNames());
    Path wide = Files.write(folder.resolve("wide.csv"), text.getBytes(StandardCharsets.UTF_16));
    assertEquals(List.of("ä", "ö"), CsvFiles.read(wide).classNames());
  }

  @Test
  void featuresAreCalledAsTheirColumns() throws IOException {
    Dataset named = read("kind,pH,,sugar\na,1,2,3\nb,4,5,6\n", label("kind"));
    assertEquals(List.of("pH", "column 3", "sugar"), named.featureNames());
    Dataset counted = read("a,1,2\nb,3,4\n", label("1"));
    assertEquals(List.of("column 2", "column 3"), counted.featureNames());
    assertEquals(List.of("u", "v"), read("u,v\n1,2\n").featureNames());
  }

  @Test
  void columnsNamedAsPixelsMakeImages() throws IOException {
    assertEquals(new ImageShape(2, 2), read(images("pixel", 1)).image());
    assertEquals(new ImageShape(2, 2), read("p0,p1,p2,p3\n1,2,3,4\n").image());
    assertEquals(
        new ImageShape(2, 3),
        read("label,1x1,1x2,1x3,2x1,2x2,2x3\n0,1,2,3,4,5,6\n1,1,1,1,1,1,1\n").image());
    assertNull(read("pixel0,pixel1,pixel2,pixel4\n1,2,3,4\n").image());
    assertNull(read("pixel0,pixel1,pixel2,pixel3,pixel4\n1,2,3,4,5\n").image());
    assertEquals(
        new ImageShape(1, 4),
        read("1,2,3,4\n", CsvOptions.DEFAULTS.withImage(new ImageShape(1, 4))).image());
  }

  private static String images(String prefix, int first) {
    String names =
        IntStream.range(first, first + 4)
            .mapToObj(i -> prefix + i)
            .collect(Collectors.joining(","));
    return "label," + names + "\n0,1,2,3,4\n1,5,6,7,8\n";
  }
}
