package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.dashboard.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as the program starts it, and trainings as it starts the program. */
class UiCommandTest {
  @TempDir Path folder;

  @Test
  void wrongOptionsAreExplained() {
    Cli.Outcome port = Cli.run("ui", "--port", "99999");
    assertEquals(ExitCode.USAGE, port.exitCode());
    assertTrue(port.err().contains("0 to 65535"), port.err());
    Cli.Outcome token = Cli.run("ui", "--token", "short");
    assertEquals(ExitCode.USAGE, token.exitCode());
    assertFalse(token.err().contains("short"), token.err());
    Cli.Outcome host = Cli.run("ui", "--host", "no such host");
    assertEquals(ExitCode.USAGE, host.exitCode());
    assertTrue(host.err().contains("no such host"), host.err());
  }

  /** The form explains every setting as the help does. */
  @Test
  void everySettingIsExplained() {
    assertEquals(
        new TreeSet<>(RunSpecs.SETTINGS), new TreeSet<>(TrainingPrograms.explanations().keySet()));
    Set<String> groups = new TreeSet<>();
    for (Setting setting : Setting.all(TrainingPrograms.explanations())) {
      groups.add(setting.group());
      assertFalse(setting.description().isBlank(), setting.name());
      assertTrue(
          setting.name().equals("data") || setting.option().startsWith("--"), setting.option());
    }
    assertEquals(Set.of("Data", "Machine", "Network", "Training"), groups);
  }

  @Test
  void theCollectorOfATrainingIsTheUsersChoice() {
    assertTrue(
        TrainingPrograms.collectorIsNamed(Map.of("LAYERWISE_JAVA_OPTS", "-Xmx1g -XX:+UseZGC")));
    assertFalse(TrainingPrograms.collectorIsNamed(Map.of("LAYERWISE_JAVA_OPTS", "-Xmx1g")));
    assertFalse(TrainingPrograms.collectorIsNamed(Map.of()));
  }

  @Test
  void aTrainingRunsInAProcessOfItsOwn() throws Exception {
    Path printed = folder.resolve("printed");
    try (ChildProcess program =
        ChildProcess.start(
            printed, "ui", "--port", "0", "--runs", folder.resolve("runs").toString())) {
      while (program.isAlive() && !Files.readString(printed).contains("Ctrl-C")) {
        program.awaitLines(printed, Files.readAllLines(printed).size() + 1);
      }
      Matcher address = Pattern.compile("http://localhost:\\d+").matcher(program.printed());
      assertTrue(address.find(), program.printed());
      String answer =
          post(
              address.group() + "/api/runs",
              "{\"name\":\"one\",\"settings\":{\"data\":\"moons\",\"dataSize\":200,"
                  + "\"layers\":[4],\"epochs\":2,\"threads\":1}}");
      assertEquals("{\"id\":\"one\"}", answer);
      program.awaitContent(folder.resolve("runs/one/summary.json"));
      assertTrue(
          post(
                  address.group() + "/api/runs",
                  "{\"name\":\"two\",\"settings\":{\"data\":\"moons\",\"validation\":\"0\","
                      + "\"patienceSteps\":5}}")
              .contains("\"where\":\"settings.patienceSteps\""));
      assertFalse(Files.exists(folder.resolve("runs/two")));
    }
  }

  private static String post(String address, String body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    try (InputStream in =
        connection.getResponseCode() < 400
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
