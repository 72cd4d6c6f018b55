package dev.layerwise.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IAnnotatedElement;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help that lists the options of each {@link OptionHeading} by themselves.
 *
 * <p>Picocli's own groups have headings too, but when the first option of a group is met its
 * synopsis is composed of all of them, though nobody reads it: a twentieth of the time that a start
 * takes.
 */
final class OptionHeadings extends Help {
  OptionHeadings(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  /** The headings of a command's options; of the others, nothing. */
  static Map<String, String> of(CommandSpec command) {
    Map<String, String> headings = new LinkedHashMap<>();
    for (Map.Entry<String, CommandSpec> mixin : command.mixins().entrySet()) {
      IAnnotatedElement field = command.mixinAnnotatedElements().get(mixin.getKey());
      OptionHeading heading = field == null ? null : field.getAnnotation(OptionHeading.class);
      if (heading != null) {
        for (OptionSpec option : mixin.getValue().options()) {
          headings.put(option.longestName(), heading.value());
        }
      }
      headings.putAll(of(mixin.getValue()));
    }
    return headings;
  }

  @Override
  public String optionList() {
    Map<String, String> headings = of(commandSpec());
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put("", new ArrayList<>());
    headings.values().forEach(heading -> groups.put(heading, new ArrayList<>()));
    for (OptionSpec option : commandSpec().options()) {
      String heading = headings.getOrDefault(option.longestName(), "");
      groups.computeIfAbsent(heading, _ -> new ArrayList<>()).add(option);
    }
    StringBuilder list = new StringBuilder();
    groups.forEach((heading, options) -> {
      if (!heading.isEmpty()) {
        list.append(String.format("%n%s:%n", heading));
      }
      list.append(optionListExcludingGroups(options));
    });
    return list.toString();
  }
}
