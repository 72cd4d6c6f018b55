package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.web.index.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A training that goes on while the browser looks: reloads, lost connections, keys alone. */
class LiveBrowserTest {
  /** Notes the ids of the lines that any stream of the page delivers. */
  private static final String NOTE_LINES =
      """
      window.lines = [];
      const Source = window.EventSource;
      window.EventSource = class extends Source {
        constructor(address) {
          super(address);
          this.addEventListener('line', (event) => window.lines.push(Number(event.lastEventId)));
        }
      };
      """;

  @TempDir static Path folder;
  private static Pages pages;

  @BeforeAll
  static void start() {
    pages = Pages.start(folder);
    pages
        .browser
        .driver()
        .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", NOTE_LINES));
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Long> numbers(String expression) {
    return (List<Long>) pages.browser.script("return " + expression);
  }

  /** As many numbers, one after the other; the figures hold the lines before the first. */
  private static List<Long> withoutHoles(List<Long> lines) {
    long first = lines.getFirst();
    return LongStream.range(first, first + lines.size()).boxed().toList();
  }

  /** Nothing is left out and nothing comes twice, whatever happens to page and connection. */
  @Test
  void aReloadInMidTrainingLeavesNoHoles() throws IOException {
    pages.board.post(
        "/api/runs",
        "{\"name\":\"live\",\"settings\":{\"data\":\"digits\",\"dataSize\":2000,\"layers\":[32],"
            + "\"threads\":1,\"epochs\":1000000,\"maxSeconds\":150,\"patienceEpochs\":900000}}");
    pages.open("/run?id=live");
    pages.browser.await("document.querySelector('.state.live') && lines.length > 3");
    pages.browser.await("document.querySelectorAll('#loss .entry').length >= 2");
    pages.browser.await("document.querySelector('.tiles').textContent.includes('Patience left')");
    pages.browser.picture("run-live");
    String setting = "document.querySelector('#loss .tools button[aria-pressed]')";
    pages.browser.script(setting + ".click()");
    // The connection is lost, as by a page that goes into the background, and comes back.
    long before = pages.browser.number("lines.length");
    pages.browser.script("dispatchEvent(new Event('pagehide'))");
    pages.browser.script("dispatchEvent(new Event('pageshow'))");
    pages.browser.await("lines.length > " + (before + 5));
    // What the reader has set stays while the figure grows.
    assertEquals(
        "true", pages.browser.script("return " + setting + ".getAttribute('aria-pressed')"));
    List<Long> lines = numbers("lines");
    assertEquals(withoutHoles(lines), lines);

    pages.browser.driver().navigate().refresh();
    pages.browser.await("document.documentElement.dataset.ready === 'true'");
    pages.browser.await("lines.length > " + (before + 8));
    lines = numbers("lines");
    assertEquals(withoutHoles(lines), lines);

    pages.tabTo(".page-actions .danger");
    pages.press(Keys.ENTER);
    pages.browser.await("document.querySelector('.state.stopped')");
    pages.browser.await(
        "[...document.querySelectorAll('button')].some((b) => b.textContent === 'Resume')");
    // What is drawn is what was measured: every epoch once.
    pages.browser.await(
        "[...document.querySelectorAll('.events li')].some((e) => e.className === 'ended')");
    pages.browser.script(
        "[...document.querySelectorAll('#loss .tools button')].find((b) => b.textContent ==="
            + " 'Table').click()");
    List<Long> epochs =
        numbers(
            "[...document.querySelectorAll('#loss .data tbody tr')].filter((r, k, all) =>"
                + " r.cells[0].textContent === all[0].cells[0].textContent).map((r) =>"
                + " Number(r.cells[1].textContent)).filter((e) => e > 0)");
    assertTrue(epochs.size() >= 8, epochs.toString());
    assertEquals(LongStream.rangeClosed(1, epochs.size()).boxed().toList(), epochs);
    pages.assertClean();
  }

  /** From the list to the form, to the run and back, with a training on the way. */
  @Test
  void keysAloneStartATrainingFindItAndDeleteIt() throws IOException {
    Folders.run(folder.resolve("runs/old"), 32, 0.9, "2026-11-20T10:00:00Z");
    pages.open("/");
    pages.tabTo(".page-actions a.primary");
    pages.press(Keys.ENTER);
    pages.browser.await("location.pathname === '/new'");
    pages.browser.await("document.documentElement.dataset.ready === 'true'");
    fill("#setting-data", "circles");
    fill("#setting-epochs", "4");
    pages.press(Keys.ENTER);
    pages.browser.await("location.pathname === '/run' && document.querySelector('.state.done')");
    String name = pages.text("h1");
    pages.browser.await("document.getElementById('boundary')");
    pages.tabTo(".words button");
    pages.press(Keys.ENTER);
    pages.browser.await("document.querySelector('dialog[open]')");
    pages.press("by-keys", Keys.ENTER);
    pages.browser.await("document.querySelector('.words .tag')?.textContent === 'by-keys'");

    pages.open("/");
    fill(".filter", "tag=by-keys");
    pages.browser.await("document.querySelectorAll('.runs tbody tr').length === 1");
    assertEquals(name, pages.text(".run-name a"));
    pages.tabTo(".runs tbody input");
    pages.press(Keys.SPACE);
    pages.tabTo(".actions .danger");
    pages.press(Keys.ENTER);
    pages.browser.await("document.querySelector('#messages .message button')");
    pages.tabTo("#messages .message button");
    pages.press(Keys.ENTER);
    pages.browser.await("document.querySelectorAll('.runs tbody tr').length === 1");
    pages.assertClean();
  }

  private static void fill(String selector, String text) {
    // What a field holds is chosen as Tab comes to it.
    pages.tabTo(selector);
    pages.press(text);
  }

  /** Tab comes past everything that can be used, and shows where it is. */
  @Test
  void everythingIsReachedByTabAndSeenThere() throws IOException {
    Folders.run(folder.resolve("runs/one"), 16, 0.8, "2026-11-20T10:00:00Z");
    for (String page : List.of("/", "/new", "/playground", "/data?name=moons", "/compare")) {
      pages.open(page);
      pages.browser.script(
          "window.missing = new Set([...document.querySelectorAll('a[href], button, input, select,"
              + " textarea, summary, [tabindex]')].filter((e) => e.tabIndex >= 0 && !e.disabled &&"
              + " e.checkVisibility() && !(e.type === 'radio' && !e.checked)));"
              + " document.activeElement.blur();");
      long all = pages.browser.number("missing.size");
      assertTrue(all > 5, page);
      for (int k = 0; k < all + 5; k++) {
        pages.press(Keys.TAB);
        assertEquals(
            "",
            pages.browser.script(
                """
                const e = document.activeElement;
                missing.delete(e);
                if (e === document.body || e === document.documentElement) return '';
                const style = getComputedStyle(e);
                const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                  || style.boxShadow !== 'none';
                return seen ? '' : 'no mark of focus: ' + e.outerHTML.slice(0, 120);
                """),
            page);
      }
      assertEquals(
          List.of(),
          pages.browser.script(
              "return [...missing].filter((e) => e.isConnected).map((e) => e.outerHTML.slice(0,"
                  + " 120))"),
          page);
      // The way back: the bar at the top hides nothing that has the focus.
      pages.browser.script("document.documentElement.style.scrollBehavior = 'auto'");
      for (int k = 0; k < all; k++) {
        pages.press(Keys.chord(Keys.SHIFT, Keys.TAB));
        assertEquals(
            "",
            pages.browser.script(
                """
                const e = document.activeElement;
                if (e === document.body || e.closest('.bar, .skip')) return '';
                const bar = document.querySelector('.bar').getBoundingClientRect();
                const under = e.getBoundingClientRect().bottom <= bar.bottom;
                return under ? 'below the bar: ' + e.outerHTML.slice(0, 120) : '';
                """),
            page);
      }
    }
  }
}
