package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {
  @ParameterizedTest
  @CsvSource({
    "'', EMPTY",
    "00000803, IDX",
    "01080000, IDX_SWAPPED",
    "89504e470d0a1a0a00, PNG",
    "ffd8ffe0, JPEG",
    "474946383961, GIF",
    "424d3600000000000000, BMP",
    "1f8b08, GZIP",
    "504b0304, ZIP",
    "425a6839, OTHER_ARCHIVE",
    "fd377a585a00, OTHER_ARCHIVE",
    "934e554d5059, NUMPY",
    "894844460d0a1a0a, HDF5",
    "50415231, PARQUET",
    "feff0061002c, TEXT",
    "fffe61002c00, TEXT",
    "0001020304, UNKNOWN",
  })
  void bytesTellTheKind(String hex, FileKind kind) {
    assertEquals(kind, FileKind.of(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "'  <html>', HTML",
    "'{\"a\": 1}', JSON",
    "'version https://git-lfs.github.com/spec/v1', LFS_POINTER",
    "'\uFEFFx;y', TEXT",
    "'BMI,age', TEXT",
    "'größe,maß', TEXT",
  })
  void textTellsTheKind(String text, FileKind kind) {
    assertEquals(kind, FileKind.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void filesAreLookedAtBehindGzip(@TempDir Path folder) {
    byte[] idx = TestData.idx(8, new int[] {1}, (byte) 0);
    assertEquals(FileKind.IDX, FileKind.of(TestData.write(folder, "a", TestData.gzip(idx))));
    assertEquals(
        FileKind.EMPTY, FileKind.of(TestData.write(folder, "b", TestData.gzip(new byte[0]))));
  }

  @Test
  void whatIsNoFileIsNotReadTwice() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "this system has no /dev/null");
    DataException refusal = assertThrows(DataException.class, () -> FileKind.of(device));
    assertEquals(
        "/dev/null: is a pipe or a device, and no file; save what it gives as a file first",
        refusal.getMessage());
  }
}
