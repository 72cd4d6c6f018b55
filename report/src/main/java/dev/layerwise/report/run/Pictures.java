package dev.layerwise.report.run;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Features;
import dev.layerwise.report.figure.ImageSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures of examples for one figure, each once. Large ones are made smaller: a page is to stay
 * small, and shows them at the size of a stamp.
 */
final class Pictures {
  private static final int LONGEST_SIDE = 32;

  private final Examples examples;
  private final ImageShape shape;
  private final int height;
  private final int width;
  private final double offset;
  private final double factor;
  private final Map<Integer, Integer> numbers = new LinkedHashMap<>();
  private final List<byte[]> images = new ArrayList<>();

  Pictures(Examples examples, ImageShape shape) {
    this.examples = examples;
    this.shape = shape;
    int longest = Math.max(shape.height(), shape.width());
    double shrink = Math.min(1, (double) LONGEST_SIDE / longest);
    this.height = Math.max(1, (int) Math.round(shape.height() * shrink));
    this.width = Math.max(1, (int) Math.round(shape.width() * shrink));
    double[] range = range(examples.features());
    this.offset = range[0];
    this.factor = range[1] > range[0] ? 255 / (range[1] - range[0]) : 0;
  }

  /** The values that are black and white. */
  private static double[] range(Features features) {
    if (features instanceof ByteFeatures) {
      return new double[] {0, 255};
    }
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < Math.min(features.rows(), 500); i++) {
      for (int j = 0; j < features.columns(); j++) {
        least = Math.min(least, features.get(i, j));
        greatest = Math.max(greatest, features.get(i, j));
      }
    }
    if (least >= 0 && greatest <= 1) {
      return new double[] {0, 1};
    }
    return least >= 0 && greatest <= 255 ? new double[] {0, 255} : new double[] {least, greatest};
  }

  /** The number of the picture of example i of the part. */
  int number(int i) {
    return numbers.computeIfAbsent(
        i,
        _ -> {
          images.add(draw(examples.rows()[i]));
          return images.size() - 1;
        });
  }

  /** All pictures so far. */
  ImageSet all() {
    return new ImageSet(width, height, images);
  }

  private byte[] draw(int row) {
    byte[] image = new byte[height * width];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        int fromR = r * shape.height() / height;
        int toR = Math.max(fromR + 1, (r + 1) * shape.height() / height);
        int fromC = c * shape.width() / width;
        int toC = Math.max(fromC + 1, (c + 1) * shape.width() / width);
        double sum = 0;
        for (int y = fromR; y < toR; y++) {
          for (int x = fromC; x < toC; x++) {
            sum += examples.features().get(row, y * shape.width() + x);
          }
        }
        double mean = sum / ((toR - fromR) * (toC - fromC));
        image[r * width + c] = (byte) Math.round(Math.clamp((mean - offset) * factor, 0.0, 255.0));
      }
    }
    return image;
  }
}
