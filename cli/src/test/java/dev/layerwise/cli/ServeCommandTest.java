package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  @TempDir Path folder;

  private static byte[] head(String method, String path, int length) {
    return """
    %s %s HTTP/1.1
    Host: localhost
    Content-Type: text/csv
    Content-Length: %d
    Connection: close

    """
        .replace("\n", "\r\n")
        .formatted(method, path, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String ask(int port, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(head("GET", path, 0));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void servesAndEndsAfterTheRequestUnderWay() throws Exception {
    Path run = folder.resolve("run");
    assertEquals(0, Cli.run("train", "moons", "--epochs", "1", "--out", run.toString()).exitCode());
    Path output = folder.resolve("output");
    try (ChildProcess service =
        ChildProcess.start(output, "serve", run.toString(), "--port", "0")) {
      while (!service.printed().contains("Ctrl-C")) {
        assertTrue(service.isAlive(), service.printed());
        service.awaitLines(output, service.printed().lines().count() + 1);
      }
      Matcher address = Pattern.compile("http://localhost:([0-9]+)/v1").matcher(service.printed());
      assertTrue(address.find(), service.printed());
      int port = Integer.parseInt(address.group(1));
      assertTrue(ask(port, "/health/ready").startsWith("HTTP/1.1 200"));

      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        byte[] body = "0.5,-0.25\n".getBytes(StandardCharsets.US_ASCII);
        OutputStream out = socket.getOutputStream();
        out.write(head("POST", "/v1/predict", body.length));
        out.write(body, 0, 3);
        out.flush();
        while (!ask(port, "/metrics").contains("layerwise_requests_running 1")) {
          assertTrue(service.isAlive(), service.printed());
        }
        service.askToEnd();
        out.write(body, 3, body.length - 3);
        out.flush();
        String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(reply.startsWith("HTTP/1.1 200"), reply);
        assertTrue(reply.contains("example,predicted,"), reply);
      }
      service.awaitEnd();
      assertFalse(service.printed().contains("\tat "), service.printed());
    }
  }

  private static void assertRefused(int exitCode, String message, String... args) {
    Outcome outcome = Cli.run(args);
    assertEquals(exitCode, outcome.exitCode(), outcome.err());
    assertTrue(outcome.err().contains(message), outcome.err());
    assertFalse(outcome.err().contains("\tat "), outcome.err());
  }

  @Test
  void refusesWhatCannotBeServed() {
    Path run = folder.resolve("run");
    assertEquals(0, Cli.run("train", "moons", "--epochs", "1", "--out", run.toString()).exitCode());
    String model = run.toString();
    assertRefused(2, "resize: is for images", "serve", model, "--resize");
    assertRefused(2, "invert: is for images", "serve", model, "--invert");
    assertRefused(3, "no such file", "serve", folder.resolve("nothing").toString());
    assertRefused(2, "--max-body", "serve", model, "--max-body", "0");
    assertRefused(2, "most examples", "serve", model, "--max-examples", "0");
    assertRefused(2, "a token is needed", "serve", model, "--host", "0.0.0.0", "--port", "0");
    assertRefused(2, "port: expected 0 to 65535", "serve", model, "--port", "65536");
  }
}
