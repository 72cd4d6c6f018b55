package dev.layerwise.studies;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.PointSets;
import dev.layerwise.experiments.sweep.SweepCheck;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.DataSources.Loaded;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.studies.Study.Points;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What running a study means: its sweeps, one after the other, each in a sweep directory of its
 * own. Stopped or killed and begun again, every sweep goes on where it was.
 *
 * @param study the description
 * @param options how it is run
 * @param directory where it is written
 * @param stages the sweeps, in order
 */
public record StudyPlan(
    Study study, StudyOptions options, StudyDirectory directory, List<Stage> stages) {
  /**
   * One of the sweeps.
   *
   * @param name what the study calls it
   * @param sweep its description
   * @param directory its folder
   */
  public record Stage(String name, SweepSpec sweep, SweepDirectory directory) {}

  /** Copies the list. */
  public StudyPlan {
    stages = List.copyOf(stages);
  }

  /**
   * Plans a study; writes nothing.
   *
   * @throws dev.layerwise.data.DataException if the folder holds something else
   */
  public static StudyPlan of(Study study, StudyOptions options, Path folder) {
    StudyDirectory directory = new StudyDirectory(folder);
    directory.requireUsableFor(study, options);
    StudySweeps sweeps = new StudySweeps(study, options, directory);
    List<Stage> stages = new ArrayList<>();
    for (String name : study.sweeps().keySet()) {
      stages.add(new Stage(name, sweeps.spec(name), directory.sweep(name)));
    }
    StudyPlan plan = new StudyPlan(study, options, directory, stages);
    stages.forEach(stage -> stage.directory().requireUsableFor(stage.sweep()));
    return plan;
  }

  /** The plan of a study that was begun. */
  public static StudyPlan begun(Path folder) {
    StudyDirectory directory = StudyDirectory.open(folder);
    return of(Studies.named(directory.study()), directory.options(), folder);
  }

  /** All trials of all sweeps. */
  public int trials() {
    return stages.stream().mapToInt(stage -> stage.sweep().trials().size()).sum();
  }

  /**
   * Writes down what is to be run, makes the data that the study makes for itself, and checks that
   * every sweep fits its data.
   *
   * @throws dev.layerwise.data.DataException if data are missing
   */
  public void begin(DataSources sources) {
    boolean makesData = study.points() != null || !study.pooled().isEmpty();
    Loaded pooled = study.pooled().isEmpty() ? null : sources.load(pooledSpec());
    if (!makesData) {
      check(sources);
    }
    directory.begin(study, options);
    if (study.points() != null) {
      writePoints(study.points());
    }
    if (pooled != null && !Files.exists(directory.pooled("labels"))) {
      Pool.write(pooled, directory.pooled("images"), directory.pooled("labels"));
    }
    if (makesData) {
      check(sources);
    }
  }

  private RunSpec pooledSpec() {
    Map<String, Object> settings = new LinkedHashMap<>(options.settings());
    settings.put("data", study.pooled());
    return RunSpecs.of(settings);
  }

  private void check(DataSources sources) {
    for (Stage stage : stages) {
      SweepCheck.check(stage.sweep().trials(), stage.directory(), sources);
    }
  }

  private void writePoints(Points points) {
    Dataset all =
        PointSets.generate(
            points.kind(),
            points.training() + points.test() + points.validation(),
            points.classes(),
            points.noise(),
            points.seed());
    write(all, 0, points.training(), directory.points("training"));
    int tested = points.training() + points.test();
    write(all, points.training(), tested, directory.points("test"));
    write(all, tested, all.size(), directory.points("validation"));
  }

  private static void write(Dataset set, int from, int to, Path file) {
    int[] labels = Objects.requireNonNull(set.labels());
    StringBuilder text = new StringBuilder("x,y,label\n");
    for (int i = from; i < to; i++) {
      text.append(set.features().get(i, 0)).append(',').append(set.features().get(i, 1));
      text.append(',').append(set.classNames().get(labels[i])).append('\n');
    }
    AtomicFiles.writeString(file, text.toString());
  }
}
