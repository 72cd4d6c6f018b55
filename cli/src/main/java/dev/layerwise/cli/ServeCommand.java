package dev.layerwise.cli;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Limits;
import dev.layerwise.web.http.Site;
import dev.layerwise.web.http.WebServer;
import dev.layerwise.web.serve.ModelService;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise serve}. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves the predictions of a model over HTTP: JSON, CSV and images, one example or many.",
      "It listens to this machine alone unless --host says otherwise; others then need a token."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise serve runs/20261120-101500-mnist-784-128-10",
      "  curl --data-binary @digit.png -H 'Content-Type: image/png' localhost:8322/v1/predict",
      "  layerwise serve model.safetensors --host 0.0.0.0 --token a-long-secret"
    })
final class ServeCommand implements Callable<Integer> {
  private static final int PORT = 8322;
  private static final int MEBIBYTE = 1 << 20;

  @Parameters(
      index = "0",
      paramLabel = "RUN-or-MODEL",
      description = "A run directory or a model file.")
  private Path runOrModel = Path.of("");

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port (default: 8322; 0: any that is free).")
  private int port = PORT;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Name or address to listen on (default: localhost, this machine alone).")
  private String host = "localhost";

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description =
          "What clients must send as Authorization: Bearer TEXT; 8 or more letters, digits, and"
              + " -_.~ (needed unless the host is this machine alone).")
  private @Nullable String token;

  @Option(
      names = "--max-examples",
      paramLabel = "N",
      description = "The most examples in one request (default: 4096).")
  private int maxExamples = ModelService.Settings.DEFAULT.examples();

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      description = "The most requests that are answered at the same time (default: 256).")
  private int maxRequests = ModelService.Settings.DEFAULT.requests();

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      description = "The longest request body in MiB (default: 32).")
  private int maxBody = 32;

  @Option(
      names = "--max-rate",
      paramLabel = "N",
      description = "The most requests a second from one address (default: a million).")
  private int maxRate = 1_000_000;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "How long requests under way may take when the service ends (default: 20).")
  private int grace = 20;

  @Option(names = "--resize", description = "Scale images of another size to the model's.")
  private boolean resize;

  @Option(names = "--invert", description = "Exchange dark and light: for dark ink on white paper.")
  private boolean invert;

  @Override
  public Integer call() {
    require("--max-body", maxBody, 1, 1024);
    require("--grace", grace, 0, 3600);
    require("--max-rate", maxRate, 1, Integer.MAX_VALUE);
    Model model = Models.read(runOrModel);
    if (model.image() == null && (resize || invert)) {
      throw new IllegalArgumentException(
          (invert ? "invert" : "resize")
              + ": is for images, and the model was not trained on images; leave it out");
    }
    ModelService service =
        new ModelService(
            model,
            String.valueOf(runOrModel.toAbsolutePath().normalize().getFileName()),
            new ModelService.Settings(maxExamples, maxRequests, resize, invert));
    Site site = new Site();
    service.addTo(site);
    service.warmUp();
    Limits usual = Limits.DEFAULT;
    Limits limits =
        new Limits(
            (long) maxBody * MEBIBYTE, maxRate, usual.changesPerSecond(), 1, usual.stalled());
    WebServer.Options options = new WebServer.Options(host, port, token, limits);
    Terminal terminal = Terminal.standardOutput();
    CountDownLatch ended = new CountDownLatch(1);
    try (WebServer server = WebServer.start(site, options, Throwable::printStackTrace)) {
      terminal.entry("Model", runOrModel + ", " + model.network().spec().widths());
      KernelSelection kernels = KernelSelection.select(KernelSelection.AUTOMATIC);
      terminal.entry("Kernels", kernels.kernels().name() + " (" + kernels.reason() + ")");
      terminal.entry("Predict", "POST " + server.address() + "/v1/predict");
      for (String address : server.addressesForOthers()) {
        terminal.entry("", "POST " + address + "/v1/predict, from other machines");
      }
      terminal.entry("More", server.address() + "/openapi.json, /health/ready, /metrics");
      terminal.line("Ctrl-C ends it, after the requests under way.");
      terminal.out().flush();
      return Interruption.guard(
          () -> {
            service.drain();
            ended.countDown();
          },
          () -> {
            await(ended);
            server.stop(grace);
            return ExitCode.OK;
          });
    }
  }

  private static void require(String option, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          option + ": expected " + low + " to " + high + ", got " + value);
    }
  }

  private static void await(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
