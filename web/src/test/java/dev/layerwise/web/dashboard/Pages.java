package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.testing.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** A dashboard over a folder, and a browser that looks at it. */
final class Pages implements AutoCloseable {
  private static final int MOST_TABS = 300;

  final TestDashboard board;
  final Browser browser;

  private Pages(TestDashboard board, Browser browser) {
    this.board = board;
    this.browser = browser;
  }

  /** Starts both; where there is no browser, the test is skipped. */
  static Pages start(Path folder) {
    Optional<Path[]> programs = Browser.installed();
    assumeTrue(
        programs.isPresent(),
        "no Chromium with its driver on the PATH (Debian: chromium, chromium-driver)");
    TestDashboard board = new TestDashboard(folder.resolve("runs"));
    return new Pages(board, Browser.start(programs.get(), folder.resolve("profile")));
  }

  /** Trains a run to its end. */
  void train(String name, String settings) throws IOException {
    board.post("/api/runs", "{\"name\":\"" + name + "\",\"settings\":{" + settings + "}}");
    board.await(
        "/api/runs/" + name, run -> !run.path("status").asString("").matches("live|stopped"));
  }

  String address(String path) {
    return board.dashboard.address() + path;
  }

  void open(String path) {
    open(path, 1280, false);
  }

  void open(String path, int width, boolean dark) {
    browser.open(address(path), width, dark);
  }

  WebElement find(String selector) {
    return browser.driver().findElement(By.cssSelector(selector));
  }

  String text(String selector) {
    return find(selector).getText();
  }

  /** Replaces what a field holds. */
  void type(String selector, String text) {
    find(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  /** Keys that go to whatever has the focus. */
  void press(CharSequence... keys) {
    new Actions(browser.driver()).sendKeys(keys).perform();
  }

  /** Presses Tab until an element has the focus that fits. */
  void tabTo(String selector) {
    for (int k = 0; k < MOST_TABS; k++) {
      press(Keys.TAB);
      if (Boolean.TRUE.equals(
          browser.script("return document.activeElement.matches(arguments[0])", selector))) {
        return;
      }
    }
    throw new AssertionError(
        "Tab never reaches " + selector + " at " + browser.driver().getCurrentUrl());
  }

  /** Nothing in the console, and nothing asked of anybody but the server. */
  void assertClean() {
    assertEquals(List.of(), browser.console());
    for (String request : browser.requests()) {
      assertTrue(request.startsWith(board.dashboard.address() + "/"), request);
    }
  }

  @Override
  public void close() {
    browser.close();
    board.close();
    assertEquals(List.of(), board.faults);
  }
}
