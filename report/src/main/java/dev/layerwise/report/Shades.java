package dev.layerwise.report;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Features;
import java.util.List;

/** The grey values, 0 to 255, of images whose features may be on another scale. */
final class Shades {
  private final Features features;
  private final ImageShape shape;
  private final double least;
  private final double factor;

  private Shades(Features features, ImageShape shape, double least, double greatest) {
    this.features = features;
    this.shape = shape;
    this.least = least;
    this.factor = greatest > least ? 255 / (greatest - least) : 0;
  }

  /** The shades of a grid: one scale for all its images, so that they can be compared. */
  static Shades of(SampleGrid grid) {
    Dataset data = grid.data();
    Features features = data.features();
    if (features instanceof ByteFeatures) {
      return new Shades(features, grid.shape(), 0, 255);
    }
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (SampleGrid.Row row : grid.rows()) {
      for (int example : row.examples()) {
        for (int j = 0; j < features.columns(); j++) {
          least = Math.min(least, features.get(example, j));
          greatest = Math.max(greatest, features.get(example, j));
        }
      }
    }
    // The two usual scales are kept, so that a dark image stays dark.
    for (double usual : List.of(1.0, 255.0)) {
      if (least >= 0 && greatest <= usual) {
        return new Shades(features, grid.shape(), 0, usual);
      }
    }
    return new Shades(features, grid.shape(), least, greatest);
  }

  /** The grey of one pixel. */
  int pixel(int example, int row, int column) {
    return (int) Math.round(value(example, row, column));
  }

  /** An image at another size, every pixel of which is the mean of the area it covers. */
  int[][] resized(int example, int height, int width) {
    int[][] shades = new int[height][width];
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        shades[r][c] =
            (int)
                Math.round(
                    mean(
                        example,
                        (double) r * shape.height() / height,
                        (double) (r + 1) * shape.height() / height,
                        (double) c * shape.width() / width,
                        (double) (c + 1) * shape.width() / width));
      }
    }
    return shades;
  }

  private double mean(int example, double top, double bottom, double left, double right) {
    double sum = 0;
    double area = 0;
    for (int r = (int) top; r < bottom && r < shape.height(); r++) {
      double high = Math.min(bottom, r + 1) - Math.max(top, r);
      for (int c = (int) left; c < right && c < shape.width(); c++) {
        double part = high * (Math.min(right, c + 1) - Math.max(left, c));
        sum += part * value(example, r, c);
        area += part;
      }
    }
    return sum / area;
  }

  private double value(int example, int row, int column) {
    return (features.get(example, row * shape.width() + column) - least) * factor;
  }
}
