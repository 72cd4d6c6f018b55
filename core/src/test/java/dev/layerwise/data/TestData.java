package dev.layerwise.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Files for tests: IDX made on the spot, and the published sets where they are at hand. */
final class TestData {
  private TestData() {}

  /** An IDX file: a type, the dimensions, and the elements as they come. */
  static byte[] idx(int type, int[] shape, byte... elements) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + elements.length);
    buffer.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
    for (int dimension : shape) {
      buffer.putInt(dimension);
    }
    return buffer.put(elements).array();
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  static Path write(Path folder, String name, byte... content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder of the published sets; a test that asks for it is skipped where there is none. */
  static Path published() {
    Path found = Path.of(System.getProperty("layerwise.data.dir", "none"));
    String variable = System.getenv("LAYERWISE_DATA_DIR");
    if (!Files.isDirectory(found) && variable != null) {
      found = Path.of(variable);
    }
    Path above = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(found) && above != null) {
      found = above.resolve("shared").resolve("data");
      above = above.getParent();
    }
    assumeTrue(
        Files.isDirectory(found.resolve("mnist")),
        "needs the published files: set LAYERWISE_DATA_DIR to a folder that holds mnist/ and"
            + " fashion-mnist/");
    return found;
  }
}
