package dev.layerwise.experiments.comparison;

import dev.layerwise.runs.Environment;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices runs whose descriptions name the same data, and whose data were others: a file that has
 * changed between two trainings, or one of the same name in another folder.
 */
final class SameData {
  /** The settings that say which data are read. */
  private static final List<String> SETTINGS =
      List.of(
          "data",
          "labels",
          "dataSize",
          "dataNoise",
          "dataSeed",
          "labelColumn",
          "columns",
          "header",
          "imageSize",
          "test",
          "validation");

  private static final int MOST_NAMES = 3;

  private SameData() {}

  /** A sentence for the runs with other data than the first run with the same description. */
  static List<String> notes(List<ComparedRun> runs) {
    Map<Map<String, Object>, ComparedRun> firsts = new LinkedHashMap<>();
    Map<ComparedRun, List<String>> others = new LinkedHashMap<>();
    for (ComparedRun run : runs) {
      if (!Files.exists(run.directory().environment())) {
        continue;
      }
      Map<String, Object> named = new LinkedHashMap<>(RunSpecs.toSettings(run.spec()));
      named.keySet().retainAll(SETTINGS);
      ComparedRun first = firsts.putIfAbsent(named, run);
      if (first != null && environment(first).otherThan(environment(run).sources()).isPresent()) {
        others
            .computeIfAbsent(first, _ -> new ArrayList<>())
            .add(run.directory().path().toString());
      }
    }
    List<String> notes = new ArrayList<>();
    others.forEach((first, paths) -> notes.add(note(first, paths)));
    return notes;
  }

  private static Environment environment(ComparedRun run) {
    return RunFiles.readEnvironment(run.directory());
  }

  private static String note(ComparedRun first, List<String> paths) {
    int more = paths.size() - MOST_NAMES;
    return "Not the same data, though described alike ("
        + first.spec().data()
        + "): "
        + String.join(", ", paths.subList(0, Math.min(paths.size(), MOST_NAMES)))
        + (more > 0 ? " and " + more + " more" : "")
        + " had others than "
        + first.directory().path()
        + ". What differs between their figures may come from that.";
  }
}
