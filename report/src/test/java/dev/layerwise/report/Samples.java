package dev.layerwise.report;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.FloatFeatures;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Small data sets for the tests of this package. */
final class Samples {
  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;]*m");

  private Samples() {}

  /**
   * Images of 4 x 4 pixels: three of class "bar" (a lit column, further right each time), one of
   * "Ankle boot" (its lower half is lit) and none of "none".
   */
  static Dataset images() {
    byte[] pixels = new byte[4 * 16];
    for (int row = 0; row < 4; row++) {
      for (int image = 0; image < 3; image++) {
        pixels[image * 16 + row * 4 + image] = (byte) 255;
      }
      for (int column = 0; column < 4; column++) {
        pixels[3 * 16 + row * 4 + column] = (byte) (row < 2 ? 0 : 128);
      }
    }
    return new Dataset(
        "shapes",
        new ByteFeatures(4, 16, pixels),
        new int[] {0, 0, 0, 1},
        List.of("bar", "Ankle boot", "none"),
        new ImageShape(4, 4));
  }

  /** Blank images of 28 x 28 pixels. */
  static Dataset blanks(int count, List<String> classNames) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % classNames.size();
    }
    ByteFeatures features = new ByteFeatures(count, 784, new byte[count * 784]);
    return new Dataset("blanks", features, labels, classNames, new ImageShape(28, 28));
  }

  /** Points in the plane, given as x and y in turn. */
  static Dataset points(int @Nullable [] labels, List<String> classNames, float... values) {
    FloatFeatures features = new FloatFeatures(values.length / 2, 2, values);
    return new Dataset("points", features, labels, classNames, null);
  }

  /** The width of the widest line, escape sequences left out. */
  static int width(String text) {
    return ESCAPES
        .matcher(text)
        .replaceAll("")
        .lines()
        .mapToInt(line -> line.codePointCount(0, line.length()))
        .max()
        .orElse(0);
  }
}
