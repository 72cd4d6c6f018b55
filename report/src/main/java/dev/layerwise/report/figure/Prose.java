package dev.layerwise.report.figure;

import java.util.List;

/**
 * Text.
 *
 * @param paragraphs plain text each; nothing in it is markup
 */
public record Prose(List<String> paragraphs) implements Block {
  /** Copies the list. */
  public Prose {
    paragraphs = List.copyOf(paragraphs);
  }

  /** One paragraph, or several. */
  public static Prose of(String... paragraphs) {
    return new Prose(List.of(paragraphs));
  }
}
