package dev.layerwise.report.page;

import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.SideBySide;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a report says, top to bottom.
 *
 * @param kind what it is about, such as {@code run}
 * @param title its heading
 * @param subtitle a line below it
 * @param summary the result in plain sentences
 * @param tiles the figures that a reader looks for first
 * @param sections what follows
 * @param footer what made it
 */
public record Page(
    String kind,
    String title,
    String subtitle,
    List<String> summary,
    List<Tile> tiles,
    List<Section> sections,
    String footer) {
  /**
   * One of the figures that a reader looks for first.
   *
   * @param label what it is
   * @param value the figure
   * @param note what to know about it, or an empty text
   */
  public record Tile(String label, String value, String note) {}

  /**
   * A part with a heading.
   *
   * @param id the address within the page: lower-case letters, digits and hyphens
   * @param title the heading
   * @param blocks its content
   */
  public record Section(String id, String title, List<Block> blocks) {
    /** Copies the list. */
    public Section {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if two figures or sections have one id
   */
  public Page {
    summary = List.copyOf(summary);
    tiles = List.copyOf(tiles);
    sections = List.copyOf(sections);
    Set<String> ids = new HashSet<>();
    for (Section section : sections) {
      Stream.concat(
              Stream.of("section " + section.id()),
              figures(section.blocks()).stream().map(Figure::id))
          .filter(id -> !ids.add(id))
          .forEach(id -> {
            throw new IllegalArgumentException(title + ": two figures or sections called " + id);
          });
    }
  }

  /** All figures, top to bottom. */
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (Section section : sections) {
      figures.addAll(figures(section.blocks()));
    }
    return figures;
  }

  private static List<Figure> figures(List<Block> blocks) {
    List<Figure> figures = new ArrayList<>();
    for (Block block : blocks) {
      if (block instanceof Figure figure) {
        figures.add(figure);
      } else if (block instanceof SideBySide columns) {
        figures.addAll(figures(columns.blocks()));
      }
    }
    return figures;
  }
}
