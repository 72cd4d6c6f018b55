package dev.layerwise.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Checksums;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.page.Page.Section;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlPageTest {
  private static Page page(Block... blocks) {
    String hostile = SamplePages.HOSTILE;
    return new Page(
        "run",
        hostile,
        hostile,
        List.of(hostile),
        List.of(),
        List.of(new Section("one", hostile, List.of(blocks))),
        hostile);
  }

  private static JsonNode data(String html) {
    Matcher data =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(html);
    assertTrue(data.find());
    return JsonMapper.shared().readTree(data.group(1));
  }

  @Test
  void namesCannotLeaveTheirPlace() {
    String html = HtmlPage.html(page(new Code(SamplePages.HOSTILE, "<!--" + (char) 0x2028)));
    assertFalse(html.contains("<img"));
    assertEquals(3, html.split("</script>", -1).length - 1);
    assertEquals(SamplePages.HOSTILE, data(html).path("title").stringValue());
    assertEquals(
        "<!--" + (char) 0x2028,
        data(html).path("sections").path(0).path("blocks").path(0).path("text").stringValue());
  }

  @Test
  void thePolicyNamesTheScriptsByTheirDigests() {
    String html = HtmlPage.html(page(Prose.of("text")));
    assertTrue(html.contains("default-src 'none'"));
    assertFalse(html.contains("unsafe-"));
    assertFalse(html.contains(" style=\""));
  }

  @Test
  void nothingRefersToAnotherPlace() {
    String html = HtmlPage.html(page(Prose.of("text")));
    Matcher address = Pattern.compile("https?://[^\\s'\"]+").matcher(html);
    while (address.find()) {
      // A comment of the library, and the name of the vocabulary of SVG: neither is fetched.
      assertTrue(
          List.of("https://github.com/leeoniya/uPlot", "http://www.w3.org/2000/svg")
              .contains(address.group()),
          address.group());
    }
  }

  @Test
  void numbersAreShortAndMissingOnesNull() {
    LineChart chart =
        new LineChart(
            "c",
            "C",
            "",
            List.of(new XAxis("step", Format.COUNT)),
            new YAxis("loss", Format.LOSS, false),
            List.of(
                new Series(
                    "s",
                    0,
                    Stroke.SOLID,
                    List.of(new double[] {1, 2, 3, 4, 5}),
                    new double[] {
                      1.0 / 3, Double.NaN, Double.POSITIVE_INFINITY, 123456789012.0, 1.5e-9
                    })),
            List.of());
    String json = FigureJson.write(chart);
    assertTrue(json.startsWith("{\"type\":\"LineChart\""), json);
    assertTrue(json.contains("\"y\":[0.3333333,null,null,123456789012,1.5E-9]"), json);
    assertTrue(json.contains("\"x\":[[1,2,3,4,5]]"), json);
  }

  @Test
  void numbersHaveSevenDigits() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      double expected = new BigDecimal(value).round(new MathContext(7)).doubleValue();
      assertEquals(expected, FigureJson.rounded(value), 1e-15 * Math.abs(expected));
    }
    assertEquals("0.1234567", Double.toString(FigureJson.rounded(0.12345674)));
    assertEquals(1e-300, FigureJson.rounded(1.00000001e-300));
    assertEquals(-10.0, FigureJson.rounded(-9.99999999));
    assertEquals(Double.MIN_VALUE, FigureJson.rounded(Double.MIN_VALUE));
  }

  @Test
  void twoFiguresOfOneNameAreRefused() {
    LineChart chart =
        new LineChart(
            "c",
            "C",
            "",
            List.of(new XAxis("x", Format.COUNT)),
            new YAxis("y", Format.LOSS, false),
            List.of(),
            List.of());
    assertThrows(IllegalArgumentException.class, () -> page(chart, chart));
  }

  @Test
  void modulesAreBundledWithoutImports() {
    String bundle = Assets.bundle();
    assertFalse(Pattern.compile("^(import|export) ", Pattern.MULTILINE).matcher(bundle).find());
    assertFalse(bundle.contains("</script"));
    assertTrue(bundle.contains("modules['page.js']"));
  }

  /** The library is kept here as its authors published it: npm package uplot, version 1.6.32. */
  @Test
  void theLibraryIsThePublishedOne() {
    assertEquals(
        "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
        Checksums.sha256(Assets.read(Assets.LIBRARY).getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
        Checksums.sha256(Assets.read(Assets.LIBRARY_STYLE).getBytes(StandardCharsets.UTF_8)));
  }
}
