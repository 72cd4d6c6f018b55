package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.report.Lettering.Size;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetteringTest {
  private static final PlainLetters PLAIN = new PlainLetters();

  @Test
  void everyAsciiLetterHasAShapeOfItsOwn() {
    Set<String> shapes = new HashSet<>();
    for (char letter = ' '; letter <= '~'; letter++) {
      shapes.add(drawn(String.valueOf(letter)));
    }

    assertEquals(95, shapes.size());
    assertNotEquals(drawn(" "), drawn("é"));
    assertEquals(drawn("é"), drawn("ж"));
  }

  @Test
  void anLIsAnL() {
    assertEquals(
        """
        #....
        #....
        #....
        #....
        #....
        #....
        #####
        """,
        drawn("L"));
  }

  @Test
  void longTextsAreCut() {
    assertEquals("Ank~", PLAIN.fit("Ankle boot", 4 * 6, Size.SMALL));
    assertEquals("boot", PLAIN.fit("boot", 4 * 6, Size.SMALL));
    for (Lettering letters : List.of(PLAIN, Lettering.best())) {
      String cut = letters.fit("a name that is much too long", 100, Size.BODY);
      assertTrue(letters.width(cut, Size.BODY) <= 100, cut);
      assertTrue(cut.length() > 5, cut);
    }
  }

  @Test
  void namesAreCutInTheMiddle() {
    assertEquals("An~ot", PLAIN.fitMiddle("Ankle boot", 5 * 6, Size.SMALL));
    assertEquals("boot", PLAIN.fitMiddle("boot", 4 * 6, Size.SMALL));
    assertEquals("b~", PLAIN.fitMiddle("boot", 1, Size.SMALL));
  }

  private static String drawn(String text) {
    BufferedImage image = new BufferedImage(5, 7, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    PLAIN.draw(graphics, text, 0, 7, Size.SMALL, 0xFFFFFF);
    graphics.dispose();
    StringBuilder lines = new StringBuilder();
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 5; x++) {
        lines.append((image.getRGB(x, y) & 0xFFFFFF) == 0 ? '.' : '#');
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}
