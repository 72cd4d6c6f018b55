package dev.layerwise.studies;

import dev.layerwise.data.Dataset;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.DataSources.Loaded;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Throws the training and the test images of a published set together, as IDX files. */
final class Pool {
  private static final byte UNSIGNED_BYTES = 8;

  private Pool() {}

  /** Writes the images, then the labels: where these are, those are whole. */
  static void write(Loaded loaded, Path images, Path labels) {
    List<Dataset> parts = new ArrayList<>(List.of(loaded.training()));
    if (loaded.test() != null) {
      parts.add(loaded.test());
    }
    int rows = parts.stream().mapToInt(Dataset::size).sum();
    int side = (int) Math.sqrt(loaded.training().features().columns());
    int pixels = side * side;
    ByteBuffer values = header(rows * pixels, rows, side, side);
    ByteBuffer classes = header(rows, rows);
    for (Dataset part : parts) {
      int[] known = part.requireLabels();
      for (int i = 0; i < part.size(); i++) {
        for (int j = 0; j < pixels; j++) {
          values.put((byte) part.features().get(i, j));
        }
        classes.put((byte) known[i]);
      }
    }
    write(images, values);
    write(labels, classes);
  }

  private static ByteBuffer header(int bytes, int... dimensions) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * dimensions.length + bytes);
    buffer.put((byte) 0).put((byte) 0).put(UNSIGNED_BYTES).put((byte) dimensions.length);
    for (int dimension : dimensions) {
      buffer.putInt(dimension);
    }
    return buffer;
  }

  private static void write(Path file, ByteBuffer content) {
    AtomicFiles.write(
        file,
        channel -> {
          ByteBuffer left = content.rewind().slice();
          while (left.hasRemaining()) {
            channel.write(left);
          }
        });
  }
}
