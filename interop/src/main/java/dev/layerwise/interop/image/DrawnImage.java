package dev.layerwise.interop.image;

import dev.layerwise.data.Dataset.ImageShape;

/**
 * Brings a drawing into the form of MNIST's digits (LeCun et al., 1998): what is drawn is scaled,
 * its proportions kept, to fit a box of 20/28 of the image, and put where its centre of mass is the
 * middle of the image.
 */
public final class DrawnImage {
  /** Fainter than this, of 255, is paper. */
  private static final int FAINT = 16;

  private static final double BOX = 20.0 / 28;

  private DrawnImage() {}

  /**
   * Scales and centres what is drawn.
   *
   * @param ink height × width pixels line by line, 0 for paper, 255 for ink
   * @param shape the size of the result
   * @return the pixels of the result; all 0 if nothing is drawn
   * @throws IllegalArgumentException if there are not height × width pixels
   */
  public static byte[] centred(byte[] ink, int height, int width, ImageShape shape) {
    float[] image = toFloat(ink, height, width);
    int top = height;
    int bottom = -1;
    int left = width;
    int right = -1;
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        if (image[i * width + j] >= FAINT) {
          top = Math.min(top, i);
          bottom = i;
          left = Math.min(left, j);
          right = Math.max(right, j);
        }
      }
    }
    if (bottom < 0) {
      return new byte[shape.height() * shape.width()];
    }
    int h = bottom - top + 1;
    int w = right - left + 1;
    float[] drawn = new float[h * w];
    for (int i = 0; i < h; i++) {
      System.arraycopy(image, (top + i) * width + left, drawn, i * w, w);
    }
    double scale = Math.min(BOX * shape.height() / h, BOX * shape.width() / w);
    int newHeight = Math.clamp(Math.round(h * scale), 1, shape.height());
    int newWidth = Math.clamp(Math.round(w * scale), 1, shape.width());
    return place(Resizer.scale(drawn, h, w, newHeight, newWidth), newHeight, newWidth, shape);
  }

  /**
   * Scales the whole picture, and moves nothing.
   *
   * @param ink height × width pixels line by line, 0 for paper, 255 for ink
   * @param shape the size of the result
   * @throws IllegalArgumentException if there are not height × width pixels
   */
  public static byte[] whole(byte[] ink, int height, int width, ImageShape shape) {
    return toBytes(
        Resizer.fit(toFloat(ink, height, width), height, width, shape.height(), shape.width()));
  }

  /** Puts the centre of mass into the middle, as far as the edges allow. */
  private static byte[] place(float[] drawn, int height, int width, ImageShape shape) {
    double mass = 0;
    double down = 0;
    double across = 0;
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        double weight = drawn[i * width + j];
        mass += weight;
        down += weight * (i + 0.5);
        across += weight * (j + 0.5);
      }
    }
    int top = offset(shape.height(), height, down / mass);
    int left = offset(shape.width(), width, across / mass);
    float[] image = new float[shape.height() * shape.width()];
    for (int i = 0; i < height; i++) {
      System.arraycopy(drawn, i * width, image, (top + i) * shape.width() + left, width);
    }
    return toBytes(image);
  }

  private static int offset(int room, int size, double centre) {
    return Math.clamp(Math.round(room / 2.0 - centre), 0, room - size);
  }

  private static float[] toFloat(byte[] ink, int height, int width) {
    if (height < 1 || width < 1 || ink.length != (long) height * width) {
      throw new IllegalArgumentException(
          "drawing: expected " + height + " x " + width + " pixels, got " + ink.length);
    }
    float[] image = new float[ink.length];
    for (int i = 0; i < ink.length; i++) {
      image[i] = ink[i] & 0xFF;
    }
    return image;
  }

  private static byte[] toBytes(float[] image) {
    byte[] bytes = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      bytes[i] = (byte) Math.clamp(Math.round(image[i]), 0, 255);
    }
    return bytes;
  }
}
