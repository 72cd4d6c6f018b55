package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import dev.layerwise.record.RecordException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code layerwise} command. */
@Command(
    name = "layerwise",
    description = "Trains feed-forward neural networks, and puts them to use.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
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
  /** The commands by their names, in the order in which the help lists them. */
  private static final Map<String, Class<?>> COMMANDS = commands();

  /** Those of them that are about all others. */
  private static final Set<String> ABOUT_ALL = Set.of("generate-completion", "help");

  @Spec private CommandSpec spec = CommandSpec.create();

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("train", TrainCommand.class);
    commands.put("resume", ResumeCommand.class);
    commands.put("evaluate", EvaluateCommand.class);
    commands.put("predict", PredictCommand.class);
    commands.put("show", ShowCommand.class);
    commands.put("convert", ConvertCommand.class);
    commands.put("report", ReportCommand.class);
    commands.put("export", ExportCommand.class);
    commands.put("import", ImportCommand.class);
    commands.put("check-gradients", CheckGradientsCommand.class);
    commands.put("sweep", SweepCommand.class);
    commands.put("compare", CompareCommand.class);
    commands.put("study", StudyCommand.class);
    commands.put("find-learning-rate", FindLearningRateCommand.class);
    commands.put("track", TrackCommand.class);
    commands.put("ui", UiCommand.class);
    commands.put("serve", ServeCommand.class);
    commands.put("info", InfoCommand.class);
    commands.put("generate-completion", AutoComplete.GenerateCompletion.class);
    commands.put("help", CommandLine.HelpCommand.class);
    return commands;
  }

  /** Runs a command and ends the program with its exit code. */
  public static void main(String[] args) {
    ReadAhead.begin(args);
    Stderr.reopen();
    Stdout.open();
    int exitCode = ExitCode.INTERNAL;
    try {
      exitCode = Stdout.exitCode(execute(args));
    } finally {
      Interruption.over(exitCode);
    }
    System.exit(exitCode);
  }

  private static int execute(String[] args) {
    try {
      return commandLine(args).execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println("layerwise: " + explain(e));
      return ExitCode.DATA;
    }
  }

  /**
   * The command line, ready to parse; tests give it streams of their own.
   *
   * <p>To learn a command's options takes some ten milliseconds, so where the first argument is a
   * command that knows nothing of the others, it is the only one.
   */
  static CommandLine commandLine(String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    String first = args.length == 0 ? "" : args[0];
    boolean alone = COMMANDS.containsKey(first) && !ABOUT_ALL.contains(first);
    for (Map.Entry<String, Class<?>> command : COMMANDS.entrySet()) {
      if (!alone || command.getKey().equals(first)) {
        commandLine.addSubcommand(command.getKey(), command.getValue());
      }
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setAbbreviatedOptionsAllowed(false);
    commandLine.setOverwrittenOptionsAllowed(true);
    commandLine.setExecutionExceptionHandler(new Failures());
    commandLine.setParameterExceptionHandler(Main::explainUsage);
    commandLine.setExitCodeExceptionMapper(_ -> ExitCode.USAGE);
    commandLine.registerConverter(Path.class, Main::path);
    commandLine.registerConverter(int.class, Main::integer);
    commandLine.registerConverter(Integer.class, Main::integer);
    commandLine.registerConverter(long.class, Main::whole);
    commandLine.registerConverter(Long.class, Main::whole);
    commandLine.registerConverter(double.class, Main::number);
    commandLine.registerConverter(Double.class, Main::number);
    commandLine.setHelpFactory(OptionHeadings::new);
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setUsageHelpWidth(100);
    return commandLine;
  }

  /** A file or folder that was named; an empty name would be the folder that one is in. */
  private static Path path(String name) {
    if (name.isBlank()) {
      throw new TypeConversionException("expected a name, got nothing");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(unnameable(e));
    }
  }

  private static int integer(String text) {
    long value = whole(text);
    if (value != (int) value) {
      throw new TypeConversionException(
          "expected a number of at most 9 digits, got '" + text + "'");
    }
    return (int) value;
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a whole number, got '" + text + "'");
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("expected a number, got '" + text + "'");
    }
  }

  private static String unnameable(InvalidPathException e) {
    return e.getInput()
        + ": cannot be the name of a file here ("
        + e.getReason()
        + "); if it has letters beyond ASCII, choose a locale that knows them, for example"
        + " LC_ALL=C.UTF-8";
  }

  /** A JVM that gets no more threads from the system says that it is out of memory, too. */
  static String explain(OutOfMemoryError failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("native thread")) {
      return "threads: the system refuses to start so many; choose fewer (--threads)";
    }
    return "the heap of "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MiB is too small for this ("
        + message
        + "); give Java more, for example LAYERWISE_JAVA_OPTS=-Xmx8g";
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** One line on what is wrong and one on where help is; the whole usage would bury both. */
  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("layerwise: " + words(wrong));
    Optional<String> meant = meantCommand(wrong);
    if (meant.isPresent()) {
      err.println("Did you mean: layerwise " + meant.get() + "?");
    } else {
      UnmatchedArgumentException.printSuggestions(wrong, err);
    }
    err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** The parser's own words count arguments from 0, and call what follows an option one as well. */
  private static String words(ParameterException wrong) {
    if (!(wrong instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return String.valueOf(wrong.getMessage());
    }
    boolean early = wrong.getCommandLine().getParent() == null;
    String first = unmatched.getUnmatched().getFirst();
    if (unmatched.isUnknownOption()) {
      String option = "there is no option '" + first.replaceAll("=.*", "") + "'";
      return early ? option + " before the command; its options stand behind it" : option;
    }
    return early
        ? "there is no command '" + first + "'"
        : "'" + first + "' is one argument too many";
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

  /**
   * A message without what would steer the terminal: names in files, and what servers say, come
   * from others.
   */
  static String printable(String message) {
    return message.replaceAll("[\\p{Cc}&&[^\n\t]]", "?");
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
        case InvalidPathException e -> {
          err.println("layerwise: " + unnameable(e));
          yield ExitCode.USAGE;
        }
        case IllegalArgumentException e -> tell(err, e, ExitCode.USAGE);
        default -> {
          err.println("layerwise: a fault of Layerwise itself; please report it with what follows");
          failure.printStackTrace(err);
          yield ExitCode.INTERNAL;
        }
      };
    }

    private static int tell(PrintWriter err, Exception failure, int exitCode) {
      err.println("layerwise: " + printable(String.valueOf(failure.getMessage())));
      return exitCode;
    }
  }
}
