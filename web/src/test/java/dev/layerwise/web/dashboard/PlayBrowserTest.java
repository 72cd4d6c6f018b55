package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The playground and the drawing pad in a real browser. */
class PlayBrowserTest {
  /** A three as a hand draws it: places in the pad, from its left upper corner, as shares. */
  private static final double[][] THREE = {
    {.30, .25},
    {.42, .16},
    {.56, .16},
    {.66, .26},
    {.60, .40},
    {.46, .47},
    {.60, .52},
    {.69, .65},
    {.60, .80},
    {.45, .85},
    {.30, .76}
  };

  @TempDir static Path folder;
  private static Pages pages;

  @BeforeAll
  static void start() throws IOException {
    pages = Pages.start(folder);
    pages.train("digits", "\"data\":\"digits\",\"dataSize\":4000,\"layers\":[64],\"epochs\":12");
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @Test
  void thePlaygroundLearnsTheSpirals() {
    pages.open("/playground#data=spirals&layers=8,8&momentum=0.9&learningRate=0.05");
    pages.find("#pace").sendKeys("25 epochs");
    pages.find("#play").sendKeys(Keys.ENTER);
    String accuracy =
        "Number([...document.querySelectorAll('.facts div')].find((d) => d.firstChild.textContent"
            + " === '%s').lastChild.textContent.split(' · ')[1].split(' ')[0])";
    pages.browser.await(
        String.format(accuracy, "Training")
            + " >= 98 && "
            + String.format(accuracy, "Test")
            + " >= 95");
    pages.find("#play").sendKeys(Keys.ENTER);
    pages.browser.await("document.getElementById('play').textContent === 'Train'");
    pages.assertClean();
  }

  /** Every matrix of a step is written out, and a step changes what is shown. */
  @Test
  void aStepIsExplained() {
    pages.open("/playground#layers=3,2&batchSize=2");
    pages.find("#explain").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelector('.step[data-drawn]')");
    String shown = pages.text(".step");
    assertTrue(shown.contains("∂"), shown);
    pages.find("#one-step").sendKeys(Keys.ENTER);
    pages.browser.await(
        "[...document.querySelectorAll('.facts div')].some((d) => d.textContent === 'Step1')");
    pages.assertClean();
  }

  @Test
  void theAddressLeadsToTheSameNetwork() {
    pages.open("/playground#data=circles&layers=5,3&seed=7");
    pages.find("#one-epoch").sendKeys(Keys.ENTER);
    String facts = "document.querySelector('.facts').textContent";
    pages.browser.await(facts + ".includes('Epoch1')");
    Object first = pages.browser.script("return " + facts);
    String address = pages.browser.driver().getCurrentUrl();
    pages.open("/");
    pages.browser.open(address, 1280, false);
    pages.find("#one-epoch").sendKeys(Keys.ENTER);
    pages.browser.await(facts + ".includes('Epoch1')");
    assertEquals(first, pages.browser.script("return " + facts));
  }

  /** Nothing scrolls sideways, nothing is cut, and every button can be hit, however many layers. */
  @Test
  void thePlaygroundFitsNarrowWindows() throws IOException {
    for (String layers : new String[] {"", "6,4", "8,8,8,8,8", "16,16,16"}) {
      for (int width : new int[] {360, 600, 800, 1280}) {
        String where = "playground-" + layers.replace(',', '-') + "-" + width;
        // A query of its own, or else only the fragment would change and nothing be loaded.
        pages.open("/playground?at=" + width + "#layers=" + layers, width, false);
        assertFits(where);
        pages.browser.picture(where);
        if (layers.equals("6,4")) {
          pages.find("#explain").sendKeys(Keys.ENTER);
          pages.browser.await("document.querySelector('.step[data-drawn]')");
          assertFits(where + "-explained");
        }
        pages.assertClean();
      }
    }
  }

  /** A window that becomes narrow, or a phone that is turned. */
  @Test
  void theDiagramFollowsTheWindow() {
    pages.open("/playground#layers=4,4,4,4");
    for (int width : new int[] {360, 1280, 800}) {
      pages
          .browser
          .driver()
          .executeCdpCommand(
              "Emulation.setDeviceMetricsOverride",
              Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
      pages.browser.await(
          "innerWidth === "
              + width
              + " && document.querySelectorAll('.crowded').length === "
              + (width < 1280 ? 1 : 0));
      pages.browser.settle();
      assertFits("playground at " + width);
    }
    pages.assertClean();
  }

  private static void assertFits(String where) {
    assertEquals(
        true,
        pages.browser.script(
            "const page = document.documentElement; return page.scrollWidth <= page.clientWidth"),
        where + ": too wide");
    assertEquals(
        true,
        pages.browser.script(
            "const place = document.querySelector('.network .scroll');"
                + " return place.scrollWidth <= place.clientWidth"),
        where + ": the diagram is too wide");
    assertEquals(
        List.of(),
        pages.browser.script(
            "return [...document.querySelectorAll('button, select, input, summary')].filter((e) =>"
                + " { const { left, right, width, height } = e.getBoundingClientRect(); return"
                + " e.checkVisibility() && !e.closest('.bar') && (left < 0 || right >"
                + " document.documentElement.clientWidth || (e.matches('button') && (width < 24 ||"
                + " height < 24))); }).map((e) => e.outerHTML.slice(0, 120))"),
        where + ": cannot be reached");
    // What stands above the layers keeps off its neighbours.
    assertEquals(
        List.of(),
        pages.browser.script(
            """
            const parts = [...document.querySelectorAll('.layer-head')].map((head) =>
              [...head.querySelectorAll('strong, .muted, .stepper')].map((part) => {
                const range = document.createRange();
                range.selectNodeContents(part);
                for (const hidden of part.querySelectorAll('.layer-word')) {
                  if (hidden.offsetWidth < 2) range.setStartAfter(hidden);
                }
                return { text: part.textContent, box: range.getBoundingClientRect() };
              }));
            return parts.slice(1).flatMap((own, k) => own.filter(({ box }) => parts[k].some((other) =>
              other.box.right > box.left && other.box.bottom > box.top && other.box.top < box.bottom)))
              .map(({ text }) => text);
            """),
        where + ": over its neighbour");
  }

  /** What is wrong is said below its field, and no longer once it is mended. */
  @Test
  void whatIsWrongIsSaidAtItsField() {
    pages.open("/playground");
    for (String[] wrong : new String[][] {{"testShare", "2", "0.5"}, {"batchSize", "0", "5"}}) {
      String field = "[name=" + wrong[0] + "]";
      pages.type(field, wrong[1] + Keys.TAB);
      pages.browser.await(
          "document.querySelector('"
              + field
              + "').closest('label').nextElementSibling?.textContent.includes('got "
              + wrong[1]
              + "')");
      assertEquals("problem", pages.find(field).getAttribute("aria-describedby"));
      pages.type(field, wrong[2] + Keys.TAB);
      pages.browser.await("document.getElementById('problem').textContent === ''");
      assertEquals(0L, pages.browser.number("document.querySelectorAll('[aria-invalid]').length"));
    }
  }

  /** Points are clicked into the picture, taken away again, or written as a list. */
  @Test
  void pointsOfOnesOwn() {
    pages.open("/playground#data=xor&size=20");
    String points = "document.querySelectorAll('.plane-box path.point').length";
    long before = pages.browser.number(points);
    WebElement plane = pages.find(".plane-box svg");
    new Actions(pages.browser.driver()).moveToElement(plane, 20, -30).click().perform();
    pages.browser.await(points + " === " + (before + 1));
    assertEquals("points", pages.find("[name=data]").getAttribute("value"));
    new Actions(pages.browser.driver())
        .keyDown(Keys.SHIFT)
        .moveToElement(plane, 20, -30)
        .click()
        .keyUp(Keys.SHIFT)
        .perform();
    pages.browser.await(points + " === " + before);
    pages.find(".own summary").sendKeys(Keys.ENTER);
    pages.type("#own-points", "0, 0, A\n1, 1, B\n2; 0; C");
    pages.find("#use-points").sendKeys(Keys.ENTER);
    pages.browser.await(points + " === 3");
    pages.type("#own-points", "0, 0");
    pages.find("#use-points").sendKeys(Keys.ENTER);
    pages.browser.await(
        "document.querySelector('#messages .error')?.textContent.includes('Line 1')");
    pages.assertClean();
  }

  @Test
  void aDrawnThreeIsRecognised() throws IOException {
    pages.open("/draw#run=digits");
    draw(THREE);
    pages.browser.await("document.querySelector('.draw[data-details]')");
    assertEquals("3", pages.text("#predicted"));
    assertEquals("3", pages.text(".bars .right .bar-name"));
    // Among the nearest examples there are threes, and the pixels that mattered are painted.
    pages.browser.await(
        "[...document.querySelectorAll('.neighbours strong')].some((s) => s.textContent === '3')");
    pages.browser.picture("draw-three");
    pages.find("#clear").sendKeys(Keys.ENTER);
    pages.browser.await("document.querySelector('.said').textContent === 'Nothing drawn yet.'");
    pages.assertClean();
  }

  private static void draw(double[][] stroke) {
    WebElement pad = pages.find(".pad");
    int width = pad.getSize().getWidth();
    int height = pad.getSize().getHeight();
    Actions hand = new Actions(pages.browser.driver(), Duration.ofMillis(10));
    for (int k = 0; k < stroke.length; k++) {
      // Offsets are from the middle.
      hand.moveToElement(
          pad, (int) ((stroke[k][0] - 0.5) * width), (int) ((stroke[k][1] - 0.5) * height));
      if (k == 0) {
        hand.clickAndHold();
      }
    }
    hand.release().perform();
  }

  /** Dark ink on light paper, as from a photograph, becomes light ink on dark paper. */
  @Test
  void aPastedImageIsRecognised() {
    pages.open("/draw#run=digits");
    pages.browser.script(
        """
        const canvas = document.createElement('canvas');
        canvas.width = 300;
        canvas.height = 400;
        const pen = canvas.getContext('2d');
        pen.fillStyle = '#f4f0e6';
        pen.fillRect(0, 0, 300, 400);
        pen.lineWidth = 26;
        pen.lineCap = pen.lineJoin = 'round';
        pen.strokeStyle = '#202840';
        arguments[0].forEach(([x, y], k) => (k ? pen.lineTo(300 * x, 50 + 300 * y) : pen.moveTo(300 * x, 50 + 300 * y)));
        pen.stroke();
        canvas.toBlob((blob) => {
          const data = new DataTransfer();
          data.items.add(new File([blob], 'three.png', { type: 'image/png' }));
          document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }));
        });
        """,
        Arrays.stream(THREE).map(at -> List.of(at[0], at[1])).toList());
    pages.browser.await("document.querySelector('.draw[data-details]')");
    assertEquals("3", pages.text("#predicted"));
    pages.assertClean();
  }

  /** Space puts the pen down, arrows move it. */
  @Test
  void oneDrawsByKeyboard() {
    pages.open("/draw#run=digits");
    pages.tabTo(".pad");
    for (int k = 0; k < 8; k++) {
      pages.press(Keys.ARROW_UP);
    }
    pages.press(Keys.SPACE);
    for (int k = 0; k < 16; k++) {
      pages.press(Keys.ARROW_DOWN);
    }
    pages.press(Keys.SPACE);
    pages.browser.await("document.querySelector('.draw[data-details]')");
    assertEquals("1", pages.text("#predicted"));
    pages.assertClean();
  }
}
