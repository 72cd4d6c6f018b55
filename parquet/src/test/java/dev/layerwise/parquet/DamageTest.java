package dev.layerwise.parquet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.interop.csv.ColumnChoice;
import dev.layerwise.interop.csv.CsvOptions;
import dev.layerwise.interop.csv.LabelColumn;
import dev.layerwise.interop.parquet.ParquetFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut, lie about their sizes, or are random: a sentence each, or values. */
class DamageTest {
  private static final CsvOptions OPTIONS =
      CsvOptions.DEFAULTS
          .withLabelColumn(LabelColumn.parse("species"))
          .withColumns(new ColumnChoice("a,b,c"));

  @TempDir private Path folder;

  private static byte[] good(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/dev/layerwise/parquet/others", name));
  }

  /** Whether it was refused; whatever else is thrown fails the test. */
  private boolean refused(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("damaged.parquet"), content);
    try {
      Dataset set = ParquetFiles.read(file, OPTIONS);
      // A footer may say that there are fewer rows, but never more values than there are.
      assertTrue(set.size() <= 60 * 4, () -> "rows from nowhere: " + set.size());
      return false;
    } catch (DataException e) {
      String message = e.getMessage();
      assertTrue(message.startsWith(file.toString()), message);
      assertFalse(message.contains("Exception"), message);
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pyarrow-snappy.parquet", "fastparquet.parquet"})
  void everyCutIsRefused(String name) throws IOException {
    byte[] whole = good(name);
    for (int length = 4; length < whole.length; length += 97) {
      int end = length;
      assertTrue(refused(Arrays.copyOf(whole, length)), () -> "cut to " + end);
    }
  }

  @Test
  void changedBytesGiveASentenceOrValues() throws IOException {
    Random random = new Random(1);
    int refusals = 0;
    for (String name : new String[] {"pyarrow-snappy.parquet", "pyarrow-v2.parquet"}) {
      byte[] whole = good(name);
      for (int k = 0; k < 60; k++) {
        byte[] changed = whole.clone();
        // Half of the damage in the footer, where the sizes are.
        int from = k % 2 == 0 ? 4 : whole.length - 900;
        for (int j = 0; j <= k % 3; j++) {
          changed[from + random.nextInt(whole.length - 8 - from)] = (byte) random.nextInt(256);
        }
        refusals += refused(changed) ? 1 : 0;
      }
    }
    assertTrue(refusals > 10, "only " + refusals + " were refused");
  }

  @Test
  void randomBytesAreRefused() throws IOException {
    Random random = new Random(2);
    for (int k = 0; k < 20; k++) {
      byte[] content = new byte[12 + random.nextInt(4_000)];
      random.nextBytes(content);
      System.arraycopy(new byte[] {'P', 'A', 'R', '1'}, 0, content, 0, 4);
      System.arraycopy(new byte[] {'P', 'A', 'R', '1'}, 0, content, content.length - 4, 4);
      assertTrue(refused(content));
    }
  }

  /** The footer's length is believed only as far as the file goes. */
  @Test
  void aFooterOfTwoGigabytesIsRefused() throws IOException {
    byte[] content = good("fastparquet.parquet");
    ByteBuffer.wrap(content)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(content.length - 8, Integer.MAX_VALUE);
    assertTrue(refused(content));
  }

  @Test
  void whatIsNotThereIsSaid() {
    Path missing = folder.resolve("missing.parquet");
    assertThrows(DataException.class, () -> ParquetFiles.read(missing, OPTIONS));
  }
}
