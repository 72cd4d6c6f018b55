package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.layerwise.record.RecordException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngFilesTest {
  @TempDir private Path folder;

  @Test
  void aFileHoldsTheImageAndReplacesAnOlderOne() throws IOException {
    Path file = folder.resolve("grid.png");
    Files.writeString(file, "old");
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(2, 1, 0x0072B2);

    PngFiles.write(image, file);

    BufferedImage read = ImageIO.read(file.toFile());
    assertEquals(3, read.getWidth());
    assertEquals(2, read.getHeight());
    assertEquals(0x0072B2, read.getRGB(2, 1) & 0xFFFFFF);
    assertEquals(List.of("grid.png"), names());
  }

  @Test
  void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Path missing = folder.resolve("missing").resolve("grid.png");

    assertThrows(RecordException.class, () -> PngFiles.write(image, folder));
    assertThrows(RecordException.class, () -> PngFiles.write(image, missing));
    assertEquals(List.of(), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
