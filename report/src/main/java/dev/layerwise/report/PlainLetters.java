package dev.layerwise.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.HexFormat;

/**
 * Letters of five by seven dots, for systems without fonts. They know ASCII; other characters
 * become a box.
 */
final class PlainLetters implements Lettering {
  private static final int COLUMNS = 5;
  private static final int ROWS = 7;
  private static final char FIRST = ' ';

  /**
   * The letters from space to tilde: a byte a column, from left to right, the lowest bit on top.
   */
  private static final byte[] DOTS =
      HexFormat.of()
          .parseHex(
              """
              0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649552250
              0005030000 001c224100 0041221c00 14083e0814 08083e0808 0050300000 0808080808
              0060600000 2010080402 3e5149453e 00427f4000 4261514946 2141454b31 1814127f10
              2745454539 3c4a494930 0171090503 3649494936 064949291e 0036360000 0056360000
              0814224100 1414141414 0041221408 0201510906 324979413e 7e1111117e 7f49494936
              3e41414122 7f4141221c 7f49494941 7f09090901 3e4149497a 7f0808087f 00417f4100
              2040413f01 7f08142241 7f40404040 7f020c027f 7f0408107f 3e4141413e 7f09090906
              3e4151215e 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 3f4038403f
              6314081463 0708700807 6151494543 007f414100 0204081020 0041417f00 0402010204
              4040404040 0001020400 2054545478 7f48444438 3844444420 384444487f 3854545418
              087e090102 0c5252523e 7f08040478 00447d4000 2040443d00 7f10284400 00417f4000
              7c04180478 7c08040478 3844444438 7c14141408 081414187c 7c08040408 4854545420
              043f444020 3c4040207c 1c2040201c 3c4030403c 4428102844 0c5050503c 4464544c44
              0008364100 00007f0000 0041360800 0804081008
              """
                  .replaceAll("\\s", ""));

  private static final byte[] BOX = {0x7f, 0x41, 0x41, 0x41, 0x7f};

  @Override
  public int width(String text, Size size) {
    return (COLUMNS + 1) * dot(size) * text.codePointCount(0, text.length());
  }

  @Override
  public int height(Size size) {
    return ROWS * dot(size);
  }

  @Override
  public void draw(Graphics2D graphics, String text, int x, int y, Size size, int rgb) {
    graphics.setColor(new Color(rgb));
    int dot = dot(size);
    int left = x;
    for (int letter : text.codePoints().toArray()) {
      int index = letter - FIRST;
      boolean known = index >= 0 && (index + 1) * COLUMNS <= DOTS.length;
      for (int column = 0; column < COLUMNS; column++) {
        int dots = known ? DOTS[index * COLUMNS + column] : BOX[column];
        for (int row = 0; row < ROWS; row++) {
          if ((dots >> row & 1) != 0) {
            graphics.fillRect(left + column * dot, y - (ROWS - row) * dot, dot, dot);
          }
        }
      }
      left += (COLUMNS + 1) * dot;
    }
  }

  @Override
  public String fit(String text, int width, Size size) {
    int most = Math.max(2, width / ((COLUMNS + 1) * dot(size)));
    int length = text.codePointCount(0, text.length());
    return length <= most ? text : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "~";
  }

  @Override
  public String fitMiddle(String text, int width, Size size) {
    return Lettering.super.fitMiddle(text, width, size).replace('…', '~');
  }

  private static int dot(Size size) {
    return size == Size.SMALL ? 1 : 2;
  }
}
