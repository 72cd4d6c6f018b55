package dev.layerwise.interop.image;

import dev.layerwise.data.Dataset.ImageShape;

/**
 * How images become examples.
 *
 * @param shape the height and width that an example has
 * @param resize whether an image of another size is scaled to fit (its proportions kept, the rest
 *     background); otherwise it is refused
 * @param invert whether dark and light are exchanged, as dark writing on white paper needs for a
 *     model that learnt light writing on black
 */
public record ImageOptions(ImageShape shape, boolean resize, boolean invert) {
  /** Images of exactly this shape, as they are. */
  public static ImageOptions exact(ImageShape shape) {
    return new ImageOptions(shape, false, false);
  }
}
