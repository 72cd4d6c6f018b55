package dev.layerwise.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.report.compare.ComparePage;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.sweep.SweepPage;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens every kind of page in a real browser. The pages stay in {@code target/pages}. */
class BrowserTest {
  @TempDir static Path folder;
  private static final Map<String, Path> PAGES = new LinkedHashMap<>();
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path[]> programs = Browser.installed();
    assumeTrue(
        programs.isPresent(),
        "no Chromium with its driver on the PATH (Debian: chromium, chromium-driver)");
    RunDirectory images = SamplePages.images(folder.resolve("images"));
    RunDirectory points = SamplePages.points(folder.resolve("points"));
    write("run-images", SamplePages.run(images));
    write("run-points", SamplePages.run(points));
    write("sweep", SweepPage.of(SamplePages.sweep(folder.resolve("sweep"))));
    write("compare", ComparePage.of(SamplePages.compare(folder.resolve("compare"))));
    write("study", SamplePages.study());
    browser = Browser.start(programs.get(), folder.resolve("profile"));
  }

  private static void write(String name, Page page) throws IOException {
    Path file = Files.createDirectories(Path.of("target", "pages")).resolve(name + ".html");
    HtmlPage.write(page, file);
    PAGES.put(name, file.toAbsolutePath());
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void everyFigureDrawsInBothThemesAndAtEveryWidth() {
    for (Map.Entry<String, Path> page : PAGES.entrySet()) {
      for (boolean dark : new boolean[] {false, true}) {
        for (int width : new int[] {1200, 390, 360}) {
          String where = page.getKey() + " at " + width + (dark ? ", dark" : ", light");
          browser.open(page.getValue(), width, dark);
          assertEquals(
              "true", browser.script("return document.documentElement.dataset.ready"), where);
          assertTrue(
              browser.number("document.querySelectorAll('figure.figure').length") > 0, where);
          assertEquals(List.of(), browser.undrawn(), where);
          assertTrue(
              browser.number("document.documentElement.scrollWidth") <= width,
              where + ": too wide");
          assertEquals(
              dark ? "dark" : "light",
              browser.script("return document.documentElement.dataset.theme"),
              where);
          assertEquals(List.of(), browser.console(), where);
          assertEquals(List.of(page.getValue().toUri().toString()), browser.requests(), where);
        }
      }
    }
  }

  @Test
  void anythingElseIsRefusedByThePolicy() {
    browser.open(PAGES.get("study"), 1200, false);
    browser.script(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true';"
            + "document.body.append(s);const i = new Image(); i.src = 'https://example.org/x.png';"
            + " document.body.append(i);");
    assertEquals(null, browser.script("return window.ran ?? null"));
    List<String> console = browser.console();
    assertTrue(console.stream().anyMatch(line -> line.contains("script-src")), console.toString());
    assertTrue(console.stream().anyMatch(line -> line.contains("img-src")), console.toString());
  }

  @Test
  void namesNeverBecomeMarkup() {
    browser.open(PAGES.get("compare"), 1200, false);
    assertEquals(0, browser.number("document.querySelectorAll('#page img').length"));
    assertTrue(
        (Boolean)
            browser.script(
                "return document.body.textContent.includes(arguments[0])", SamplePages.HOSTILE));
  }

  @Test
  void chartsZoomSmoothAndTakeALogarithmicAxis() {
    browser.open(PAGES.get("run-images"), 1200, false);
    String picture = "return document.querySelector('#loss canvas').toDataURL()";
    Object before = browser.script(picture);
    browser.script(press("#loss", "log"));
    Object log = settled(picture);
    assertNotEquals(before, log);
    browser.script(
        "const i = document.querySelector('#loss input'); i.value = '0.9';"
            + "i.dispatchEvent(new Event('input'));");
    Object smooth = settled(picture);
    assertNotEquals(log, smooth);
    browser.script(
        "document.querySelector('#loss .plot').dispatchEvent("
            + "new KeyboardEvent('keydown', { key: '+', bubbles: true }));");
    assertNotEquals(smooth, settled(picture));
    assertEquals(
        false,
        browser.script(
            "return [...document.querySelectorAll('#loss button')]"
                + ".find((b) => b.textContent === 'Show all').hidden"));
    browser.script(
        "document.querySelector('#loss .plot').dispatchEvent("
            + "new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));");
    assertTrue(
        ((String) browser.script("return document.querySelector('#loss .where').textContent"))
            .startsWith("epoch "));
    assertEquals(List.of(), browser.console());
  }

  private static Object settled(String script) {
    browser
        .driver()
        .executeAsyncScript(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));");
    return browser.script(script);
  }

  private static String press(String figure, String label) {
    return "[...document.querySelectorAll('"
        + figure
        + " button')].find((b) => b.textContent === '"
        + label
        + "').click();";
  }

  @Test
  void tablesSortByTheirHeadings() {
    browser.open(PAGES.get("sweep"), 1200, false);
    browser.script(
        "[...document.querySelectorAll('#trials-table .sort')]"
            + ".find((b) => b.textContent === 'batchSize').click();");
    @SuppressWarnings("unchecked")
    List<String> sizes =
        (List<String>)
            browser.script(
                "return [...document.querySelectorAll('#trials-table tbody tr')]"
                    + ".map((tr) => tr.cells[4].textContent)");
    assertEquals("16", sizes.getFirst());
    assertEquals("64", sizes.getLast());
    assertEquals(
        "ascending",
        browser.script(
            "return document.querySelector('#trials-table"
                + " [aria-sort]').getAttribute('aria-sort')"));
  }

  @Test
  void aCellOfTheConfusionMatrixShowsItsExamples() {
    browser.open(PAGES.get("run-images"), 1200, false);
    browser
        .driver()
        .executeAsyncScript(
            "const done = arguments[0]; document.querySelector('.matrix button').click();"
                + "new MutationObserver(() => done())"
                + ".observe(document.querySelector('#confusion .detail'), { childList: true });");
    assertTrue(browser.number("document.querySelectorAll('#confusion .detail canvas').length") > 0);
  }

  @Test
  void controlsHaveNamesAndAreReachedByKeyboard() {
    for (Path page : PAGES.values()) {
      browser.open(page, 1200, false);
      assertEquals(
          List.of(),
          browser.script(
              "return [...document.querySelectorAll('button, select, input, a, [tabindex]')]"
                  + ".filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim()"
                  + " || e.closest('label'))).map((e) => e.outerHTML.slice(0, 120))"));
      assertEquals(1, browser.number("document.querySelectorAll('h1').length"));
    }
  }

  /** The scripts write numbers as {@link Format} does. */
  @Test
  void numbersAreWrittenAlikeInBothLanguages() {
    browser.open(PAGES.get("study"), 1200, false);
    String module = Assets.read("format.js").replaceAll("(?m)^export ", "");
    Random random = new Random(3);
    for (Format format : Format.values()) {
      List<Double> values = new ArrayList<>(List.of(0.0, 1.0, 0.5, 1e-5, 1e6, 75.0, 59.96));
      for (int i = 0; i < 200; i++) {
        values.add(
            (format == Format.SECONDS ? 1 : random.nextBoolean() ? 1 : -1)
                * Math.pow(10, 9 * random.nextDouble() - 5));
      }
      assertEquals(
          values.stream().map(format::text).toList(),
          browser.script(
              module + "return arguments[0].map((v) => formatNumber(v, arguments[1]));",
              values,
              format.name()),
          format.name());
    }
  }
}
