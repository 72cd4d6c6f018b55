package dev.layerwise.trackers.tensorboard;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.model.Network;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * What the units of the first layer look for, as one picture: the weights of each unit laid out as
 * an image. Blue is negative, white is 0, red is positive; the largest weight has the full colour.
 */
final class WeightImage {
  private static final int MOST_UNITS = 100;
  private static final int GAP = 1;
  private static final int GREY = 0x808080;

  private final Matrix weights;
  private final ImageShape shape;

  private WeightImage(Matrix weights, ImageShape shape) {
    this.weights = weights;
    this.shape = shape;
  }

  /** The picture of a network whose examples are images; empty for others. */
  static Optional<WeightImage> of(@Nullable Network network, @Nullable ImageShape shape) {
    if (network == null || shape == null) {
      return Optional.empty();
    }
    return network.parameters().stream()
        .filter(Parameter::isWeight)
        .findFirst()
        .map(Parameter::value)
        .filter(weights -> weights.rows() == shape.height() * shape.width())
        .map(weights -> new WeightImage(weights, shape));
  }

  /** The picture as a value of a summary. */
  Message summary(String tag) throws IOException {
    int units = Math.min(MOST_UNITS, weights.columns());
    int across = (int) Math.ceil(Math.sqrt(units));
    int down = (units + across - 1) / across;
    int width = across * (shape.width() + GAP) + GAP;
    int height = down * (shape.height() + GAP) + GAP;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, GREY);
      }
    }
    float largest = largest(units);
    for (int unit = 0; unit < units; unit++) {
      int left = unit % across * (shape.width() + GAP) + GAP;
      int top = unit / across * (shape.height() + GAP) + GAP;
      for (int pixel = 0; pixel < weights.rows(); pixel++) {
        image.setRGB(
            left + pixel % shape.width(),
            top + pixel / shape.width(),
            colour(weights.get(pixel, unit) / largest));
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return Events.image(tag, height, width, png.toByteArray());
  }

  private float largest(int units) {
    float largest = Float.MIN_NORMAL;
    for (int pixel = 0; pixel < weights.rows(); pixel++) {
      for (int unit = 0; unit < units; unit++) {
        float size = Math.abs(weights.get(pixel, unit));
        if (Float.isFinite(size)) {
          largest = Math.max(largest, size);
        }
      }
    }
    return largest;
  }

  /** The colour of a weight in [-1, 1]; grey for one that is not finite. */
  private static int colour(float weight) {
    if (!Float.isFinite(weight)) {
      return GREY;
    }
    int rest = Math.round(255 * (1 - Math.min(1, Math.abs(weight))));
    return weight < 0 ? rest << 16 | rest << 8 | 0xff : 0xff << 16 | rest << 8 | rest;
  }
}
