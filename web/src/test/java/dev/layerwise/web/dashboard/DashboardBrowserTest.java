package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.testing.Browser;
import dev.layerwise.web.index.Folders;
import dev.layerwise.web.index.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The pages in a real browser. Pictures of them stay in {@code target/pages}. */
class DashboardBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=window.ran=1>";

  @TempDir static Path folder;
  private static TestDashboard board;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path[]> programs = Browser.installed();
    assumeTrue(
        programs.isPresent(),
        "no Chromium with its driver on the PATH (Debian: chromium, chromium-driver)");
    Path runs = folder.resolve("runs");
    board = new TestDashboard(runs);
    train("digits-wide", "\"data\":\"digits\",\"dataSize\":1200,\"layers\":[64],\"epochs\":8");
    train("digits-narrow", "\"data\":\"digits\",\"dataSize\":1200,\"layers\":[12],\"epochs\":8");
    train("moons-tanh", "\"data\":\"moons\",\"layers\":[8],\"activation\":\"tanh\",\"epochs\":12");
    train("too-fast", "\"data\":\"digits\",\"dataSize\":600,\"learningRate\":1e12,\"epochs\":3");
    Words.write(runs.resolve("digits-wide"), List.of("baseline"), HOSTILE);
    Folders.run(runs.resolve("to-delete"), 32, 0.9, "2026-11-20T10:00:00Z");
    browser = Browser.start(programs.get(), folder.resolve("profile"));
  }

  private static void train(String name, String settings) throws IOException {
    board.post(
        "/api/runs", "{\"name\":\"" + name + "\",\"settings\":{\"threads\":1," + settings + "}}");
    board.await(
        "/api/runs/" + name,
        run -> List.of("done", "diverged").contains(run.path("status").asString("")));
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (board != null) {
      board.close();
      assertEquals(List.of(), board.faults);
    }
  }

  private static String address(String path) {
    return board.dashboard.address() + path;
  }

  private static void assertClean() {
    assertEquals(List.of(), browser.console());
    for (String request : browser.requests()) {
      assertTrue(request.startsWith(board.dashboard.address() + "/"), request);
    }
  }

  private static WebElement find(String selector) {
    return browser.driver().findElement(By.cssSelector(selector));
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
          {"new", "/new"},
          {"new-from", "/new?from=digits-narrow"},
          {"compare-choose", "/compare"},
          {"compare", "/compare?ids=digits-wide,digits-narrow"},
          {"data", "/data?name=digits"},
          {"data-points", "/data?name=spirals"}
        }) {
      for (boolean dark : new boolean[] {false, true}) {
        for (int width : new int[] {1280, 360}) {
          String where = page[0] + (dark ? "-dark" : "") + (width < 500 ? "-360" : "");
          browser.open(address(page[1]), width, dark);
          if (page[1].startsWith("/run?id=digits") || page[1].startsWith("/run?id=moons")) {
            browser.await("document.getElementById('provenance')");
          }
          browser.settle();
          browser.picture(where);
          assertTrue(
              (Long) browser.script("return document.documentElement.scrollWidth") <= width,
              where + ": too wide");
          assertEquals(
              dark ? "dark" : "light",
              browser.script("return document.documentElement.dataset.theme"),
              where);
          assertEquals(1L, browser.script("return document.querySelectorAll('h1').length"), where);
          assertEquals(
              List.of(),
              browser.script(
                  "return [...document.querySelectorAll('button, select, input, a, textarea,"
                      + " [tabindex]')].filter((e) => e.checkVisibility() && e.id !== 'content' &&"
                      + " !(e.getAttribute('aria-label') || e.textContent.trim() ||"
                      + " e.labels?.length || e.closest('label'))).map((e) => e.outerHTML.slice(0,"
                      + " 120))"),
              where);
          if (!page[0].equals("run-none")) {
            assertClean();
          }
        }
      }
    }
  }

  @Test
  void aTrainingIsStartedFromTheFormAndEnds() {
    browser.open(address("/new"), 1280, false);
    type("#setting-data", "moons");
    type("#setting-layers", "6,6");
    type("#setting-epochs", "0");
    type("#run-name", "from-the-form");
    browser.await(
        "document.getElementById('setting-epochs').getAttribute('aria-invalid') === 'true'");
    assertTrue(find("#setting-epochs-problem").getText().contains("at least 1"));
    type("#setting-epochs", "15");
    browser.await(
        "document.querySelector('.command').textContent ==="
            + " 'layerwise train moons --epochs 15 --layers 6,6'");
    // By keyboard: Enter in a field starts it.
    find("#setting-epochs").sendKeys(Keys.ENTER);
    browser.await("location.pathname === '/run'");
    browser.await("document.querySelector('.state.done')");
    browser.await("document.querySelector('#loss canvas')");
    browser.await("document.getElementById('boundary')");
    assertEquals("from-the-form", find("h1").getText());
    assertClean();
  }

  private static void type(String selector, String text) {
    WebElement field = find(selector);
    field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  /** It streams, is stopped by a button, and a reload in the middle changes nothing. */
  @Test
  void aLiveRunIsWatchedReloadedAndStopped() throws IOException {
    board.post(
        "/api/runs",
        "{\"name\":\"live\",\"settings\":{\"data\":\"digits\",\"dataSize\":2000,\"layers\":[32],"
            + "\"threads\":1,\"epochs\":1000000,\"maxSeconds\":150,\"patienceEpochs\":900000}}");
    browser.open(address("/run?id=live"), 1280, false);
    browser.await("document.querySelector('.state.live')");
    String epoch = "Number(document.querySelector('.tiles strong').textContent.split(' ')[0])";
    browser.await(epoch + " > 3 && document.querySelectorAll('#loss .entry').length >= 2");
    browser.script("document.querySelector('#loss .tools button[aria-pressed]').click()");
    long seen = ((Number) browser.script("return " + epoch)).longValue();
    browser.await(epoch + " > " + (seen + 2));
    // What the reader has set stays while the figure grows.
    assertEquals(
        "true",
        browser.script(
            "return document.querySelector('#loss .tools"
                + " button[aria-pressed]').getAttribute('aria-pressed')"));
    browser.await("document.querySelector('.tiles').textContent.includes('Patience left')");
    browser.picture("run-live");
    browser.driver().navigate().refresh();
    browser.await("document.documentElement.dataset.ready === 'true'");
    browser.await(epoch + " > " + (seen + 2));
    browser.script(
        "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Stop').click()");
    browser.await("document.querySelector('.state.stopped')");
    browser.await(
        "[...document.querySelectorAll('button')].some((b) => b.textContent === 'Resume')");
    assertClean();
  }

  @Test
  void runsAreFilteredComparedDeletedAndBroughtBack() {
    browser.open(address("/"), 1280, false);
    type(".filter", "testAccuracy>0.5 and layers=12");
    browser.await("document.querySelectorAll('.runs tbody tr').length === 1");
    type(".filter", "testAccuracyy>0.5");
    browser.await("document.querySelector('.problem').textContent.includes('testAccuracy')");
    type(".filter", "data=digits and status=done");
    browser.await("document.querySelectorAll('.runs tbody tr').length >= 2");
    for (String name : List.of("digits-wide", "digits-narrow")) {
      find("input[aria-label='Choose " + name + "']").sendKeys(Keys.SPACE);
    }
    find(".actions a.primary").sendKeys(Keys.ENTER);
    browser.await("location.pathname === '/compare'");
    browser.await("document.querySelectorAll('#content section').length >= 3");
    assertClean();

    browser.open(address("/?q=to-delete"), 1280, false);
    find("input[aria-label='Choose to-delete']").sendKeys(Keys.SPACE);
    find(".actions .danger").sendKeys(Keys.ENTER);
    browser.await("document.querySelector('.empty h2')?.checkVisibility()");
    browser.await("document.querySelector('#messages .message button')");
    find("#messages .message button").sendKeys(Keys.ENTER);
    browser.await("document.querySelectorAll('.runs tbody tr').length === 1");
    assertClean();
  }

  @Test
  void namesAndNotesNeverBecomeMarkup() {
    browser.open(address("/run?id=digits-wide"), 1280, false);
    assertEquals(HOSTILE, find(".note-text").getText());
    browser.open(address("/?q=" + TestDashboard.encode(HOSTILE)), 1280, false);
    assertEquals(0L, browser.script("return document.querySelectorAll('main img').length"));
    browser.open(address("/run?id=" + TestDashboard.encode(HOSTILE)), 1280, false);
    assertEquals(0L, browser.script("return document.querySelectorAll('main img').length"));
    assertEquals(null, browser.script("return window.ran ?? null"));
  }

  @Test
  void theChosenThemeIsRemembered() {
    browser.open(address("/"), 1280, false);
    find(".theme").sendKeys(Keys.ENTER);
    assertEquals("dark", browser.script("return document.documentElement.dataset.theme"));
    browser.open(address("/new"), 1280, false);
    assertEquals("dark", browser.script("return document.documentElement.dataset.theme"));
    browser.script("localStorage.clear()");
  }

  @Test
  void dataAreBrowsedByClass() {
    browser.open(address("/data?name=digits"), 1280, false);
    browser.script(
        "[...document.querySelectorAll('[aria-label=Classes] .chip')].find((c) => c.textContent ==="
            + " '3').click()");
    browser.await(
        "[...document.querySelectorAll('.browse .image-grid strong')].every((s) => s.textContent"
            + " === '3')");
    browser.await("document.querySelectorAll('.browse canvas').length === 60");
    browser.script(
        "[...document.querySelectorAll('.chip')].find((c) =>"
            + " c.textContent.startsWith('digits-wide')).click()");
    browser.await("document.querySelector('#confusion')");
    assertFalse(find(".pager button").isEnabled());
    assertClean();
  }
}
