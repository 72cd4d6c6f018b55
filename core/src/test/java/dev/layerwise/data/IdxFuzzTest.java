package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files damaged at random are read or refused with a message that names them, and fail in no other
 * way.
 */
class IdxFuzzTest {
  @TempDir Path folder;

  @Test
  void damageOfAnyKindIsReadOrRefused() {
    SplittableRandom random = new SplittableRandom(11);
    byte[][] whole = {
      TestData.idx(0x08, new int[] {2, 3, 4}, new byte[24]),
      TestData.gzip(TestData.idx(0x08, new int[] {2, 3, 4}, new byte[24])),
      TestData.idx(0x0D, new int[] {2, 3}, new byte[24]),
      TestData.idx(0x0C, new int[] {6}, new byte[24]),
    };
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] content = whole[i % whole.length].clone();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        content[random.nextInt(content.length)] = (byte) random.nextInt();
      }
      if (i % 5 == 0) {
        content = Arrays.copyOf(content, random.nextInt(content.length + 4));
      }
      Path file = TestData.write(folder, "file", content);
      refused += isRefused(file, () -> Idx.readFeatures(file)) ? 1 : 0;
      refused += isRefused(file, () -> Idx.readLabels(file)) ? 1 : 0;
    }
    assertTrue(refused > 1000, "labels are no features, and the reverse: " + refused);
  }

  private static boolean isRefused(Path file, Runnable reading) {
    try {
      reading.run();
      return false;
    } catch (DataException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()), e.getMessage());
      return true;
    }
  }
}
