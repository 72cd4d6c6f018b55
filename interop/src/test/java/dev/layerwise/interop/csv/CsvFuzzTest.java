package dev.layerwise.interop.csv;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files damaged at random are read or refused with a message that names them, and fail in no other
 * way.
 */
class CsvFuzzTest {
  @TempDir Path folder;

  @Test
  void damageOfAnyKindIsReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    String[] whole = {
      "a,b,label\n1,2,x\n3,4.5,y\n5,6,x\n",
      "1;2;3\n4;5;6\n",
      "label,pixel0,pixel1,pixel2,pixel3\n1,0,255,7,0\n0,1,2,3,4\n",
      "\"a\"\t\"label\"\n\"1\"\t\"0\"\n2\t1\n",
    };
    String likely = ",;\t\n\r\"-.0123456789eEaxN \uFEFF";
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(whole[i % whole.length]);
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        int at = random.nextInt(text.length());
        text.replace(
            at, at + random.nextInt(2), "" + likely.charAt(random.nextInt(likely.length())));
      }
      byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
      if (i % 7 == 0) {
        content[random.nextInt(content.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("file.csv"), content);
      try {
        CsvFiles.read(file);
      } catch (DataException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 250, "only " + refused + " were refused");
  }
}
