package dev.layerwise.report.sweep;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.Selection;
import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.experiments.sweep.SweepTables;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Definitions;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.page.Page.Tile;
import dev.layerwise.report.run.VariantCurves;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.SettingWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page about a sweep, finished or not. */
public final class SweepPage {
  private final SweepResult result;
  private final SweepSpec spec;
  private final @Nullable VariantResult best;

  private SweepPage(SweepResult result) {
    this.result = result;
    this.spec = result.spec();
    this.best = result.best().orElse(null);
  }

  /** Makes the page. */
  public static Page of(SweepResult result) {
    return new SweepPage(result).page();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    add(sections, "trials", "Trials", trials());
    add(sections, "influence", "What made the difference", new SweepInfluence(result).blocks());
    add(sections, "curves", "Curves", curves());
    add(sections, "provenance", "Provenance", provenance());
    return new Page(
        "sweep report",
        spec.name(),
        subtitle(),
        sentences(),
        tiles(),
        sections,
        "Made by Layerwise " + Environment.currentVersion() + " from " + result.directory().path());
  }

  private static void add(List<Section> sections, String id, String title, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(new Section(id, title, blocks));
    }
  }

  private String subtitle() {
    int variants = result.variants().size();
    String data =
        result.trials().stream()
            .map(trial -> trial.trial().spec().data())
            .distinct()
            .collect(Collectors.joining(", "));
    return data
        + " · "
        + count(variants, "variant")
        + (spec.seeds().size() > 1
            ? " × " + spec.seeds().size() + " seeds = " + result.trials().size() + " trials"
            : "");
  }

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    List<String> fates = new ArrayList<>();
    for (TrialStatus status : TrialStatus.values()) {
      if (status != TrialStatus.DONE && result.count(status) > 0) {
        fates.add(result.count(status) + " " + status.label());
      }
    }
    sentences.add(
        result.count(TrialStatus.DONE)
            + " of "
            + count(result.trials().size(), "trial")
            + (result.trials().size() == 1 ? " was" : " were")
            + " trained to the end"
            + (fates.isEmpty() ? "" : " (" + String.join(", ", fates) + ")")
            + (spec.varied().isEmpty() ? "." : "; they vary " + list(spec.varied()) + "."));
    sentences.add(winner());
    sentences.add(SweepTables.selectionNote(result));
    return SettingWords.in(sentences);
  }

  private String winner() {
    if (best == null) {
      return "There is no best: no variant was trained to its end with all its seeds.";
    }
    Selection select = spec.select();
    StringBuilder words = new StringBuilder();
    words.append("The best by ").append(select.words()).append(" is ");
    words.append(best.trial().label()).append(" with ").append(merit(best));
    Sample test = best.sample(RunSummary::testAccuracy);
    if (test.n() > 0) {
      words.append(", and ").append(Format.ACCURACY.text(test.mean())).append(" on the test set");
    }
    List<VariantResult> variants = result.variants();
    if (variants.size() > 1 && variants.get(1).merit(select).isKnown()) {
      words.append("; next comes ").append(variants.get(1).trial().label());
      words.append(" with ").append(merit(variants.get(1)));
    }
    return words.append('.').toString();
  }

  /** What a variant is judged by, over seeds with its standard deviation. */
  private String merit(VariantResult variant) {
    Format format = spec.select() == Selection.VALIDATION_ACCURACY ? Format.ACCURACY : Format.LOSS;
    Sample sample = variant.sample(selected());
    return format.text(sample.mean())
        + (sample.n() > 1 ? " ± " + format.text(sample.deviation()) : "");
  }

  private Function<RunSummary, @Nullable Double> selected() {
    return switch (spec.select()) {
      case VALIDATION_ACCURACY -> RunSummary::validationAccuracy;
      case VALIDATION_LOSS -> RunSummary::validationLoss;
      case TRAIN_LOSS -> RunSummary::trainLoss;
    };
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private static String list(List<String> words) {
    int n = words.size();
    return n < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, n - 1)) + " and " + words.get(n - 1);
  }

  static String upperFirst(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    if (best != null) {
      tiles.add(new Tile(upperFirst(spec.select().words()), merit(best), "of the best"));
      Sample test = best.sample(RunSummary::testAccuracy);
      if (test.n() > 0) {
        tiles.add(new Tile("Test accuracy", Format.ACCURACY.text(test.mean()), "of the best"));
      }
    }
    int trials = result.trials().size();
    long done = result.count(TrialStatus.DONE);
    tiles.add(
        new Tile("Trials", String.valueOf(trials), done == trials ? "all done" : done + " done"));
    double seconds =
        result.trials().stream()
            .map(TrialResult::summary)
            .filter(Objects::nonNull)
            .mapToDouble(RunSummary::trainSeconds)
            .sum();
    tiles.add(new Tile("Training time", Format.SECONDS.text(seconds), "of all trials, added up"));
    return tiles;
  }

  private List<Block> trials() {
    List<Block> blocks = new ArrayList<>();
    long unfinished = result.count(TrialStatus.UNFINISHED);
    if (unfinished > 0) {
      blocks.add(
          Notice.warning(
              "This sweep has not ended: "
                  + count((int) unfinished, "trial")
                  + " had no result when this page was made; 'layerwise sweep "
                  + result.directory().path()
                  + "' goes on with it."));
    }
    long lost = result.count(TrialStatus.FAILED) + result.count(TrialStatus.DIVERGED);
    if (lost > 0) {
      blocks.add(
          Notice.warning(count((int) lost, "trial") + " failed or diverged; the table says why."));
    }
    if (spec.seeds().size() > 1) {
      blocks.add(ResultTables.of("variants-table", "Variants", SweepTables.variants(result)));
    }
    blocks.add(trialTable());
    return blocks;
  }

  private Table trialTable() {
    ResultTable exact = SweepTables.trials(result, false);
    Table table = ResultTables.of("trials-table", "Trials", exact);
    List<TrialResult> ranking = result.ranking();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ranking.size(); i++) {
      Mark mark =
          switch (ranking.get(i).status()) {
            case DONE -> table.rows().get(i).mark();
            case PRUNED, DIVERGED, FAILED -> Mark.FAILED;
            case UNFINISHED -> Mark.PENDING;
          };
      rows.add(new Row(table.rows().get(i).cells(), mark, ranking.get(i).note()));
    }
    return new Table(table.id(), table.title(), table.caption(), table.columns(), rows);
  }

  private List<Block> curves() {
    return VariantCurves.charts(
        result.variants().stream()
            .map(variant ->
                new VariantCurves.Variant(
                    variant.trial().label(),
                    variant.trials().stream().map(TrialResult::directory).toList()))
            .toList());
  }

  private List<Block> provenance() {
    List<Block> blocks = new ArrayList<>();
    if (best != null) {
      blocks.add(
          new Code(
              "The best, to train again: layerwise train --config FILE",
              RunSpecs.toYaml(best.trial().spec())));
    }
    blocks.add(
        new Code(
            "The sweep, to run again: layerwise sweep FILE --out DIR", SweepFile.toYaml(spec)));
    List<Map<String, Object>> starts =
        result.directory().events().stream()
            .filter(event -> "sweep-started".equals(event.get("event")))
            .toList();
    if (!starts.isEmpty()) {
      Map<String, Object> last = starts.getLast();
      List<Entry> entries = new ArrayList<>();
      entries.add(new Entry("Started", text(starts.getFirst(), "time")));
      if (starts.size() > 1) {
        entries.add(
            new Entry(
                "Continued", count(starts.size() - 1, "time") + ", last " + text(last, "time")));
      }
      entries.add(new Entry("Layerwise", text(last, "version")));
      entries.add(new Entry("Java", text(last, "jdk")));
      entries.add(new Entry("System", text(last, "os")));
      entries.add(new Entry("Processors", text(last, "processors")));
      entries.add(new Entry("Executor", text(last, "executor")));
      blocks.add(new Definitions(entries));
    }
    return blocks;
  }

  private static String text(Map<String, Object> event, String key) {
    return String.valueOf(event.getOrDefault(key, "?"));
  }
}
