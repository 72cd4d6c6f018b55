package dev.layerwise.web.index;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.runs.FolderClaim;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.StudyDirectory;
import dev.layerwise.studies.StudyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads what the index keeps of folders that hold many runs: sweeps, and studies, which hold
 * sweeps. Trials that have ended are counted; what is in them is not read.
 */
final class SeriesReader {
  private SeriesReader() {}

  /** Reads a sweep. */
  static Entry sweep(Path folder, String id) {
    Words words = Words.read(folder);
    SweepDirectory sweep = new SweepDirectory(folder);
    try {
      List<Trial> trials = SweepFile.read(sweep.description(), Map.of()).trials();
      boolean ended = Files.exists(sweep.best());
      Status status = isLive(sweep) ? Status.LIVE : ended ? Status.DONE : Status.STOPPED;
      Map<String, Object> settings = common(trials);
      return entry(id, "sweep", status, sweep.description(), settings, trials, ended(sweep), words);
    } catch (DataException | IllegalArgumentException | IOException e) {
      return RunReader.damaged(id, "sweep", words, e);
    }
  }

  /** Reads a study; it is being trained if one of its sweeps is. */
  static Entry study(Path folder, String id) {
    Words words = Words.read(folder);
    try {
      StudyDirectory directory = StudyDirectory.open(folder);
      Study study = Studies.named(directory.study());
      // Planned anew, in a folder that is not there: sweeps that have begun name data by paths that
      // may be those of another working directory, and a study may have been moved.
      StudyPlan plan = StudyPlan.of(study, directory.options(), folder.resolve("planned"));
      List<Trial> trials = new ArrayList<>();
      long ended = 0;
      boolean live = false;
      for (StudyPlan.Stage stage : plan.stages()) {
        trials.addAll(stage.sweep().trials());
        SweepDirectory sweep = directory.sweep(stage.name());
        ended += ended(sweep);
        live |= isLive(sweep);
      }
      Map<String, Object> settings = common(trials);
      // What it has made for itself has a name that says nothing.
      if (study.points() != null) {
        settings.put("data", "points");
      } else if (!study.pooled().isEmpty()) {
        settings.put("data", study.pooled());
      }
      settings.put(Entry.STUDY, study.name());
      Status status = live ? Status.LIVE : ended >= trials.size() ? Status.DONE : Status.STOPPED;
      return entry(id, "study", status, directory.description(), settings, trials, ended, words);
    } catch (DataException | IllegalArgumentException | IOException e) {
      return RunReader.damaged(id, "study", words, e);
    }
  }

  private static Entry entry(
      String id,
      String kind,
      Status status,
      Path description,
      Map<String, Object> settings,
      List<Trial> trials,
      long ended,
      Words words)
      throws IOException {
    List<String> changes =
        trials.isEmpty()
            ? List.of()
            : RunSpecs.changes(trials.getFirst().spec()).keySet().stream()
                .filter(settings::containsKey)
                .toList();
    return new Entry(
        id,
        kind,
        status,
        Files.getLastModifiedTime(description).toInstant().toString(),
        settings,
        changes,
        Map.of("trials", (double) trials.size(), "trialsDone", (double) ended),
        "",
        "",
        words.tags(),
        words.note(),
        "");
  }

  /** The settings in which no two trials differ. */
  private static Map<String, Object> common(List<Trial> trials) {
    Map<String, Object> common = new LinkedHashMap<>();
    for (int i = 0; i < trials.size(); i++) {
      Map<String, Object> settings = RunSpecs.toSettings(trials.get(i).spec());
      if (i == 0) {
        common.putAll(settings);
        common.values().removeIf(value -> value == null);
      }
      common
          .entrySet()
          .removeIf(setting -> !setting.getValue().equals(settings.get(setting.getKey())));
    }
    return common;
  }

  private static long ended(SweepDirectory sweep) throws IOException {
    Path folder = sweep.path().resolve("trials");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> trials = Files.list(folder)) {
      return trials.filter(trial -> Files.exists(new RunDirectory(trial).summary())).count();
    }
  }

  private static boolean isLive(SweepDirectory sweep) {
    return FolderClaim.isHeld(sweep.path().resolve("sweep.lock"));
  }
}
