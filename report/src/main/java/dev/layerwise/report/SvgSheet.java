package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.function.IntUnaryOperator;

/** A sheet that becomes an SVG file. */
final class SvgSheet implements Sheet {
  private final StringBuilder out = new StringBuilder(4096);

  SvgSheet(int width, int height, String title, Palette palette) {
    out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(width);
    out.append("\" height=\"").append(height).append("\" viewBox=\"0 0 ").append(width);
    out.append(' ')
        .append(height)
        .append("\" role=\"img\" font-family=\"system-ui, -apple-system,");
    out.append(" 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\">\n<title>").append(escape(title));
    out.append("</title>\n");
    rect(0, 0, width, height, palette.paper());
  }

  /** The text of the file. */
  String text() {
    return out + "</svg>\n";
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, int rgb, double width, double dash) {
    out.append("<line x1=\"").append(number(x1)).append("\" y1=\"").append(number(y1));
    out.append("\" x2=\"").append(number(x2)).append("\" y2=\"").append(number(y2)).append('"');
    stroke(rgb, width, dash);
    out.append("/>\n");
  }

  @Override
  public void path(double[] x, double[] y, int rgb, double width, double dash) {
    out.append("<polyline fill=\"none\" stroke-linejoin=\"round\" points=\"");
    points(x, y);
    out.append('"');
    stroke(rgb, width, dash);
    out.append("/>\n");
  }

  @Override
  public void area(double[] x, double[] y, int rgb, double opacity) {
    out.append("<polygon points=\"");
    points(x, y);
    out.append("\" fill=\"").append(colour(rgb)).append("\" fill-opacity=\"");
    out.append(number(opacity)).append("\"/>\n");
  }

  private void points(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      out.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
    }
  }

  private void stroke(int rgb, double width, double dash) {
    out.append(" stroke=\"").append(colour(rgb)).append("\" stroke-width=\"");
    out.append(number(width)).append('"');
    if (dash > 0) {
      out.append(" stroke-dasharray=\"").append(number(dash)).append('"');
    }
  }

  @Override
  public void rect(double x, double y, double width, double height, int rgb) {
    out.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
    out.append("\" width=\"").append(number(width)).append("\" height=\"").append(number(height));
    out.append("\" fill=\"").append(colour(rgb)).append("\"/>\n");
  }

  @Override
  public void circle(double x, double y, double radius, int rgb, boolean filled) {
    out.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y));
    out.append("\" r=\"").append(number(radius)).append("\" ");
    out.append(filled ? "fill=\"" : "fill=\"none\" stroke-width=\"1.4\" stroke=\"");
    out.append(colour(rgb)).append("\"/>\n");
  }

  @Override
  public void pixels(
      int columns,
      int lines,
      IntUnaryOperator colours,
      double x,
      double y,
      double width,
      double height) {
    BufferedImage image = new BufferedImage(columns, lines, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < columns * lines; i++) {
      image.setRGB(i % columns, i / columns, colours.applyAsInt(i));
    }
    try {
      String data = Base64.getEncoder().encodeToString(PngFiles.encode(image));
      out.append("<image x=\"").append(number(x)).append("\" y=\"").append(number(y));
      out.append("\" width=\"").append(number(width)).append("\" height=\"");
      out.append(number(height)).append("\" preserveAspectRatio=\"none\" image-rendering=\"");
      out.append("pixelated\" href=\"data:image/png;base64,").append(data).append("\"/>\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void text(String text, double x, double y, Size size, int rgb, Anchor anchor) {
    write(text, "x=\"" + number(x) + "\" y=\"" + number(y) + "\"", size, rgb, anchor);
  }

  @Override
  public void upward(String text, double x, double y, Size size, int rgb) {
    String place = "transform=\"translate(" + number(x) + " " + number(y) + ") rotate(-90)\"";
    write(text, place, size, rgb, Anchor.MIDDLE);
  }

  private void write(String text, String place, Size size, int rgb, Anchor anchor) {
    out.append("<text ").append(place).append(" fill=\"").append(colour(rgb)).append("\" ");
    out.append(
        switch (size) {
          case TITLE -> "font-size=\"16\" font-weight=\"bold\"";
          case BODY -> "font-size=\"14\"";
          case SMALL -> "font-size=\"11\"";
        });
    out.append(
        switch (anchor) {
          case START -> "";
          case MIDDLE -> " text-anchor=\"middle\"";
          case END -> " text-anchor=\"end\"";
        });
    out.append('>').append(escape(text)).append("</text>\n");
  }

  private static String colour(int rgb) {
    return String.format("#%06x", rgb & 0xFFFFFF);
  }

  private static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Text as it may stand in XML; characters that XML does not have are left out. */
  private static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            default -> {
              boolean known =
                  c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE);
              if (known || c > 0xFFFF) {
                safe.appendCodePoint(c);
              }
            }
          }
        });
    return safe.toString();
  }
}
