package dev.layerwise.web.dashboard;

import java.util.List;
import java.util.Map;

/**
 * How a training is started in a process of its own, and how the command line explains it.
 *
 * @param command the program with what comes before its arguments
 * @param explanations of the settings, by name
 */
public record TrainingProgram(List<String> command, Map<String, Setting.Explanation> explanations) {
  /** Copies them. */
  public TrainingProgram {
    command = List.copyOf(command);
    explanations = Map.copyOf(explanations);
  }
}
