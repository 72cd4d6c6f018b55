package dev.layerwise.studies;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The folder of a study: {@code study.yaml}, a sweep directory for each sweep, the tables, the
 * report.
 *
 * @param path the folder
 */
public record StudyDirectory(Path path) {
  /** Whether a folder is that of a study. */
  public static boolean isStudy(Path path) {
    return Files.isRegularFile(new StudyDirectory(path).description());
  }

  /** Opens the folder of a study that was begun. */
  public static StudyDirectory open(Path path) {
    if (!isStudy(path)) {
      throw new DataException(
          path
              + (Files.exists(path)
                  ? ": is no study directory: it holds no study.yaml"
                  : ": there is no such study"));
    }
    return new StudyDirectory(path);
  }

  /** Which study this is, and with which options. */
  public Path description() {
    return path.resolve("study.yaml");
  }

  /** The folder of a sweep. */
  public SweepDirectory sweep(String name) {
    return new SweepDirectory(path.resolve(name));
  }

  /**
   * The file of the points that the study generates: {@code training}, {@code test} or {@code
   * validation}.
   */
  public Path points(String part) {
    return path.resolve("points-" + part + ".csv");
  }

  /** The file of pooled examples, IDX: {@code images} or {@code labels}. */
  public Path pooled(String part) {
    return path.resolve("pooled-" + part + ".idx");
  }

  /** The page that the study ends in. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** The predictions of the test set, where the study makes some. */
  public Path predictions() {
    return path.resolve("predictions.csv");
  }

  /** What the training loops took beside NumPy's, where that was measured. */
  public Path loopTimes() {
    return path.resolve("numpy.json");
  }

  /** The folder of the tables. */
  public Path tables() {
    return path.resolve("tables");
  }

  /** The answer and the tables, for programs. */
  public Path summary() {
    return path.resolve("summary.json");
  }

  /** The name of the study. */
  public String study() {
    return String.valueOf(read().getOrDefault("study", ""));
  }

  /** The options that it was begun with. */
  @SuppressWarnings("unchecked")
  public StudyOptions options() {
    Map<String, Object> raw = read();
    try {
      return new StudyOptions(
          Boolean.TRUE.equals(raw.get("quick")),
          (Integer) raw.get("repeats"),
          (Map<String, Object>) raw.getOrDefault("settings", Map.of()));
    } catch (ClassCastException e) {
      throw new DataException(
          description()
              + ": expected quick (true or false), repeats (a number) and settings (names with"
              + " values); the file is damaged: begin the study anew in another folder (--out)",
          e);
    }
  }

  private Map<String, Object> read() {
    Map<String, Object> raw = RunSpecs.readSettings(description());
    if (!raw.containsKey("study")) {
      throw new DataException(description() + ": does not say which study it is (study: NAME)");
    }
    return raw;
  }

  /**
   * Checks that a study could be written here, or continued.
   *
   * @throws DataException if the folder holds something else
   */
  void requireUsableFor(Study study, StudyOptions options) {
    if (!isStudy(path)) {
      RunDirectory.requireUsable(path);
      return;
    }
    if (!study().equals(study.name()) || !options().equals(options)) {
      throw new DataException(
          path
              + ": holds the study "
              + study()
              + " with other options; name another folder (--out), or continue that one as it was"
              + " (layerwise study "
              + path
              + ")");
    }
  }

  /** Writes down which study this is, unless that is there. */
  void begin(Study study, StudyOptions options) {
    if (Files.exists(description())) {
      return;
    }
    Map<String, Object> raw = new LinkedHashMap<>();
    raw.put("study", study.name());
    raw.put("quick", options.quick());
    if (options.repeats() != null) {
      raw.put("repeats", options.repeats());
    }
    raw.put("settings", options.settings());
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw AtomicFiles.explain(path, e);
    }
    AtomicFiles.writeString(
        description(), "# Continue with: layerwise study " + path + "\n" + RunSpecs.toYaml(raw));
  }
}
