package dev.layerwise.interop.image;

import java.util.Arrays;

/**
 * Scales grey images by averaging areas: a pixel of the result is the mean of what lies under it,
 * parts of pixels counted as parts. So no line of a drawing falls between the samples, however
 * small it gets.
 */
final class Resizer {
  private Resizer() {}

  /**
   * Scales an image to the largest size of the same proportions that fits, centred, and fills what
   * is left with its background, the median of its border.
   */
  static float[] fit(float[] image, int height, int width, int newHeight, int newWidth) {
    double scale = Math.min((double) newHeight / height, (double) newWidth / width);
    int innerHeight = Math.clamp(Math.round(height * scale), 1, newHeight);
    int innerWidth = Math.clamp(Math.round(width * scale), 1, newWidth);
    float[] inner = scale(image, height, width, innerHeight, innerWidth);
    float[] result = new float[newHeight * newWidth];
    Arrays.fill(result, background(image, height, width));
    int top = (newHeight - innerHeight) / 2;
    int left = (newWidth - innerWidth) / 2;
    for (int i = 0; i < innerHeight; i++) {
      System.arraycopy(inner, i * innerWidth, result, (top + i) * newWidth + left, innerWidth);
    }
    return result;
  }

  /** Scales an image to a size, whatever its proportions. */
  static float[] scale(float[] image, int height, int width, int newHeight, int newWidth) {
    float[] narrow = shrinkColumns(image, height, width, newWidth);
    return transpose(
        shrinkColumns(transpose(narrow, height, newWidth), newWidth, height, newHeight),
        newWidth,
        newHeight);
  }

  private static float[] shrinkColumns(float[] image, int height, int width, int newWidth) {
    float[] result = new float[height * newWidth];
    double step = (double) width / newWidth;
    for (int j = 0; j < newWidth; j++) {
      double from = j * step;
      double to = Math.min(width, from + step);
      for (int i = 0; i < height; i++) {
        double sum = 0;
        for (int k = (int) from; k < to; k++) {
          sum += image[i * width + k] * (Math.min(to, k + 1) - Math.max(from, k));
        }
        result[i * newWidth + j] = (float) (sum / (to - from));
      }
    }
    return result;
  }

  private static float[] transpose(float[] image, int height, int width) {
    float[] result = new float[image.length];
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        result[j * height + i] = image[i * width + j];
      }
    }
    return result;
  }

  private static float background(float[] image, int height, int width) {
    float[] border = new float[2 * height + 2 * width];
    for (int i = 0; i < height; i++) {
      border[2 * i] = image[i * width];
      border[2 * i + 1] = image[i * width + width - 1];
    }
    for (int j = 0; j < width; j++) {
      border[2 * height + 2 * j] = image[j];
      border[2 * height + 2 * j + 1] = image[(height - 1) * width + j];
    }
    Arrays.sort(border);
    return border[border.length / 2];
  }
}
