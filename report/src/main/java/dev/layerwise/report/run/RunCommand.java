package dev.layerwise.report.run;

import dev.layerwise.experiments.table.Cells;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command that makes a run again. */
public final class RunCommand {
  private RunCommand() {}

  /** The arguments of {@code layerwise} that describe a run. */
  public static List<String> arguments(RunSpec spec) {
    List<String> arguments = new ArrayList<>(List.of("train", spec.data()));
    Map<String, Object> changes = new TreeMap<>(RunSpecs.changes(spec));
    changes.remove("data");
    changes.forEach((setting, value) -> {
      String option = "--" + hyphenated(setting);
      if (value instanceof Boolean on) {
        // Each of them is a flag that turns the default round.
        arguments.add(on ? option : "--no-" + hyphenated(setting));
      } else if (value != null) {
        String text = Cells.plain(value);
        if (text.startsWith("-")) {
          arguments.add(option + "=" + text);
        } else {
          arguments.add(option);
          arguments.add(text);
        }
      }
    });
    return arguments;
  }

  /** The command as one types it into a shell. */
  public static String line(RunSpec spec) {
    return line(spec, "");
  }

  /**
   * The command as one types it into a shell.
   *
   * @param folder where the run is to be written, or an empty text for the usual place
   */
  public static String line(RunSpec spec, String folder) {
    List<String> arguments = arguments(spec);
    if (!folder.isEmpty()) {
      arguments.addAll(List.of("--out", folder));
    }
    return "layerwise "
        + arguments.stream().map(RunCommand::quoted).collect(Collectors.joining(" "));
  }

  /** {@code batchSize} as {@code batch-size}. */
  static String hyphenated(String setting) {
    return setting.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_./:=,%+-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
