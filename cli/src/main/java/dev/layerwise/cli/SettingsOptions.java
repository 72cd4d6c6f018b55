package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.IdleSettings;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The options that describe a run. An option {@code --batch-size} is the setting {@code batchSize}
 * of a {@link RunSpec}; options that were given are put over the configuration file, which is put
 * over the defaults.
 */
@SuppressWarnings("UnusedVariable") // The groups are read through the parse result alone.
final class SettingsOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings from a YAML or JSON file, such as a run's run.yaml; options win over it.")
  private @Nullable Path config;

  @Mixin
  @OptionHeading("Data")
  private DataOptions data = new DataOptions();

  @Mixin
  @OptionHeading("Network")
  private NetworkOptions network = new NetworkOptions();

  @Mixin
  @OptionHeading("Training")
  private TrainingOptions training = new TrainingOptions();

  @Mixin
  @OptionHeading("Machine")
  private MachineOptions machine = new MachineOptions();

  /** Where a run computes. */
  static final class MachineOptions {
    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads (default: 0, as many as cores).")
    private @Nullable Integer threads;

    @Option(
        names = "--kernels",
        paramLabel = "auto|vector|scalar",
        description = "What computes (default: auto, the fastest that can run here).")
    private @Nullable String kernels;
  }

  /** The configuration file that was named, or null. */
  @Nullable Path config() {
    return config;
  }

  /** The description that the configuration file and the options make together. */
  RunSpec spec(ParseResult parsed, Map<String, Object> extra) {
    Map<String, Object> fromFile = config == null ? Map.of() : checked(config);
    Map<String, Object> given = given(parsed);
    RunSpec spec = RunSpecs.of(fromFile, extra, given);
    if (given.containsKey("momentum") && spec.optimizer().equals("sgd")) {
      throw new IllegalArgumentException(
          "momentum: plain SGD has none; add --optimizer momentum or nesterov");
    }
    List<IdleSettings.Idle> idle = IdleSettings.of(spec);
    if (!idle.isEmpty()) {
      String place = places(parsed).getOrDefault(idle.getFirst().name(), "");
      throw new IllegalArgumentException(place + idle.getFirst().message());
    }
    return spec;
  }

  /**
   * Where settings stand that were named: what a message about them begins with, which is nothing
   * for options.
   */
  Map<String, String> places(ParseResult parsed) {
    Map<String, String> places = new LinkedHashMap<>();
    if (config != null) {
      RunSpecs.readSettings(config).keySet().forEach(name -> places.put(name, config + ": "));
    }
    given(parsed).keySet().forEach(name -> places.put(name, ""));
    return places;
  }

  /** The settings that the configuration file and the options name, without the defaults. */
  Map<String, Object> named(ParseResult parsed) {
    Map<String, Object> named = new LinkedHashMap<>();
    if (config != null) {
      named.putAll(checked(config));
    }
    named.putAll(given(parsed));
    return named;
  }

  /**
   * The settings of the configuration file, checked by themselves so that a message can name the
   * file.
   */
  private static Map<String, Object> checked(Path file) {
    Map<String, Object> settings = RunSpecs.readSettings(file);
    if (settings.isEmpty()) {
      throw new DataException(
          file + ": holds no setting; for the defaults alone leave it out (--config)");
    }
    RunSpecs.read(file);
    return settings;
  }

  /** The settings that were given as options. */
  static Map<String, Object> given(ParseResult parsed) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = camelCase(option.longestName());
      if (name.equals("noShuffle")) {
        settings.put("shuffle", false);
      } else if (name.equals("layers")) {
        settings.put(name, units((String) lastValue(option)));
      } else if (RunSpecs.SETTINGS.contains(name)) {
        settings.put(name, lastValue(option));
      }
    }
    DataOptions.requireExamples(settings.get("dataSize"));
    return settings;
  }

  /**
   * The value that an option was given last. Not {@link OptionSpec#getValue()}: a list that is
   * given twice would be one after the other there.
   */
  private static Object lastValue(OptionSpec option) {
    return option.typedValues().getLast();
  }

  /** Hidden units such as {@code 20,7,5}; {@code none} is an empty list. */
  private static List<Integer> units(String text) {
    if (text.strip().equals("none")) {
      return List.of();
    }
    try {
      return List.of(text.split(",", -1)).stream()
          .map(part -> Integer.valueOf(part.strip()))
          .toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "layers: expected whole numbers such as 20,7,5, or none, got '" + text + "'", e);
    }
  }

  static String camelCase(String option) {
    StringBuilder name = new StringBuilder();
    for (String word : option.substring(2).split("-", -1)) {
      name.append(
          name.isEmpty()
              ? word
              : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return name.toString();
  }
}
