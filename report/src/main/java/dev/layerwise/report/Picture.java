package dev.layerwise.report;

import java.awt.image.BufferedImage;

/**
 * A view that can be drawn. Drawing needs no display; where the system has no fonts, plain built-in
 * letters take their place.
 */
public sealed interface Picture extends DataView permits SampleGrid, ScatterPlot {
  /** Draws it. */
  BufferedImage image(Palette palette);
}
