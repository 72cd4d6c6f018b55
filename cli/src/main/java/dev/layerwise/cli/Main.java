package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import dev.layerwise.record.RecordException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code layerwise} command. */
@Command(
    name = "layerwise",
    description = "Trains feed-forward neural networks, and puts them to use.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      ResumeCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ShowCommand.class,
      ConvertCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      CheckGradientsCommand.class,
      SweepCommand.class,
      CompareCommand.class,
      StudyCommand.class,
      FindLearningRateCommand.class,
      TrackCommand.class,
      UiCommand.class,
      ServeCommand.class,
      InfoCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:all went well",
      " 1:a fault of Layerwise itself",
      " 2:a wrong option, argument or setting",
      " 3:data or files that cannot be used",
      " 4:the training diverged",
      " 5:a check failed",
      "130:stopped by Ctrl-C; what was learnt is written"
    },
    footer = {
      "",
      "Begin with 'layerwise train': it learns handwritten digits that need no download.",
      "'layerwise COMMAND --help' explains a command."
    })
final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs a command and ends the program with its exit code. */
  public static void main(String[] args) {
    Stderr.reopen();
    int exitCode;
    try {
      exitCode = commandLine().execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "layerwise: the heap of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB is too small for this ("
              + e.getMessage()
              + "); give Java more, for example LAYERWISE_JAVA_OPTS=-Xmx8g");
      exitCode = ExitCode.DATA;
    }
    System.exit(exitCode);
  }

  /** The command line, ready to parse; tests give it streams of their own. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setAbbreviatedOptionsAllowed(false);
    commandLine.setOverwrittenOptionsAllowed(true);
    commandLine.setExecutionExceptionHandler(new Failures());
    commandLine.setParameterExceptionHandler(Main::explainUsage);
    commandLine.setExitCodeExceptionMapper(_ -> ExitCode.USAGE);
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setUsageHelpWidth(100);
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** One line on what is wrong and one on where help is; the whole usage would bury both. */
  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("layerwise: " + wrong.getMessage());
    Optional<String> meant = meantCommand(wrong);
    if (meant.isPresent()) {
      err.println("Did you mean: layerwise " + meant.get() + "?");
    } else {
      UnmatchedArgumentException.printSuggestions(wrong, err);
    }
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** Of a mistyped command: picocli would compare the letters that are in it, not their order. */
  private static Optional<String> meantCommand(ParameterException wrong) {
    return wrong instanceof UnmatchedArgumentException unmatched
            && wrong.getCommandLine().getParent() == null
            && !unmatched.getUnmatched().isEmpty()
        ? Suggestions.nearest(
            unmatched.getUnmatched().getFirst(), wrong.getCommandLine().getSubcommands().keySet())
        : Optional.empty();
  }

  /** Turns what a person can mend into a message, and leaves the stack trace to real faults. */
  private static final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
        Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
      PrintWriter err = commandLine.getErr();
      return switch (failure) {
        case DataException e -> tell(err, e, ExitCode.DATA);
        case RecordException e -> tell(err, e, ExitCode.DATA);
        case IllegalArgumentException e -> tell(err, e, ExitCode.USAGE);
        default -> {
          err.println("layerwise: a fault of Layerwise itself; please report it with what follows");
          failure.printStackTrace(err);
          yield ExitCode.INTERNAL;
        }
      };
    }

    private static int tell(PrintWriter err, Exception failure, int exitCode) {
      err.println("layerwise: " + failure.getMessage());
      return exitCode;
    }
  }
}
