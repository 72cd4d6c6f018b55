package dev.layerwise.report;

import dev.layerwise.record.AtomicFiles;
import dev.layerwise.report.figure.Figure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures as files: a picture as SVG and PNG, and the data as CSV. They are drawn from the same
 * description as on a page, without a browser.
 */
public final class FigureFiles {
  private FigureFiles() {}

  /**
   * Writes {@code id.svg}, {@code id.png} and {@code id.csv} of every figure into a folder, which
   * is made if need be. A table is no picture and has its CSV alone.
   *
   * @return the number of files
   * @throws dev.layerwise.record.RecordException if a file cannot be written
   * @throws IOException if the folder cannot be made or an image not be encoded
   */
  public static int write(List<Figure> figures, Path folder) throws IOException {
    Files.createDirectories(folder);
    int files = 0;
    for (Figure figure : figures) {
      AtomicFiles.writeString(folder.resolve(figure.id() + ".csv"), csv(figure));
      files++;
      String svg = svg(figure, Palette.LIGHT);
      BufferedImage image = image(figure, Palette.LIGHT);
      if (svg != null && image != null) {
        AtomicFiles.writeString(folder.resolve(figure.id() + ".svg"), svg);
        PngFiles.write(image, folder.resolve(figure.id() + ".png"));
        files += 2;
      }
    }
    return files;
  }

  /** The data as CSV with a heading. */
  public static String csv(Figure figure) {
    return FigureCsv.of(figure);
  }

  /** The picture as SVG, or null for a table. */
  public static @Nullable String svg(Figure figure, Palette palette) {
    Drawing drawing = Drawing.of(figure, palette);
    if (drawing == null) {
      return null;
    }
    SvgSheet sheet = new SvgSheet(drawing.width(), drawing.height(), figure.title(), palette);
    drawing.draw(sheet);
    return sheet.text();
  }

  /** The picture with two pixels for every unit of length, or null for a table. */
  public static @Nullable BufferedImage image(Figure figure, Palette palette) {
    Drawing drawing = Drawing.of(figure, palette);
    if (drawing == null) {
      return null;
    }
    try (RasterSheet sheet = new RasterSheet(drawing.width(), drawing.height(), palette)) {
      drawing.draw(sheet);
      return sheet.image();
    }
  }
}
