package dev.layerwise.report.figure;

import java.util.List;

/**
 * Blocks in columns, as many as there is room for.
 *
 * @param blocks at least one
 * @param narrow the least width of a column in pixels
 */
public record SideBySide(List<Block> blocks, int narrow) implements Block {
  /** Copies the list. */
  public SideBySide {
    blocks = List.copyOf(blocks);
  }
}
