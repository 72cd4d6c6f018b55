package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionHeadingsTest {
  private static List<String> help(String command) {
    return Main.commandLine(command)
        .getSubcommands()
        .get(command)
        .getUsageMessage()
        .lines()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "train, Data: Network: Training: Machine: Output: Tracking: Examples:",
    "sweep, Sweep: Data: Network: Training: Machine: Tracking: Examples:",
    "resume, Tracking:",
    "predict, ''"
  })
  void headingsStandInTheOrderOfTheMixins(String command, String headings) {
    List<String> found = help(command).stream().filter(line -> line.matches("[A-Z]\\w+:")).toList();
    assertEquals(headings, String.join(" ", found));
  }

  @Test
  void everyOptionStandsOnceAndUnderItsHeading() {
    List<String> lines = help("train");
    for (String option : List.of("--help", "--config", "--layers", "--threads", "--out")) {
      long times =
          lines.stream().filter(line -> line.matches(" .*" + option + "\\b.*  .*")).count();
      assertEquals(1, times, option);
    }
    assertEquals("Network", headingOf(lines, "--layers"));
    assertEquals("Machine", headingOf(lines, "--threads"));
    assertEquals("", headingOf(lines, "--config"));
  }

  /** The last heading before an option. */
  private static String headingOf(List<String> lines, String option) {
    String heading = "";
    for (String line : lines) {
      if (line.matches("[A-Z]\\w+:")) {
        heading = line.substring(0, line.length() - 1);
      }
      if (line.strip().startsWith(option + "=")) {
        return heading;
      }
    }
    throw new AssertionError(option + " is not in the help");
  }
}
