package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import dev.layerwise.runs.RunSpecs;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class HelpTest {
  static Stream<String> commands() {
    return Main.commandLine().getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfAndItsOptions(String name) {
    CommandSpec command = Main.commandLine().getSubcommands().get(name).getCommandSpec();
    assertFalse(String.join("", command.usageMessage().description()).isBlank(), name);
    for (OptionSpec option : command.options()) {
      assertFalse(
          String.join("", option.description()).isBlank(), name + " " + option.longestName());
    }
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      assertFalse(
          String.join("", parameter.description()).isBlank(), name + " " + parameter.paramLabel());
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsAHundredColumns(String name) {
    Outcome outcome = Cli.run(name, "--help");
    assertEquals(0, outcome.exitCode());
    outcome.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    assertEquals("", outcome.err());
  }

  @Test
  void theProgramTellsItsCommandsAndExitCodes() {
    Outcome outcome = Cli.run("--help");
    assertEquals(0, outcome.exitCode());
    outcome.out().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    commands()
        .forEach(name ->
            assertTrue(
                outcome.out().lines().anyMatch(line -> line.matches("  \\Q" + name + "\\E( .*)?")),
                name));
    for (int code :
        new int[] {
          ExitCode.OK,
          ExitCode.INTERNAL,
          ExitCode.USAGE,
          ExitCode.DATA,
          ExitCode.DIVERGED,
          ExitCode.CHECK_FAILED,
          ExitCode.INTERRUPTED
        }) {
      assertTrue(
          outcome.out().lines().anyMatch(line -> line.strip().startsWith(code + " ")), "" + code);
    }
  }

  /** What a command shows must not depend on whether the others are there. */
  @ParameterizedTest
  @MethodSource("commands")
  void aCommandByItselfIsTheSame(String name) {
    CommandLine alone = Main.commandLine(name);
    CommandLine amongAll = Main.commandLine().getSubcommands().get(name);
    assertEquals(amongAll.getUsageMessage(), alone.getSubcommands().get(name).getUsageMessage());
    assertEquals(amongAll.getCommandName(), alone.getSubcommands().get(name).getCommandName());
    if (!Set.of("help", "generate-completion").contains(name)) {
      assertEquals(Set.of(name), alone.getSubcommands().keySet());
    }
  }

  @Test
  void theProgramTellsItsVersion() {
    assertTrue(Cli.run("--version").out().startsWith("layerwise "));
  }

  @Test
  void everySettingHasAnOptionOfTrain() {
    Set<String> settings = new HashSet<>(RunSpecs.SETTINGS);
    CommandSpec train = Main.commandLine().getSubcommands().get("train").getCommandSpec();
    for (OptionSpec option : train.options()) {
      settings.remove(camelCase(option.longestName()));
    }
    // The data are a parameter, and the order of examples has an option that says no.
    assertEquals(Set.of("data", "shuffle"), settings);
  }

  private static String camelCase(String option) {
    return Arrays.stream(option.substring(2).split("-"))
        .map(word -> word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1))
        .reduce((a, b) -> a + b)
        .map(name -> name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1))
        .orElseThrow();
  }

  @Test
  void completionIsGenerated() {
    CommandLine commandLine = Main.commandLine();
    assertTrue(commandLine.getSubcommands().containsKey("generate-completion"));
    Outcome outcome = Cli.run("generate-completion");
    assertEquals(0, outcome.exitCode());
    assertTrue(outcome.out().contains("complete -F _complete_layerwise"), "no completion function");
    assertTrue(outcome.out().contains("--learning-rate"), "no options");
  }
}
