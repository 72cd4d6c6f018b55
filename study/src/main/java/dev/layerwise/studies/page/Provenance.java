package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Definitions;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.StudyResult;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What made the figures of a study: the command, the machine, the time, the description. */
final class Provenance {
  private final StudyResult result;

  private Provenance(StudyResult result) {
    this.result = result;
  }

  static List<Block> blocks(StudyResult result) {
    return new Provenance(result).blocks();
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Code(
            "The study again",
            "layerwise study "
                + result.study().name()
                + (result.options().quick() ? " --quick" : "")
                + (result.options().repeats() == null
                    ? ""
                    : " --repeats " + result.options().repeats())));
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, SweepResult> sweep : result.sweeps().entrySet()) {
      double seconds =
          sweep.getValue().trials().stream()
              .map(TrialResult::summary)
              .mapToDouble(summary -> summary == null ? 0 : summary.trainSeconds())
              .sum();
      entries.add(
          new Entry(
              "Sweep " + sweep.getKey(),
              Words.count(sweep.getValue().trials().size(), "training")
                  + ", "
                  + Words.duration(seconds)
                  + " of training"));
    }
    environment(entries);
    blocks.add(new Definitions(entries));
    blocks.add(
        new Code("The description of the study", Studies.description(result.study().name())));
    return blocks;
  }

  private void environment(List<Entry> entries) {
    for (TrialResult trial : result.trials()) {
      if (!Files.exists(trial.directory().environment())) {
        continue;
      }
      try {
        JsonNode environment =
            JsonMapper.shared().readTree(trial.directory().environment().toFile());
        add(entries, "Layerwise", environment, "version");
        add(entries, "Java", environment, "jdk");
        add(entries, "System", environment, "os");
        add(entries, "Processors", environment, "processors");
        add(entries, "Kernels", environment, "kernels");
        add(entries, "Why those", environment, "kernelsReason");
      } catch (JacksonException e) {
        entries.add(new Entry("Environment", "cannot be read: " + e.getOriginalMessage()));
      }
      return;
    }
  }

  private static void add(List<Entry> entries, String name, JsonNode environment, String key) {
    String value = environment.path(key).asString("");
    if (!value.isEmpty()) {
      entries.add(new Entry(name, value));
    }
  }
}
