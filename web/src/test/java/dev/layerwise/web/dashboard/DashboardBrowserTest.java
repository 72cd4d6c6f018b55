package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.web.index.Folders;
import dev.layerwise.web.index.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** The pages in a real pages.browser. Pictures of them stay in {@code target/pages}. */
class DashboardBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=window.ran=1>";

  @TempDir static Path folder;
  private static Pages pages;

  @BeforeAll
  static void start() throws IOException {
    pages = Pages.start(folder);
    Path runs = folder.resolve("runs");
    pages.train(
        "digits-wide", "\"data\":\"digits\",\"dataSize\":1200,\"layers\":[64],\"epochs\":8");
    pages.train(
        "digits-narrow", "\"data\":\"digits\",\"dataSize\":1200,\"layers\":[12],\"epochs\":8");
    pages.train(
        "moons-tanh", "\"data\":\"moons\",\"layers\":[8],\"activation\":\"tanh\",\"epochs\":12");
    pages.train(
        "too-fast", "\"data\":\"digits\",\"dataSize\":600,\"learningRate\":1e12,\"epochs\":3");
    Words.write(runs.resolve("digits-wide"), List.of("baseline"), HOSTILE);
    Folders.run(runs.resolve("to-delete"), 32, 0.9, "2026-11-20T10:00:00Z");
    Series.sweep(runs.resolve("rates-and-units"));
    Series.sweep(runs.resolve("o'brien's"));
    Series.study(runs.resolve("logistic-points"));
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @Test
  void everyPageFitsEveryScreenInBothThemes() throws IOException {
    for (String[] page :
        new String[][] {
          {"runs", "/"},
          {"run", "/run?id=digits-wide"},
          {"run-points", "/run?id=moons-tanh"},
          {"run-diverged", "/run?id=too-fast"},
          {"run-none", "/run?id=nowhere"},
          {"sweep", "/sweep?id=rates-and-units"},
          {"study", "/study?id=logistic-points"},
          {"new", "/new"},
          {"new-from", "/new?from=digits-narrow"},
          {"compare-choose", "/compare"},
          {"compare", "/compare?ids=digits-wide,digits-narrow"},
          {"data", "/data?name=digits"},
          {"data-points", "/data?name=spirals"},
          {"playground", "/playground"},
          {"draw", "/draw"}
        }) {
      for (boolean dark : new boolean[] {false, true}) {
        for (int width : new int[] {1280, 360}) {
          String where = page[0] + (dark ? "-dark" : "") + (width < 500 ? "-360" : "");
          pages.open(page[1], width, dark);
          if (page[1].startsWith("/run?id=digits") || page[1].startsWith("/run?id=moons")) {
            pages.browser.await("document.getElementById('provenance')");
          }
          pages.browser.settle();
          if (!page[0].equals("playground") && !page[0].equals("draw")) {
            assertEquals(List.of(), pages.browser.undrawn(), where);
          }
          pages.browser.picture(where);
          assertTrue(
              (Long) pages.browser.script("return document.documentElement.scrollWidth") <= width,
              where + ": too wide");
          assertEquals(
              dark ? "dark" : "light",
              pages.browser.script("return document.documentElement.dataset.theme"),
              where);
          assertEquals(
              1L, pages.browser.script("return document.querySelectorAll('h1').length"), where);
          assertEquals(
              List.of(),
              pages.browser.script(
                  "return [...document.querySelectorAll('button, select, input, a, textarea,"
                      + " [tabindex]')].filter((e) => e.checkVisibility() && e.id !== 'content' &&"
                      + " !(e.getAttribute('aria-label') || e.textContent.trim() ||"
                      + " e.labels?.length || e.closest('label'))).map((e) => e.outerHTML.slice(0,"
                      + " 120))"),
              where);
          assertEquals(
              List.of(),
              pages.browser.script(
                  "return [...document.querySelectorAll('button, select')].filter((e) => {"
                      + " const { width, height } = e.getBoundingClientRect();"
                      + " return e.checkVisibility() && (width < 24 || height < 24);"
                      + " }).map((e) => e.outerHTML.slice(0, 120))"),
              where + ": too small to be hit");
          if (!page[0].equals("run-none")) {
            pages.assertClean();
          }
        }
      }
    }
  }

  /** A name may be as long as a file system allows; it keeps off the columns beside it. */
  @Test
  void longNamesStayInTheirPlace() throws IOException {
    String name = "long".repeat(60);
    Folders.run(folder.resolve("runs").resolve(name), 32, 0.9, "2026-11-19T10:00:00Z");
    pages.board.json("/api/runs/" + name);
    for (int width : new int[] {1280, 360}) {
      pages.open("/?q=" + name, width, false);
      assertEquals(
          true,
          pages.browser.script(
              "const cell = document.querySelector('.run-name');"
                  + " return cell.querySelector('a').getBoundingClientRect().right"
                  + " <= cell.getBoundingClientRect().right"));
      pages.open("/data?name=digits", width, false);
      assertTrue(
          (Long) pages.browser.script("return document.documentElement.scrollWidth") <= width);
    }
    pages.board.client.send("DELETE", "/api/runs/" + name, "");
  }

  /** The answer to an earlier question, which took longer, is not shown in place of the last. */
  @Test
  void examplesAreThoseOfTheClassThatIsChosen() {
    pages.open("/data?name=digits");
    pages.browser.await("document.querySelector('.browse img, .browse canvas, .browse li')");
    holdAnswers("class=1&");
    choose("1");
    pages.browser.await("window.held");
    choose("2");
    String shown = "document.querySelector('.browse li')?.textContent.startsWith('2')";
    pages.browser.await(shown);
    pages.browser.script("window.held()");
    pages.browser.await("window.read");
    pages.browser.settle();
    assertEquals(true, pages.browser.script("return " + shown));
  }

  private static void choose(String label) {
    pages.browser.script(
        "[...document.querySelectorAll('.chips')][1].querySelectorAll('button').forEach("
            + "(chip) => chip.textContent === arguments[0] && chip.click())",
        label);
  }

  /** Answers to addresses that hold a text wait until {@code held()} is called. */
  private static void holdAnswers(String text) {
    pages.browser.script(
        """
        const ask = window.fetch;
        window.fetch = async (path, options) => {
          const answer = await ask(path, options);
          if (String(path).includes(arguments[0])) {
            const json = await answer.json();
            await new Promise((go) => { window.held = go; });
            answer.json = async () => { window.read = true; return json; };
          }
          return answer;
        };
        """,
        text);
  }

  @Test
  void aComparisonIsThatOfTheFigureThatIsChosen() {
    pages.open("/compare?ids=digits-wide,digits-narrow");
    pages.browser.await("document.getElementById('results')");
    holdAnswers("/api/compare");
    String choose =
        "const select = document.querySelector('select'); select.value = arguments[0];"
            + " select.dispatchEvent(new Event('change'))";
    pages.browser.script(choose, "test-loss");
    pages.browser.await("window.held");
    pages.browser.script("window.first = window.held; window.held = null");
    pages.browser.script(choose, "epochs");
    pages.browser.await("window.held");
    pages.browser.script("window.held()");
    pages.browser.await("document.getElementById('results')");
    pages.browser.script("window.marked = document.getElementById('results'); window.read = false");
    pages.browser.script("window.first()");
    pages.browser.await("window.read");
    pages.browser.settle();
    assertEquals(true, pages.browser.script("return window.marked.isConnected"));
  }

  /** An address that nobody encoded names a run all the same, or one that is not there. */
  @Test
  void anAddressThatNamesNoRunsIsExplained() {
    pages.open("/compare?ids=50%25");
    pages.browser.await("document.querySelector('#content .warning')");
    assertTrue(
        pages.text("#content .warning").contains("no such run, got 50%"),
        pages.text("#content .warning"));
    pages.find("#content .warning a").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelector('.picks')");
  }

  /** What would be refused is not offered, and the page says why. */
  @Test
  void moreRunsThanCanBeComparedAreNotOffered(@TempDir Path many) throws IOException {
    Folders.runs(many.resolve("runs"), 201);
    try (TestDashboard board = new TestDashboard(many.resolve("runs"))) {
      pages.browser.open(board.dashboard.address() + "/", 1280, false);
      pages.find(".more-rows button").sendKeys(Keys.ENTER);
      pages.browser.await("document.querySelectorAll('.runs tbody tr').length === 201");
      pages.find("thead input").sendKeys(Keys.SPACE);
      assertTrue(pages.text(".actions").contains("At most 200"), pages.text(".actions"));
      assertEquals("true", pages.find(".actions a.primary").getAttribute("aria-disabled"));
      assertEquals(
          0L, pages.browser.number("document.querySelectorAll('.actions a[href]').length"));
      pages.find(".runs tbody input").sendKeys(Keys.SPACE);
      String address = pages.find(".actions a[href]").getAttribute("href");
      String ids = address.substring(address.indexOf("?ids=") + "?ids=".length());
      // The server takes exactly as many.
      List<String> chosen = List.of(ids.split(","));
      assertEquals(200, chosen.size());
      String body = "{\"ids\":[\"" + String.join("\",\"", chosen) + "\"]}";
      assertFalse(board.client.post("/api/compare", body).body().contains("expected a list of"));
    }
  }

  @Test
  void aRunShowsWhatOthersWriteOfIt() throws IOException {
    pages.open("/run?id=digits-narrow");
    pages.board.client.send(
        "PUT", "/api/runs/digits-narrow/words", "{\"tags\":[\"seen\"],\"note\":\"\"}");
    pages.browser.await("document.querySelector('.words .tag')?.textContent === 'seen'");
    pages.board.client.send("PUT", "/api/runs/digits-narrow/words", "{\"tags\":[],\"note\":\"\"}");
  }

  @Test
  void aFilterThatWasMendedIsNoLongerMarked() {
    pages.open("/");
    pages.type(".filter", "nothing(");
    pages.browser.await("document.querySelector('.filter[aria-invalid]')");
    pages.find(".filter").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.BACK_SPACE);
    pages.browser.await("!document.querySelector('.filter[aria-invalid]')");
  }

  /** Tags are added to what is written there now, not to what was when the run was chosen. */
  @Test
  void tagsKeepWhatOthersHaveWritten() throws IOException {
    Path run = Folders.run(folder.resolve("runs/noted"), 32, 0.9, "2026-11-18T10:00:00Z");
    pages.board.json("/api/runs/noted");
    pages.open("/?q=noted");
    pages.find("tr[data-id=noted] input").click();
    pages.type("input.search", "no run is called so");
    pages.browser.await("!document.querySelector('tr[data-id=noted]')");
    pages.board.client.send(
        "PUT", "/api/runs/noted/words", "{\"tags\":[\"theirs\"],\"note\":\"their note\"}");
    pages.browser.script(
        "[...document.querySelectorAll('.actions button')].find((b) => b.textContent === 'Tags')"
            + ".click()");
    pages.type("dialog input[type=text]", "mine" + Keys.ENTER);
    pages.browser.await("!document.querySelector('dialog')");
    JsonNode words = pages.board.json("/api/runs/noted");
    assertEquals("[\"theirs\",\"mine\"]", words.path("tags").toString());
    assertEquals("their note", words.path("note").stringValue());
    pages.board.client.send("DELETE", "/api/runs/" + run.getFileName(), "");
  }

  @Test
  void aTrainingIsStartedFromTheFormAndEnds() {
    pages.open("/new");
    pages.type("#setting-data", "moons");
    pages.type("#setting-layers", "6,6");
    pages.type("#setting-epochs", "0");
    pages.type("#run-name", "from-the-form");
    pages.browser.await(
        "document.getElementById('setting-epochs').getAttribute('aria-invalid') === 'true'");
    assertTrue(pages.find("#setting-epochs-problem").getText().contains("at least 1"));
    // No command that does what the form does not say.
    pages.browser.await("document.querySelector('.command').textContent.startsWith('None')");
    pages.type("#setting-epochs", "15");
    pages.browser.await(
        "/^layerwise train moons --epochs 15 --layers 6,6 --out .*runs\\/from-the-form$/.test("
            + "document.querySelector('.command').textContent)");
    // By keyboard: Enter in a field starts it.
    pages.find("#setting-epochs").sendKeys(Keys.ENTER);
    pages.browser.await("location.pathname === '/run'");
    pages.browser.await("document.querySelector('.state.done')");
    pages.browser.await("document.querySelector('#loss canvas')");
    pages.browser.await("document.getElementById('boundary')");
    assertEquals("from-the-form", pages.find("h1").getText());
    pages.assertClean();
  }

  @Test
  void runsAreFilteredComparedDeletedAndBroughtBack() {
    pages.open("/");
    pages.type(".filter", "testAccuracy>0.5 and layers=12");
    pages.browser.await("document.querySelectorAll('.runs tbody tr').length === 1");
    pages.type(".filter", "testAccuracyy>0.5");
    pages.browser.await("document.querySelector('.problem').textContent.includes('testAccuracy')");
    pages.type(".filter", "data=digits and status=done");
    pages.browser.await("document.querySelectorAll('.runs tbody tr').length >= 2");
    for (String name : List.of("digits-wide", "digits-narrow")) {
      pages.find("input[aria-label='Choose " + name + "']").sendKeys(Keys.SPACE);
    }
    pages.find(".actions a.primary").sendKeys(Keys.ENTER);
    pages.browser.await("location.pathname === '/compare'");
    pages.browser.await("document.querySelectorAll('#content section').length >= 3");
    pages.assertClean();

    pages.open("/?q=to-delete");
    pages.find("input[aria-label='Choose to-delete']").sendKeys(Keys.SPACE);
    pages.find(".actions .danger").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelector('.empty h2')?.checkVisibility()");
    pages.browser.await("document.querySelector('#messages .message button')");
    pages.find("#messages .message button").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelectorAll('.runs tbody tr').length === 1");
    pages.assertClean();
  }

  @Test
  void sweepsAndStudiesAreListedOpenedFilteredAndDeleted() throws IOException {
    pages.open("/");
    String rows = "document.querySelectorAll('.runs tbody tr').length";
    assertEquals(
        1L,
        pages.browser.number("document.querySelectorAll('[data-id=\"logistic-points\"]').length"));
    assertEquals(
        0L,
        pages.browser.number(
            "document.querySelectorAll('[data-id^=\"logistic-points/\"]').length"));
    pages.type(".filter", "kind=study and study=logistic-points and status=done");
    pages.browser.await(rows + " === 1");
    pages.find("[data-id='logistic-points'] a").sendKeys(Keys.ENTER);
    pages.browser.await("location.pathname === '/study' && document.getElementById('provenance')");
    assertEquals(List.of(), pages.browser.undrawn());
    pages.find(".page-actions a").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelector('[data-id^=\"logistic-points/runs/trials/\"]')");
    pages.assertClean();

    pages.open("/sweep?id=rates-and-units");
    pages.browser.await("document.querySelector('figure[data-figure=heatmap]')");
    assertEquals(
        9L,
        pages.browser.number(
            "document.querySelectorAll('figure[data-figure=parallel] path.trial').length"));
    assertTrue(pages.text(".subtitle").contains("9 of 9"), pages.text(".subtitle"));
    pages.assertClean();

    pages.open("/?filter=kind%3Dstudy");
    pages.find("input[aria-label='Choose logistic-points']").sendKeys(Keys.SPACE);
    assertEquals("true", pages.find(".actions a.primary").getAttribute("aria-disabled"));
    pages.find(".actions .danger").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelector('.empty h2')?.checkVisibility()");
    pages.find("#messages .message button").sendKeys(Keys.ENTER);
    pages.browser.await(rows + " === 1");
    pages.assertClean();
  }

  @Test
  void theRunsOfASweepAreFoundByAnyName() {
    pages.open("/");
    pages.browser.await("document.querySelector('[data-id=\"o\\'brien\\'s\"]')");
    pages.open("/sweep?id=o%27brien%27s");
    pages.browser.await("document.querySelector('.subtitle .state.done')");
    assertTrue(pages.text(".subtitle").contains("9 of 9"), pages.text(".subtitle"));
    pages.find(".page-actions a").sendKeys(Keys.ENTER);
    pages.browser.await("location.pathname === '/'");
    pages.browser.await("document.querySelectorAll('.runs tbody tr').length === 9");
    pages.assertClean();
  }

  @Test
  void namesAndNotesNeverBecomeMarkup() {
    pages.open("/run?id=digits-wide");
    assertEquals(HOSTILE, pages.find(".note-text").getText());
    pages.open("/?q=" + TestDashboard.encode(HOSTILE));
    assertEquals(0L, pages.browser.script("return document.querySelectorAll('main img').length"));
    pages.open("/run?id=" + TestDashboard.encode(HOSTILE));
    assertEquals(0L, pages.browser.script("return document.querySelectorAll('main img').length"));
    assertEquals(null, pages.browser.script("return window.ran ?? null"));
  }

  @Test
  void theChosenThemeIsRemembered() {
    pages.open("/");
    pages.find(".theme").sendKeys(Keys.ENTER);
    assertEquals("dark", pages.browser.script("return document.documentElement.dataset.theme"));
    pages.open("/new");
    assertEquals("dark", pages.browser.script("return document.documentElement.dataset.theme"));
    pages.browser.script("localStorage.clear()");
  }

  @Test
  void dataAreBrowsedByClass() {
    pages.open("/data?name=digits");
    pages.browser.script(
        "[...document.querySelectorAll('[aria-label=Classes] .chip')].find((c) => c.textContent ==="
            + " '3').click()");
    pages.browser.await(
        "[...document.querySelectorAll('.browse .image-grid strong')].every((s) => s.textContent"
            + " === '3')");
    pages.browser.await("document.querySelectorAll('.browse canvas').length === 60");
    pages.browser.script(
        "[...document.querySelectorAll('.chip')].find((c) =>"
            + " c.textContent.startsWith('digits-wide')).click()");
    pages.browser.await("document.querySelector('#confusion')");
    assertFalse(pages.find(".pager button").isEnabled());
    pages.assertClean();
  }
}
