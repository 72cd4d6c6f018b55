package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.web.dashboard.Dashboard;
import dev.layerwise.web.http.Limits;
import dev.layerwise.web.http.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code layerwise ui}. */
@Command(
    name = "ui",
    mixinStandardHelpOptions = true,
    description = {
      "Opens the dashboard: a page in the browser where trainings run live and lie side by side.",
      "It listens to this machine alone unless --host says otherwise; others then need a token."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise ui                                         http://localhost:8321",
      "  layerwise ui --runs experiments --port 0             another folder, any free port",
      "  layerwise ui --host 0.0.0.0 --token a-long-secret    from other machines as well"
    })
final class UiCommand implements Callable<Integer> {
  private static final int PORT = 8321;
  private static final int TOKEN_BYTES = 16;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port (default: 8321; 0: any that is free).")
  private int port = PORT;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Folder with the run directories (default: runs).")
  private Path runs = Path.of("runs");

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Name or address to listen on (default: localhost, this machine alone).")
  private String host = "localhost";

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description =
          "What browsers must know: 8 or more letters, digits, and -_.~ (default: none for this"
              + " machine alone, otherwise a random one that is printed).")
  private @Nullable String token;

  @Override
  public Integer call() {
    if (Files.exists(runs) && !Files.isDirectory(runs)) {
      throw new DataException(
          runs + ": is a file, and the dashboard needs a folder of runs; name another (--runs)");
    }
    String secret = token;
    if (secret == null && !isLoopback()) {
      byte[] random = new byte[TOKEN_BYTES];
      new SecureRandom().nextBytes(random);
      secret = HexFormat.of().formatHex(random);
    }
    WebServer.Options options = new WebServer.Options(host, port, secret, Limits.DEFAULT);
    CountDownLatch ended = new CountDownLatch(1);
    return Interruption.guard(ended::countDown, () -> serve(options, ended));
  }

  private int serve(WebServer.Options options, CountDownLatch ended) {
    Terminal terminal = Terminal.standardOutput();
    try (Dashboard dashboard =
        Dashboard.start(runs, TrainingPrograms.ours(), options, Throwable::printStackTrace)) {
      String path = "/" + (options.token() == null ? "" : "?token=" + options.token());
      terminal.line("Dashboard: " + dashboard.address() + path);
      String label = "From other machines: ";
      for (String address : dashboard.addressesForOthers()) {
        terminal.line(label + address + path);
        label = " ".repeat(label.length());
      }
      terminal.line("Ctrl-C ends it, and the trainings that were started in it.");
      terminal.out().flush();
      return await(ended);
    }
  }

  private boolean isLoopback() {
    return new WebServer.Options(host, port, null, Limits.DEFAULT).isLoopback();
  }

  private static int await(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }
}
