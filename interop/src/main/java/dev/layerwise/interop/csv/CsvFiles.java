package dev.layerwise.interop.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Features;
import dev.layerwise.data.FileKind;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads data sets from CSV files, plain or compressed with gzip.
 *
 * <p>Every row is an example; one column may hold its label, and all others are its features, which
 * must be numbers. Whether there is a header, what parts the cells, and which column holds the
 * labels is found out where {@link CsvOptions} do not say it. Features that are whole numbers from
 * 0 to 255 throughout are kept as bytes.
 *
 * <p>The classes are the different labels: whole numbers in numeric order (so that 0 to k - 1 keep
 * their numbers), names in alphabetical order; unless the options name them.
 */
public final class CsvFiles {
  private static final char[] DELIMITERS = {'\t', ';', ','};
  private static final int MAX_CELL = 1 << 20;

  private CsvFiles() {}

  /**
   * Reads a file whose layout is found out.
   *
   * @throws DataException as {@link #read(Path, CsvOptions)} does
   */
  public static Dataset read(Path file) {
    return read(file, CsvOptions.DEFAULTS);
  }

  /**
   * Reads a file. Without a label column the data set has no labels.
   *
   * @throws DataException if the file cannot be read or is no CSV; if it holds no examples, a row
   *     with other than the usual number of cells, a feature that is missing or no finite number, a
   *     label that is missing or unknown, or one class only where the options name none. The
   *     message names the file, line and column.
   */
  public static Dataset read(Path file, CsvOptions options) {
    requireText(file);
    try {
      char delimiter = options.delimiter() != null ? options.delimiter() : delimiter(file);
      CsvLayout layout = layout(file, delimiter, options);
      return read(file, delimiter, layout, options);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": is not in UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  private static void requireText(Path file) {
    FileKind kind = FileKind.of(file);
    if (kind == FileKind.EMPTY) {
      throw new DataException(
          file + ": is empty; a CSV file with a line for each example is needed");
    }
    if (kind != FileKind.TEXT) {
      throw new DataException(file + ": not a CSV file: this is " + kind.description());
    }
  }

  private static Dataset read(Path file, char delimiter, CsvLayout layout, CsvOptions options)
      throws IOException {
    CellStore cells = new CellStore();
    LabelCodes labels =
        layout.label() < 0
            ? null
            : new LabelCodes(layout.describe(layout.label()), options.classNames());
    RowReader row = new RowReader(layout);
    int rows = 0;
    try (Rows<Boolean> records = new Rows<>(file, delimiter, row)) {
      if (layout.header()) {
        records.next();
      }
      while (records.next() != null) {
        row.deliver(cells, labels);
        rows++;
        if (cells.size() > Integer.MAX_VALUE - 8) {
          throw new DataException(
              file + ": more than " + (Integer.MAX_VALUE - 8) + " cells; divide the file");
        }
      }
    }
    if (rows == 0) {
      throw new DataException(file + ": has a header but no examples");
    }
    String name = String.valueOf(file.getFileName());
    Features features = cells.toFeatures(rows, layout.features());
    ImageShape image = image(layout, options);
    if (labels == null) {
      return Dataset.unlabelled(name, features, options.classNames(), image)
          .withFeatureNames(layout.featureNames());
    }
    List<String> classNames = labels.classNames(file.toString());
    return new Dataset(
        name, features, labels.labels(classNames), classNames, image, layout.featureNames());
  }

  private static @Nullable ImageShape image(CsvLayout layout, CsvOptions options) {
    ImageShape wanted = options.image();
    if (wanted != null && wanted.height() * wanted.width() == layout.features()) {
      return wanted;
    }
    return layout.image();
  }

  private static CsvLayout layout(Path file, char delimiter, CsvOptions options)
      throws IOException {
    try (Rows<CsvRecord> records =
        new Rows<>(file, delimiter, CsvRecordHandler.builder().maxFields(1 << 20).build())) {
      CsvRecord first = records.next();
      if (first == null) {
        throw new DataException(
            file + ": has only blank lines; a CSV file with a line for each example is needed");
      }
      CsvRecord second = records.next();
      return CsvLayout.of(
          file.toString(), first.getFields(), second == null ? null : second.getFields(), options);
    }
  }

  /**
   * Of tab, semicolon and comma the first that occurs equally often in the first lines; comma if
   * none does.
   */
  private static char delimiter(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Reader reader = text(file)) {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read();
          c >= 0 && lines.size() < 3 && line.length() < MAX_CELL;
          c = reader.read()) {
        if (c != '\n' && c != '\r') {
          line.append((char) c);
        } else if (!line.toString().isBlank()) {
          lines.add(line.toString());
          line.setLength(0);
        }
      }
      if (lines.isEmpty()) {
        lines.add(line.toString());
      }
    }
    for (char delimiter : DELIMITERS) {
      long expected = occurrences(lines.getFirst(), delimiter);
      if (expected > 0
          && lines.stream().allMatch(line -> occurrences(line, delimiter) == expected)) {
        return delimiter;
      }
    }
    char most = ',';
    for (char delimiter : DELIMITERS) {
      if (occurrences(lines.getFirst(), delimiter) > occurrences(lines.getFirst(), most)) {
        most = delimiter;
      }
    }
    return most;
  }

  private static long occurrences(String line, char delimiter) {
    boolean quoted = false;
    long count = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      quoted ^= c == '"';
      if (c == delimiter && !quoted) {
        count++;
      }
    }
    return count;
  }

  /**
   * The text of a file: UTF-8, or UTF-16 if a byte order mark says so. What is no such text is an
   * error.
   */
  private static Reader text(Path file) throws IOException {
    BufferedInputStream in = DataFiles.open(file);
    in.mark(3);
    byte[] mark = in.readNBytes(3);
    in.reset();
    String hex = HexFormat.of().formatHex(mark);
    boolean utf16 = hex.startsWith("feff") || hex.startsWith("fffe");
    if (hex.equals("efbbbf")) {
      in.skipNBytes(3);
    }
    Charset charset = utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    return new BufferedReader(new InputStreamReader(in, charset.newDecoder()), 1 << 16);
  }

  /** The records of a file, with the parser's failures turned into ours. */
  private static final class Rows<T> implements AutoCloseable {
    private final Path file;
    private final CsvReader<T> reader;
    private final CloseableIterator<T> records;

    Rows(Path file, char delimiter, CsvCallbackHandler<T> handler) throws IOException {
      this.file = file;
      this.reader =
          CsvReader.builder()
              .fieldSeparator(delimiter)
              .skipEmptyLines(true)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .maxBufferSize(MAX_CELL)
              .build(handler, text(file));
      this.records = reader.iterator();
    }

    /** The next record, or null after the last. */
    @Nullable T next() throws IOException {
      try {
        return records.hasNext() ? records.next() : null;
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (CsvParseException e) {
        throw new DataException(
            file + ": " + e.getMessage() + "; is a quotation mark not closed?", e);
      }
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
