package dev.layerwise.report.run;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.record.Model;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Definitions;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.run.RunRecord.Part;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The page about a run: everything its folder tells, and what its data show.
 *
 * <p>What cannot be shown (the data are gone, the run has not ended, a file is damaged) is said in
 * the page; it never stops the rest.
 */
public final class RunReport {
  private final RunRecord run;

  private RunReport(RunRecord run) {
    this.run = run;
  }

  /**
   * Makes the page.
   *
   * @param dataDir a folder with the published sets, or null for the places that the run names
   * @throws dev.layerwise.data.DataException if the folder holds no run
   */
  public static Page page(RunDirectory directory, DataSources sources, @Nullable Path dataDir) {
    return new RunReport(RunRecord.read(directory, sources, dataDir)).page();
  }

  private Page page() {
    RunMistakes mistakes = RunMistakes.of(run);
    RunWords words = new RunWords(run, mistakes);
    List<Section> sections = new ArrayList<>();
    add(sections, "curves", "Curves", curves());
    add(sections, "mistakes", "Mistakes", mistakes(mistakes));
    add(sections, "boundary", "Boundary", boundary());
    add(sections, "layers", "Layers", RunLayers.read(run.directory().layers()).blocks());
    add(sections, "weights", "Weights", weights());
    add(sections, "settings", "Settings", settings());
    add(sections, "provenance", "Provenance", provenance());
    RunSummary summary = run.summary();
    String what = run.spec().data() + (summary == null ? "" : " · " + summary.network());
    return new Page(
        "run report",
        run.name(),
        what,
        words.sentences(),
        words.tiles(),
        sections,
        "Made by Layerwise " + Environment.currentVersion() + " from " + run.directory().path());
  }

  private static void add(List<Section> sections, String id, String title, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(new Section(id, title, blocks));
    }
  }

  private List<Block> curves() {
    RunCurves curves = new RunCurves(run.history(), run.summary());
    List<Block> blocks = new ArrayList<>(run.notice(Part.SUMMARY));
    List<Block> charts = curves.charts();
    if (charts.isEmpty()) {
      blocks.add(Notice.missing("There are no curves: the run has measured nothing yet."));
    }
    blocks.addAll(charts);
    Table table = curves.table();
    if (table != null) {
      blocks.add(table);
    }
    return blocks;
  }

  private List<Block> mistakes(@Nullable RunMistakes mistakes) {
    List<Block> blocks = new ArrayList<>(run.notice(Part.DATA));
    if (mistakes != null) {
      blocks.addAll(mistakes.blocks());
    }
    return blocks;
  }

  private List<Block> boundary() {
    Model model = run.model();
    try {
      Boundary boundary = model == null ? null : RunBoundary.of(model, run.data());
      return boundary == null ? List.of() : List.of(boundary);
    } catch (DataException e) {
      return List.of(Notice.missing("The boundary is not shown: " + e.getMessage()));
    }
  }

  private List<Block> weights() {
    Model model = run.model();
    if (model == null) {
      return List.copyOf(run.notice(Part.MODEL));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(RunWeights.histograms(List.of(new RunWeights.Named(run.name(), model))));
    ImageGrid first = RunWeights.firstLayer("first-layer", "Weights of the first layer", model);
    if (first != null) {
      blocks.add(first);
    }
    blocks.add(RunWeights.table("parameters", "Parameters", model));
    return blocks;
  }

  private List<Block> settings() {
    Map<String, Object> changes = RunSpecs.changes(run.spec());
    List<Entry> entries = new ArrayList<>();
    RunSpecs.toSettings(run.spec())
        .forEach((name, value) -> {
          if (value != null) {
            entries.add(new Entry(name, Cells.plain(value), changes.containsKey(name)));
          }
        });
    return List.of(
        Prose.of(
            "The full description of the run. Settings that differ from the defaults are strong."),
        new Definitions(entries));
  }

  private List<Block> provenance() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Code("Run it again", RunCommand.line(run.spec())));
    blocks.addAll(run.notice(Part.ENVIRONMENT));
    List<Entry> entries = new ArrayList<>();
    JsonNode environment = run.environment();
    if (environment != null) {
      entry(entries, "Started", environment, "started");
      entry(entries, "Layerwise", environment, "version");
      entry(entries, "Java", environment, "jdk");
      entry(entries, "System", environment, "os");
      entry(entries, "Processors", environment, "processors");
      entry(entries, "Threads", environment, "threads");
      entry(entries, "Largest heap, MiB", environment, "maxHeapMiB");
      String reason = environment.path("kernelsReason").asString("");
      entries.add(
          new Entry(
              "Kernels",
              environment.path("kernels").asString("?")
                  + (reason.isEmpty() ? "" : " (" + reason + ")")));
      entry(entries, "Seed", environment, "seed");
      for (JsonNode source : environment.path("sources")) {
        entries.add(
            new Entry(
                "SHA-256 of "
                    + source.path("role").asString("data")
                    + " data, "
                    + source.path("name").asString("?"),
                source.path("sha256").asString("?")));
      }
    }
    RunSummary summary = run.summary();
    if (summary != null) {
      entries.add(new Entry("SHA-256 of the parameters", summary.parametersSha256()));
    }
    if (!entries.isEmpty()) {
      blocks.add(new Definitions(entries));
    }
    return blocks;
  }

  private static void entry(List<Entry> entries, String name, JsonNode environment, String key) {
    JsonNode value = environment.path(key);
    if (!value.isMissingNode() && !value.isNull()) {
      entries.add(new Entry(name, value.asString("")));
    }
  }
}
