package dev.layerwise.studies.page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A headless Chromium that opens pages of studies. */
final class PageBrowser implements AutoCloseable {
  /** The figures of a page that have not drawn anything, by id. */
  static final String UNDRAWN =
      """
      const blank = (canvas) => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return data.every((v, k) => v === data[k % 4]);
      };
      return [...document.querySelectorAll('figure.figure')].filter((figure) => {
        const kind = figure.dataset.figure;
        if (kind === 'line-chart') return blank(figure.querySelector('.uplot canvas'));
        if (kind === 'histogram') return figure.querySelectorAll('path.bars').length === 0;
        if (kind === 'boundary') return blank(figure.querySelector('canvas'));
        if (kind === 'image-grid') return [...figure.querySelectorAll('canvas')].every(blank);
        return figure.querySelectorAll('tbody tr').length === 0;
      }).map((figure) => figure.id);
      """;

  private final ChromeDriver driver;

  private PageBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** The browser and its driver, if both are installed. */
  static Optional<Path[]> installed() {
    Optional<Path> browser =
        program("LAYERWISE_CHROMIUM", "chromium", "chromium-browser", "google-chrome");
    Optional<Path> driver = program("LAYERWISE_CHROMEDRIVER", "chromedriver");
    return browser.isPresent() && driver.isPresent()
        ? Optional.of(new Path[] {browser.get(), driver.get()})
        : Optional.empty();
  }

  private static Optional<Path> program(String variable, String... names) {
    String chosen = System.getenv(variable);
    if (chosen != null) {
      return Optional.of(Path.of(chosen)).filter(Files::isExecutable);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(names)
        .flatMap(
            name -> Stream.of(path.split(java.io.File.pathSeparator)).map(d -> Path.of(d, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one with a profile of its own. */
  static PageBrowser start(Path[] programs, Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(programs[0].toString());
    options.addArguments(
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--user-data-dir=" + profile);
    if ("root".equals(System.getProperty("user.name"))) {
      // Chromium's sandbox does not work for root.
      options.addArguments("--no-sandbox");
    }
    options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(programs[1].toFile())
            .usingAnyFreePort()
            .build();
    return new PageBrowser(new ChromeDriver(service, options));
  }

  /** A page at a size and in a theme; returns when its pictures have been drawn. */
  void open(Path file, int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    driver.manage().logs().get(LogType.BROWSER);
    driver.get(file.toUri().toString());
    // Two frames: charts draw in the first, and observers of sizes answer before the second.
    driver.executeAsyncScript(
        "const done = arguments[0];Promise.all([...document.images].map((i) => i.decode().catch(()"
            + " => {}))).then(() => requestAnimationFrame(() => requestAnimationFrame(() =>"
            + " setTimeout(done))));");
  }

  Object script(String script) {
    return driver.executeScript(script);
  }

  /** What the page wrote to the console, faults of scripts and refused loads included. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
