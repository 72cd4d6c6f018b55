package dev.layerwise.report.run;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Examples;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that a run directory holds and the data it names, as far as they are there. What is not is
 * null, and a notice says why.
 *
 * @param directory the folder
 * @param spec the description
 * @param history what was measured
 * @param summary the result, or null while there is none
 * @param environment where it was made, or null
 * @param model the best weights, or null
 * @param data the data, or null
 * @param judged what the network says of the examples it is judged by, or null
 * @param notices what is missing and why
 */
record RunRecord(
    RunDirectory directory,
    RunSpec spec,
    MetricsHistory history,
    @Nullable RunSummary summary,
    @Nullable JsonNode environment,
    @Nullable Model model,
    @Nullable RunData data,
    @Nullable Judged judged,
    Map<Part, Notice> notices) {

  /** What may be missing. */
  enum Part {
    SUMMARY,
    ENVIRONMENT,
    MODEL,
    DATA
  }

  /**
   * Examples with what the network says of them.
   *
   * @param part what they are called: test set, validation set or training set
   * @param examples the examples
   * @param predictions of each of them, in their order
   */
  record Judged(String part, Examples examples, Predictions predictions) {
    int label(int i) {
      return examples.labels()[examples.rows()[i]];
    }

    boolean isWrong(int i) {
      return predictions.classes()[i] != label(i);
    }

    /** The probability of a class; with a single output unit, scores hold both classes. */
    double score(int i, int label) {
      return predictions.scores().get(i, label);
    }

    /** How a person finds the example again: its number in its set, from 1. */
    String name(int i) {
      return "example " + (examples.rows()[i] + 1);
    }
  }

  /**
   * Reads a run.
   *
   * @param dataDir a folder with the published sets, or null for the places that the run names
   */
  static RunRecord read(RunDirectory directory, DataSources sources, @Nullable Path dataDir) {
    Map<Part, Notice> notices = new HashMap<>();
    RunSpec spec = RunSession.specOf(directory);
    RunSummary summary = summary(directory, notices);
    JsonNode environment = environment(directory, notices);
    Model model = model(directory, notices);
    RunData data = data(spec, sources, dataDir, environment, notices);
    if (model != null && data != null && !fits(model, data)) {
      notices.put(
          Part.DATA,
          Notice.warning(
              "The model of this run does not fit the data that its description names."));
      data = null;
    }
    Judged judged = null;
    if (model != null && data != null) {
      try {
        judged = judge(model, data);
      } catch (DataException e) {
        notices.put(Part.DATA, Notice.warning("Mistakes are not shown: " + reason(e)));
      }
    }
    return new RunRecord(
        directory,
        spec,
        MetricsHistory.read(directory),
        summary,
        environment,
        model,
        data,
        judged,
        notices);
  }

  /** What to say about a missing part: a list of one notice, or none. */
  List<Notice> notice(Part part) {
    Notice notice = notices.get(part);
    return notice == null ? List.of() : List.of(notice);
  }

  /** The name of the folder, which is that of the run. */
  String name() {
    Path name = directory.path().toAbsolutePath().normalize().getFileName();
    return name == null ? directory.path().toString() : name.toString();
  }

  private static @Nullable RunSummary summary(RunDirectory directory, Map<Part, Notice> notices) {
    if (!Files.exists(directory.summary())) {
      notices.put(
          Part.SUMMARY,
          Notice.warning(
              "This training has not ended, or was killed: its folder holds no summary.json. What"
                  + " follows is what had been written when this page was made; 'layerwise resume'"
                  + " continues a killed run."));
      return null;
    }
    try {
      return RunFiles.readSummary(directory);
    } catch (JacksonException | DataException e) {
      notices.put(
          Part.SUMMARY,
          Notice.warning("The result is not shown: summary.json cannot be read: " + reason(e)));
      return null;
    }
  }

  private static @Nullable JsonNode environment(RunDirectory directory, Map<Part, Notice> notices) {
    if (Files.exists(directory.environment())) {
      try {
        return JsonMapper.shared().readTree(directory.environment().toFile());
      } catch (JacksonException e) {
        notices.put(Part.ENVIRONMENT, Notice.missing("The environment is not shown: " + reason(e)));
        return null;
      }
    }
    notices.put(
        Part.ENVIRONMENT,
        Notice.missing("Where this run was made is not known: it holds no environment.json."));
    return null;
  }

  private static @Nullable Model model(RunDirectory directory, Map<Part, Notice> notices) {
    if (!Files.exists(directory.model())) {
      notices.put(
          Part.MODEL,
          Notice.missing(
              "Weights and mistakes are not shown: the run holds no model.safetensors, which is"
                  + " written when training ends."));
      return null;
    }
    try {
      return ModelFile.read(
          directory.model(), KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
    } catch (DataException e) {
      notices.put(Part.MODEL, Notice.missing("Weights and mistakes are not shown: " + reason(e)));
      return null;
    }
  }

  private static @Nullable RunData data(
      RunSpec spec,
      DataSources sources,
      @Nullable Path dataDir,
      @Nullable JsonNode environment,
      Map<Part, Notice> notices) {
    try {
      Map<String, Object> settings = new HashMap<>(RunSpecs.toSettings(spec));
      // The weights come from the model file; where they started does not matter here.
      settings.remove("init");
      if (dataDir != null) {
        settings.put("dataDir", dataDir.toString());
      }
      RunData data;
      try (RunSession session = RunSession.prepare(RunSpecs.of(settings), sources)) {
        data = session.data();
      }
      String changed = changed(data, environment);
      if (changed == null) {
        return data;
      }
      notices.put(Part.DATA, Notice.warning(changed));
    } catch (DataException | IllegalArgumentException e) {
      notices.put(
          Part.DATA,
          Notice.missing(
              "Examples are not shown, since the data of this run were not found: " + reason(e)));
    }
    return null;
  }

  /** Says which data are no longer those of the run, or null. */
  private static @Nullable String changed(RunData data, @Nullable JsonNode environment) {
    Map<String, String> known = new HashMap<>();
    if (environment != null) {
      environment
          .path("sources")
          .forEach(source ->
              known.put(source.path("role").asString(""), source.path("sha256").asString("")));
    }
    for (RunData.Source source : data.sources()) {
      String digest = known.getOrDefault(source.role(), source.sha256());
      if (!digest.equals(source.sha256())) {
        return "Examples are not shown: the "
            + source.role()
            + " data called "
            + source.name()
            + " are not those that the run was trained on (their SHA-256 differs).";
      }
    }
    return null;
  }

  private static boolean fits(Model model, RunData data) {
    return model.network().spec().inputs() == data.set().features().columns()
        && model.classNames().equals(data.set().classNames());
  }

  private static Judged judge(Model model, RunData data) {
    Examples test = data.test();
    Examples validation = data.validation();
    Examples examples = test != null ? test : validation != null ? validation : data.training();
    String part =
        test != null ? "test set" : validation != null ? "validation set" : "training set";
    return new Judged(
        part,
        examples,
        Predictions.of(model.network(), examples.features(), examples.rows(), model.scaling()));
  }

  private static String reason(Exception e) {
    List<String> lines = new ArrayList<>(String.valueOf(e.getMessage()).lines().toList());
    return lines.isEmpty() ? "" : lines.getFirst();
  }
}
