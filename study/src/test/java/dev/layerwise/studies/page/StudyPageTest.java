package dev.layerwise.studies.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.studies.SmallStudies;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every study on a little of the built-in data, and what its page says. */
class StudyPageTest {
  @TempDir static Path folder;
  private static final Map<String, StudyResult> RESULTS = new java.util.TreeMap<>();

  static List<String> names() {
    return Studies.NAMES;
  }

  @BeforeAll
  static void train() {
    for (String name : Studies.NAMES) {
      RESULTS.put(name, SmallStudies.run(name, folder.resolve(name)));
    }
  }

  private static StudyResult result(String name) {
    return Objects.requireNonNull(RESULTS.get(name));
  }

  private static Page page(String name) {
    return StudyPage.of(result(name), SmallStudies.SOURCES);
  }

  @ParameterizedTest
  @MethodSource("names")
  void thePageHoldsTheAnswerTheTablesAndTheTunedSearch(String name) throws IOException {
    assertTrue(result(name).finished());
    Page page = page(name);
    assertFalse(page.summary().isEmpty(), name);
    for (String sentence : page.summary()) {
      assertFalse(sentence.replace("loss becomes NaN", "").contains("NaN"), sentence);
      assertTrue(sentence.endsWith("."), sentence);
    }
    assertTrue(page.sections().stream().anyMatch(section -> section.id().startsWith("tuned")));
    List<Table> tables = StudyFiles.tables(page);
    result(name)
        .study()
        .tables()
        .forEach(
            table -> assertTrue(tables.stream().anyMatch(t -> t.id().equals(table.id())), name));
    assertTrue(HtmlPage.html(page).length() < 1_500_000, name);
    Map<String, Object> summary = StudyFiles.write(result(name), page, SmallStudies.SOURCES);
    assertEquals(true, summary.get("finished"));
    for (Table table : tables) {
      Path csv = folder.resolve(name).resolve("tables").resolve(table.id() + ".csv");
      assertEquals(table.rows().size() + 1, Files.readAllLines(csv).size(), csv.toString());
    }
  }

  @Test
  void everyRowHasItsCounterpartAndSaysWhyItIsBehind() {
    Pairing pairing = Pairing.of(result("batch-size"), "results");
    assertEquals(24, pairing.pairs().size());
    Table table = (Table) BesideTable.of(result("batch-size"), pairing).getFirst();
    assertEquals(25, table.rows().size());
    assertEquals("ours, tuned", table.rows().getLast().cells().getFirst());
    for (Pairing.Pair pair : pairing.pairs()) {
      assertTrue(pair.ours() != null, pair.label());
    }
    for (Pairing.Pair pair : pairing.behind()) {
      String note = Reasons.note(result("batch-size"), pairing, pair);
      assertTrue(note.contains("behind: this is the quick version"), note);
    }
  }

  @Test
  void theFashionStudyFindsAllItsSettingsAndPredictsFromTheBestWeights() throws IOException {
    StudyResult fashion = result("fashion");
    for (String table : List.of("softmax", "hidden")) {
      Pairing pairing = Pairing.of(fashion, table);
      long missing = pairing.pairs().stream().filter(pair -> pair.ours() == null).count();
      assertEquals(0, missing, table);
    }
    StudyFiles.write(fashion, page("fashion"), SmallStudies.SOURCES);
    List<String> lines = Files.readAllLines(fashion.directory().predictions());
    assertTrue(lines.getFirst().startsWith("example,predicted,"), lines.getFirst());
    assertEquals(301, lines.size());
  }

  @Test
  void theLogisticUnitShowsOneStepWhoseLossFalls() {
    String html = HtmlPage.html(page("logistic-points"));
    assertTrue(html.contains("One step, matrix by matrix"));
    assertTrue(html.contains("2 × 1"), "the shape of the weights");
  }

  @Test
  void pagesDrawInARealBrowser() throws Exception {
    var programs = Browser.installed();
    assumeTrue(
        programs.isPresent(),
        "no Chromium with its driver on the PATH (Debian: chromium, chromium-driver)");
    Path pages = Files.createDirectories(Path.of("target", "pages")).toAbsolutePath();
    try (Browser browser = Browser.start(programs.get(), folder.resolve("profile"))) {
      for (String name : List.of("batch-size", "logistic-points", "fashion")) {
        Path file = pages.resolve(name + ".html");
        HtmlPage.write(page(name), file);
        for (int width : new int[] {1200, 390}) {
          for (boolean dark : new boolean[] {false, true}) {
            browser.open(file, width, dark);
            String where = name + " at " + width + (dark ? ", dark" : ", light");
            assertEquals(
                "true", browser.script("return document.documentElement.dataset.ready"), where);
            assertEquals(List.of(), browser.undrawn(), where);
            assertTrue(
                (Long) browser.script("return document.documentElement.scrollWidth") <= width,
                where + ": too wide");
            assertEquals(List.of(), browser.console(), where);
          }
        }
      }
    }
  }
}
