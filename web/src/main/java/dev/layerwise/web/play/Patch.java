package dev.layerwise.web.play;

import dev.layerwise.data.Dataset.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A part of an image that is judged as one: a pixel of a small image, a square of pixels of a large
 * one. It is wiped out together with the pixels around it.
 *
 * @param row its upper row
 * @param column its left column
 * @param side how many pixels it is wide and high, fewer at the edges
 */
record Patch(int row, int column, int side) {
  /** Half the side of what is wiped out for a pixel, less the middle. */
  private static final int REACH = 1;

  /**
   * The most pixels that all wiped images may have together: up to 90 x 90, every pixel is judged
   * by itself. A network's work grows with their number.
   */
  private static final long MOST_WORK = 1L << 26;

  /** Patches that cover an image, as small as can be. */
  static List<Patch> cover(ImageShape shape) {
    int side = 1;
    while (work(shape, side) > MOST_WORK && side < Math.max(shape.height(), shape.width())) {
      side++;
    }
    List<Patch> patches = new ArrayList<>();
    for (int row = 0; row < shape.height(); row += side) {
      for (int column = 0; column < shape.width(); column += side) {
        patches.add(new Patch(row, column, side));
      }
    }
    return patches;
  }

  private static long work(ImageShape shape, int side) {
    long count = (long) Math.ceilDiv(shape.height(), side) * Math.ceilDiv(shape.width(), side);
    return count * shape.height() * shape.width();
  }

  /** Whether there is any ink to wipe out. */
  boolean hasInk(byte[] image, ImageShape shape) {
    for (int i = top(); i < bottom(shape); i++) {
      for (int j = left(); j < right(shape); j++) {
        if (image[i * shape.width() + j] != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Makes the patch and what is around it paper, in the image that begins at a place. */
  void wipe(byte[] images, int from, ImageShape shape) {
    for (int i = top(); i < bottom(shape); i++) {
      int line = from + i * shape.width();
      Arrays.fill(images, line + left(), line + right(shape), (byte) 0);
    }
  }

  /** Gives each of its pixels a value. */
  void fill(double[] values, double value, ImageShape shape) {
    int end = Math.min(shape.width(), column + side);
    for (int i = row; i < Math.min(shape.height(), row + side); i++) {
      Arrays.fill(values, i * shape.width() + column, i * shape.width() + end, value);
    }
  }

  private int top() {
    return Math.max(0, row - REACH);
  }

  private int bottom(ImageShape shape) {
    return Math.min(shape.height(), row + side + REACH);
  }

  private int left() {
    return Math.max(0, column - REACH);
  }

  private int right(ImageShape shape) {
    return Math.min(shape.width(), column + side + REACH);
  }
}
