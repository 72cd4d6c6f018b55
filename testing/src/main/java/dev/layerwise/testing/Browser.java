package dev.layerwise.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, and what it says about pages: those of a server, or files. */
public final class Browser implements AutoCloseable {
  /** Far longer than anything here takes on a slow machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Gives the ids of the figures of a page that have not drawn anything. */
  private static final String UNDRAWN =
      """
      const blank = (canvas) => {
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return data.every((v, k) => v === data[k % 4]);
      };
      return [...document.querySelectorAll('figure.figure')].filter((figure) => {
        const kind = figure.dataset.figure;
        if (kind === 'line-chart') return blank(figure.querySelector('.uplot canvas'));
        if (kind === 'histogram') return !figure.querySelector('path.bars')?.getAttribute('d').includes('V');
        if (kind === 'ridges') return !figure.querySelector('path.ridge');
        if (kind === 'parallel') return figure.querySelectorAll('path.trial').length === 0;
        if (kind === 'boundary') return blank(figure.querySelector('canvas'));
        if (kind === 'image-grid') return [...figure.querySelectorAll('canvas')].every(blank);
        return figure.querySelectorAll('tbody tr').length === 0;
      }).map((figure) => figure.id);
      """;

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** The browser and its driver, if both are installed. */
  public static Optional<Path[]> installed() {
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

  /**
   * Starts one.
   *
   * @param programs the browser and its driver, as {@link #installed} finds them
   * @param profile an empty folder of its own
   */
  public static Browser start(Path[] programs, Path profile) {
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
    options.setCapability(
        "goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL", LogType.PERFORMANCE, "ALL"));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(programs[1].toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** What drives it, for keys and pointers. */
  public ChromeDriver driver() {
    return driver;
  }

  /** A page in a file; as {@link #open(String, int, boolean)}. */
  public void open(Path file, int width, boolean dark) {
    open(file.toUri().toString(), width, dark);
  }

  /**
   * Opens a page; returns when it says that it is ready and its pictures have been drawn.
   *
   * @param width of the window, in pixels; a phone's below 500
   * @param dark the theme that the system is said to have
   */
  public void open(String address, int width, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 500));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    driver.manage().logs().get(LogType.BROWSER);
    driver.manage().logs().get(LogType.PERFORMANCE);
    driver.get(address);
    await("document.documentElement.dataset.ready === 'true'");
    settle();
  }

  /** Two frames: charts draw in the first, and observers of sizes answer before the second. */
  public void settle() {
    driver.executeAsyncScript(
        "const done = arguments[0];Promise.all([...document.images].map((i) => i.decode().catch(()"
            + " => {}))).then(() => requestAnimationFrame(() => requestAnimationFrame(() =>"
            + " setTimeout(done))));");
  }

  /** Waits until a script's expression is true. */
  public void await(String expression) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isTrue(expression)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "never true: " + expression + " at " + driver.getCurrentUrl() + ": " + console());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /**
   * The ids of the figures that stay empty. Pictures within figures are decoded beside the page, so
   * that a page which is ready may draw them a moment later; they are waited for.
   */
  public List<?> undrawn() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<?> undrawn = undrawnNow();
    while (!undrawn.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(20_000_000);
      undrawn = undrawnNow();
    }
    return undrawn;
  }

  private List<?> undrawnNow() {
    return (List<?>) Objects.requireNonNull(driver.executeScript(UNDRAWN));
  }

  private boolean isTrue(String expression) {
    try {
      return Boolean.TRUE.equals(driver.executeScript("return !!(" + expression + ")"));
    } catch (WebDriverException e) {
      // What it speaks of is not there yet, or the page is just being left.
      return false;
    }
  }

  /** Keeps the whole page as a picture in {@code target/pages} of the module that is tested. */
  public void picture(String name) throws IOException {
    long height = Math.min(5000, number("document.documentElement.scrollHeight"));
    Map<String, Object> clip =
        Map.of(
            "x",
            0,
            "y",
            0,
            "scale",
            1,
            "width",
            number("document.documentElement.clientWidth"),
            "height",
            height);
    Object data =
        driver
            .executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
            .get("data");
    Files.write(
        Files.createDirectories(Path.of("target", "pages")).resolve(name + ".png"),
        Base64.getDecoder().decode(String.valueOf(data)));
  }

  /** What a script returns. */
  public @Nullable Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What an expression comes to that gives a whole number. */
  public long number(String expression) {
    return switch (script("return " + expression)) {
      case Long number -> number;
      case Object other -> throw new AssertionError(expression + " is " + other);
      case null -> throw new AssertionError(expression + " is null");
    };
  }

  /** What the page wrote to the console, faults of scripts and refused loads included. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The addresses that the page asked for, but for those that hold their own data. */
  public List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = JsonMapper.shared().readTree(entry.getMessage()).path("message");
      if (message.path("method").asString("").equals("Network.requestWillBeSent")) {
        String address = message.path("params").path("request").path("url").asString("");
        if (!address.startsWith("data:") && !address.startsWith("blob:")) {
          addresses.add(address);
        }
      }
    }
    return addresses;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
