package dev.layerwise.benchmarks;

import dev.layerwise.benchmarks.compare.CompareCommand;
import dev.layerwise.benchmarks.compare.TableCommand;
import dev.layerwise.benchmarks.growth.GrowthCommand;
import dev.layerwise.data.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The benchmarks' commands. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    description = "Measures how fast Layerwise is; docs/benchmarks.md explains the figures.",
    footer = {
      "",
      "'benchmarks/run fetch' gets libtorch and TensorFlow for the comparison (some 300 MB).",
      "",
      "Ends with 0 if all went well, with 1 if something failed on the way, and with 2 if an"
          + " option or the data was wrong."
    },
    subcommands = {CompareCommand.class, TableCommand.class, GrowthCommand.class, JmhCommand.class})
public final class Benchmarks implements Runnable {
  /** What {@code benchmarks/run} takes: fetch is its own. */
  private static final String COMMANDS = "compare, table, growth, jmh and fetch";

  private static final int FAILED = 1;
  private static final int WRONG = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Benchmarks() {}

  static void main(String... arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, ready to parse. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Benchmarks());
    commandLine.setParameterExceptionHandler((wrong, _) -> explain(wrong));
    commandLine.setExecutionExceptionHandler(
        (failure, command, _) -> explain(failure, command.getErr()));
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setUsageHelpWidth(100);
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing; there are " + COMMANDS);
  }

  /** The parser's own words count arguments from 0, and name no command that there is. */
  private static String words(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && wrong.getCommandLine().getParent() == null
        && !unmatched.getUnmatched().isEmpty()
        && !unmatched.isUnknownOption()) {
      return "there is no command '"
          + unmatched.getUnmatched().getFirst()
          + "'; there are "
          + COMMANDS;
    }
    return String.valueOf(wrong.getMessage());
  }

  private static int explain(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("benchmarks: " + words(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return WRONG;
  }

  /** What a person can mend becomes a line; a stack trace is for faults of this program. */
  private static int explain(Exception failure, PrintWriter err) {
    switch (failure) {
      case DataException e -> {
        err.println("benchmarks: " + e.getMessage());
        return WRONG;
      }
      case IOException e -> err.println("benchmarks: cannot read or write: " + e.getMessage());
      default -> {
        err.println("benchmarks: a fault of the benchmarks themselves; please report it with this");
        failure.printStackTrace(err);
      }
    }
    return FAILED;
  }
}
