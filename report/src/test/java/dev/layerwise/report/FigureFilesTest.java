package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.report.compare.ComparePage;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.ParallelCoordinates.Axis;
import dev.layerwise.report.figure.ParallelCoordinates.Line;
import dev.layerwise.report.figure.Ridges;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.SamplePages;
import dev.layerwise.report.sweep.SweepPage;
import dev.layerwise.runs.RunDirectory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureFilesTest {
  @TempDir static Path folder;

  /** Every kind of figure, as pages of every kind hold them. */
  @Test
  void everyFigureBecomesFilesThatCanBeRead() throws Exception {
    RunDirectory images = SamplePages.images(folder.resolve("images"));
    RunDirectory points = SamplePages.points(folder.resolve("points"));
    Path out = Path.of("target", "figures");
    for (Page page :
        List.of(
            SamplePages.run(images),
            SamplePages.run(points),
            SweepPage.of(SamplePages.sweep(folder.resolve("sweep"))),
            ComparePage.of(SamplePages.compare(folder.resolve("compare"))),
            SamplePages.study())) {
      Path place = out.resolve(page.title().replaceAll("[^A-Za-z0-9]+", "-"));
      List<Figure> figures = page.figures();
      long tables = figures.stream().filter(Table.class::isInstance).count();
      assertEquals(3 * figures.size() - 2 * tables, FigureFiles.write(figures, place));
      for (Figure figure : figures) {
        assertTrue(Files.size(place.resolve(figure.id() + ".csv")) > 0, figure.id());
        if (!(figure instanceof Table)) {
          requireXml(Files.readString(place.resolve(figure.id() + ".svg")));
          BufferedImage image = ImageIO.read(place.resolve(figure.id() + ".png").toFile());
          assertTrue(colours(image) > 2, figure.id() + " is blank");
        }
      }
    }
  }

  private static void requireXml(String svg) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static long colours(BufferedImage image) {
    return Arrays.stream(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .distinct()
        .count();
  }

  @Test
  void csvHoldsTheDataAndLeavesGapsEmpty() {
    LineChart chart =
        new LineChart(
            "loss",
            "Loss",
            "",
            List.of(new XAxis("epoch", Format.COUNT)),
            new YAxis("loss", Format.LOSS, false),
            List.of(
                new Series(
                    "a, \"b\"",
                    0,
                    Stroke.SOLID,
                    List.of(new double[] {1, 2}),
                    new double[] {0.123456789, Double.NaN})),
            List.of());
    assertEquals(
        List.of("series,epoch,loss", "\"a, \"\"b\"\"\",1,0.123456789", "\"a, \"\"b\"\"\",2,"),
        FigureFiles.csv(chart).lines().toList());
  }

  /** At the first axis there is room for usual names; longer ones lack their middle. */
  @Test
  void longNamesOfVariantsKeepTheirEnds() throws IOException {
    String usual = "batch norm and momentum";
    String stem = "batch-norm-before-every-one-of-all-the-hidden-layers-and-";
    Axis variants =
        new Axis(
            "variant",
            Format.TEXT,
            false,
            List.of(usual, stem + "sgd", stem + "adam"),
            Better.NEITHER);
    Axis result = new Axis("validation", Format.ACCURACY, false, List.of(), Better.HIGHER);
    ParallelCoordinates figure =
        new ParallelCoordinates(
            "parallel",
            "Trials",
            "",
            List.of(variants, result),
            List.of(
                new Line("1", new double[] {0, 0.9}, true),
                new Line("2", new double[] {1, 0.8}, false),
                new Line("3", new double[] {2, 0.7}, false)),
            1);
    Path place = folder.resolve("parallel");
    FigureFiles.write(List.of(figure), place);
    String svg = Files.readString(place.resolve("parallel.svg"));
    assertTrue(svg.contains(">" + usual + "<"), svg);
    assertTrue(svg.contains("-sgd<") && svg.contains("-adam<"), svg);
    assertFalse(svg.contains(stem), svg);
  }

  /** Three axes are 300 pixels apart, and the last has 80 at its right. */
  @Test
  void namesAtFurtherAxesHaveTheRoomThatIsThere() throws IOException {
    String usual = "batch norm and momentum";
    Axis variants = new Axis("variant", Format.TEXT, false, List.of(usual), Better.NEITHER);
    Axis result = new Axis("validation", Format.ACCURACY, false, List.of(), Better.HIGHER);
    Path place = folder.resolve("parallel");
    for (boolean last : new boolean[] {false, true}) {
      List<Axis> axes = last ? List.of(result, variants) : List.of(result, variants, result);
      double[] values = last ? new double[] {0.9, 0} : new double[] {0.9, 0, 0.9};
      ParallelCoordinates figure =
          new ParallelCoordinates(
              "parallel", "Trials", "", axes, List.of(new Line("1", values, true)), 0);
      FigureFiles.write(List.of(figure), place);
      String svg = Files.readString(place.resolve("parallel.svg"));
      assertEquals(!last, svg.contains(">" + usual + "<"), svg);
    }
  }

  @Test
  void aLineStopsWhereThereIsNoValue() {
    double nan = Double.NaN;
    LineChart chart =
        new LineChart(
            "gap",
            "Gap",
            "",
            List.of(new XAxis("step", Format.COUNT)),
            new YAxis("loss", Format.LOSS, true),
            List.of(
                new Series(
                    "loss",
                    0,
                    Stroke.SOLID,
                    List.of(new double[] {1, 2, 3, 4, 5}),
                    new double[] {1, 2, nan, 3, 4})),
            List.of());
    String svg = FigureFiles.svg(chart, Palette.LIGHT);
    assertNotNull(svg);
    assertEquals(2, svg.split("<polyline", -1).length - 1);
    assertFalse(svg.contains("NaN"));
  }

  @Test
  void namesStayTextInSvg() throws Exception {
    Heatmap map =
        new Heatmap(
            "map",
            "<script>&\"" + (char) 7,
            "",
            "<x>",
            "y",
            List.of("</svg>", "2"),
            List.of("a"),
            "v",
            Format.ACCURACY,
            Better.HIGHER,
            new double[][] {{0.5, Double.NaN}});
    String svg = FigureFiles.svg(map, Palette.LIGHT);
    assertNotNull(svg);
    requireXml(svg);
    assertFalse(svg.contains("<script"));
    assertTrue(svg.contains("&lt;/svg&gt;"));
  }

  @Test
  void aTableIsNoPicture() throws IOException {
    Table table =
        new Table("t", "T", "", List.of(new Table.Column("a", Format.TEXT)), new ArrayList<>());
    assertNull(FigureFiles.svg(table, Palette.LIGHT));
    assertEquals(1, FigureFiles.write(List.of(table), folder.resolve("one")));
  }

  /** Nothing measured, everything equal, everything missing: still pictures. */
  @Test
  void emptyDataDrawNothingAndFailNowhere() {
    for (double[] y :
        new double[][] {{}, {Double.NaN}, {1}, {0, 0}, {-1, Double.POSITIVE_INFINITY}}) {
      for (boolean log : new boolean[] {false, true}) {
        double[] x = new double[y.length];
        Arrays.setAll(x, i -> i);
        LineChart chart =
            new LineChart(
                "c",
                "C",
                "",
                List.of(new XAxis("x", Format.COUNT, log)),
                new YAxis("y", Format.LOSS, log),
                List.of(new Series("s", 0, Stroke.SOLID, List.of(x), y)),
                List.of());
        assertNotNull(FigureFiles.image(chart, Palette.LIGHT));
      }
    }
    Histogram none =
        new Histogram(
            "h", "H", "", "w", 0, 1, List.of(new Histogram.Group("g", 0, new long[] {0, 0})));
    assertNotNull(FigureFiles.image(none, Palette.LIGHT));
  }

  @Test
  void histogramsOverTime() {
    Ridges ridges =
        new Ridges(
            "r",
            "R",
            "",
            "w",
            -1,
            1,
            List.of(
                new Ridges.Moment("epoch 1", new long[] {0, 4}),
                new Ridges.Moment("epoch 2", new long[] {3, 1})));
    assertNotNull(FigureFiles.image(ridges, Palette.LIGHT));
    assertEquals(
        List.of("when,from -1,from 0", "epoch 1,0,4", "epoch 2,3,1"),
        FigureCsv.of(ridges).lines().toList());
    assertArrayEquals(new double[] {0.75, 0.25}, ridges.moments().get(1).shares());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Ridges("r", "R", "", "w", 0, 0, ridges.moments()));
  }
}
