package dev.layerwise.cli;

import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.dashboard.Setting.Explanation;
import dev.layerwise.web.dashboard.TrainingProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** This program as the dashboard starts it for a training, with what its help says. */
final class TrainingPrograms {
  private static final Pattern COLLECTOR =
      Pattern.compile("-XX:\\+Use(Serial|Parallel|G1|Z|Shenandoah|Epsilon)GC");

  private TrainingPrograms() {}

  static TrainingProgram ours() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-Djava.awt.headless=true");
    if (!collectorIsNamed(System.getenv())) {
      command.add("-XX:+UseSerialGC");
    }
    String modulePath = System.getProperty("jdk.module.path");
    if (Main.class.getModule().isNamed() && modulePath != null) {
      command.addAll(List.of("--module-path", modulePath));
      command.addAll(List.of("--module", "dev.layerwise.cli/" + Main.class.getName()));
    } else {
      String options = System.getenv("LAYERWISE_JAVA_OPTS");
      if (options != null && !options.isBlank()) {
        command.addAll(List.of(options.strip().split("\\s+")));
      }
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(Main.class.getName());
    }
    return new TrainingProgram(command, explanations());
  }

  /** Whether the user has chosen a collector: the JVM refuses to begin with two. */
  static boolean collectorIsNamed(Map<String, String> environment) {
    return Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "LAYERWISE_JAVA_OPTS")
        .anyMatch(name -> COLLECTOR.matcher(environment.getOrDefault(name, "")).find());
  }

  /** What {@code layerwise train --help} says of each setting. */
  static Map<String, Explanation> explanations() {
    Map<String, Explanation> explanations = new LinkedHashMap<>();
    CommandSpec train = new CommandLine(new TrainCommand()).getCommandSpec();
    Map<String, String> headings = OptionHeadings.of(train);
    for (ArgSpec argument : train.positionalParameters()) {
      explanations.put(
          "data", new Explanation("", "Data", String.join(" ", argument.description())));
    }
    for (OptionSpec option : train.options()) {
      String name = SettingsOptions.camelCase(option.longestName());
      name = name.equals("noShuffle") ? "shuffle" : name;
      if (RunSpecs.SETTINGS.contains(name)) {
        explanations.put(
            name,
            new Explanation(
                option.longestName(),
                headings.getOrDefault(option.longestName(), "Settings"),
                String.join(" ", option.description())));
      }
    }
    return explanations;
  }
}
