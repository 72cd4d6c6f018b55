package dev.layerwise.report;

import java.awt.AWTError;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.EnumMap;
import java.util.Map;

/** Letters of the logical sans-serif font, whatever the system has for it. */
final class SystemLetters implements Lettering {
  private static final FontRenderContext SMOOTH = new FontRenderContext(null, true, true);

  private final Map<Size, Font> fonts = new EnumMap<>(Size.class);
  private final Map<Size, Integer> heights = new EnumMap<>(Size.class);

  private SystemLetters() {
    fonts.put(Size.TITLE, new Font(Font.SANS_SERIF, Font.BOLD, 16));
    fonts.put(Size.BODY, new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    fonts.put(Size.SMALL, new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    fonts.forEach((size, font) -> {
      double height = font.createGlyphVector(SMOOTH, "H").getVisualBounds().getHeight();
      heights.put(size, (int) Math.round(height));
    });
  }

  /**
   * The system's letters, or the built-in ones where Java finds no fonts, as in small containers.
   * It says so by exceptions and errors of several kinds, when a font is first used.
   */
  static Lettering find() {
    try {
      SystemLetters letters = new SystemLetters();
      return letters.height(Size.BODY) > 0 ? letters : new PlainLetters();
    } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
      return new PlainLetters();
    }
  }

  @Override
  public int width(String text, Size size) {
    return (int) Math.ceil(font(size).getStringBounds(text, SMOOTH).getWidth());
  }

  @Override
  public int height(Size size) {
    return heights.getOrDefault(size, 0);
  }

  @Override
  public void draw(Graphics2D graphics, String text, int x, int y, Size size, int rgb) {
    graphics.setColor(new Color(rgb));
    graphics.fill(font(size).createGlyphVector(SMOOTH, text).getOutline(x, y));
  }

  private Font font(Size size) {
    Font font = fonts.get(size);
    if (font == null) {
      throw new IllegalStateException("no font for " + size);
    }
    return font;
  }
}
