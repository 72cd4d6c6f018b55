package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Definitions;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.page.Page.Tile;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page that a study ends in. */
public final class StudyPage {
  private final StudyResult result;
  private final Study study;
  private final Content content;

  private StudyPage(StudyResult result, DataSources sources) {
    this.result = result;
    this.study = result.study();
    this.content = Content.of(result, sources);
  }

  /**
   * Makes the page.
   *
   * @param sources where data are found, for examples that are shown
   */
  public static Page of(StudyResult result, DataSources sources) {
    return new StudyPage(result, sources).page();
  }

  /** The answer of a study, in sentences. */
  public static List<String> answer(StudyResult result, DataSources sources) {
    return new StudyPage(result, sources).sentences();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    List<Block> question = new ArrayList<>();
    notices(question);
    question.add(new Prose(study.about()));
    sections.add(new Section("question", "The question", question));
    List<Block> tables = new ArrayList<>();
    for (Counterparts table : study.tables()) {
      tables.add(new Pairing(result, table).figure());
    }
    if (!tables.isEmpty()) {
      sections.add(new Section("results", "Ours beside published", tables));
    }
    sections.addAll(content.sections());
    study.sweeps().keySet().stream()
        .filter(name -> name.startsWith(Study.TUNED))
        .forEach(name -> tuned(name).ifPresent(sections::add));
    if (!study.method().isEmpty()) {
      sections.add(
          new Section("method", "Where the method differs", List.of(new Prose(study.method()))));
    }
    sections.add(new Section("provenance", "Provenance", provenance()));
    return new Page(
        "study report",
        study.title(),
        study.question(),
        sentences(),
        tiles(),
        sections,
        "Made by Layerwise "
            + Environment.currentVersion()
            + " · study "
            + study.name()
            + (result.options().quick() ? ", quick version" : ""));
  }

  private void notices(List<Block> blocks) {
    if (result.options().quick()) {
      blocks.add(
          Notice.warning(
              "This is the quick version: few examples and few epochs, for a look. Its figures are"
                  + " not to be compared with the published ones; leave --quick away for those."));
    }
    long missing =
        study.sweeps().size()
            - result.sweeps().size()
            + result.trials().stream()
                .filter(trial -> trial.status() == TrialStatus.UNFINISHED)
                .count();
    if (missing > 0) {
      blocks.add(
          Notice.warning(
              "The study has not ended: some trainings are missing (layerwise study "
                  + result.directory().path()
                  + " goes on)."));
    }
  }

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>(content.answer());
    for (Counterparts table : study.tables()) {
      Pairing pairing = new Pairing(result, table);
      if (!table.judged().isEmpty() && pairing.comparable() > 0) {
        sentences.add(judgement(pairing));
      }
    }
    study.sweeps().keySet().stream()
        .filter(name -> name.startsWith(Study.TUNED))
        .forEach(name -> tunedSentence(name).ifPresent(sentences::add));
    return sentences;
  }

  private static String judgement(Pairing pairing) {
    List<Pair> behind = pairing.behind();
    String figures = Words.list(pairing.judged().stream().map(Measured::name).toList());
    long all = pairing.comparable();
    return behind.isEmpty()
        ? "Ours is at least as good as published in "
            + (all == 1 ? "the one row" : "all " + all + " rows")
            + " of '"
            + pairing.table().title()
            + "' ("
            + figures
            + ")."
        : "Ours is behind in "
            + behind.size()
            + " of "
            + all
            + " rows of '"
            + pairing.table().title()
            + "' ("
            + figures
            + "): "
            + behind.stream().limit(6).map(Pair::label).collect(Collectors.joining("; "))
            + (behind.size() > 6 ? "; and others" : "")
            + ". The table says by how much and why.";
  }

  private Optional<String> tunedSentence(String name) {
    Optional<VariantResult> tuned = result.best(name);
    if (tuned.isEmpty()) {
      return Optional.empty();
    }
    RunSummary first = Figures.first(tuned.get());
    StringBuilder words = new StringBuilder("Ours, tuned");
    words.append(first == null ? "" : " (" + first.network() + ")").append(": ");
    words.append(tuned.get().trial().label()).append(" reaches ");
    double validation = Figures.mean(tuned.get(), "validationAccuracy");
    if (!Double.isNaN(validation)) {
      words.append("validation accuracy ").append(Words.accuracy(validation)).append(" and ");
    }
    words.append("test accuracy ");
    words.append(Words.accuracy(Figures.mean(tuned.get(), "testAccuracy")));
    for (Counterparts table : study.tables()) {
      if (table.judged().isEmpty() || !table.tuned().equals(name)) {
        continue;
      }
      Pairing pairing = new Pairing(result, table);
      Measured figure = pairing.figure(table.judged().getLast());
      Pair best = pairing.publishedBest(figure.ours());
      double lead = Figures.mean(tuned.get(), figure.ours()) - Pairing.published(best, figure);
      words.append(" with the same architecture, ").append(Words.points(lead));
      words.append(lead < 0 ? " below" : " above").append(" the published best ");
      words.append(figure.name()).append(" (").append(best.label()).append(")");
    }
    words.append('.');
    return Optional.of(words.toString());
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    for (Counterparts table : study.tables()) {
      Pairing pairing = new Pairing(result, table);
      if (!table.judged().isEmpty() && tiles.size() < 4) {
        Measured figure = pairing.figure(table.judged().getLast());
        Pair best = pairing.publishedBest(figure.ours());
        tiles.add(
            new Tile(
                "Published best",
                figure.format().text(Pairing.published(best, figure)),
                figure.name() + ", " + best.label()));
        result
            .best(table.sweep())
            .ifPresent(ours ->
                tiles.add(
                    new Tile(
                        "Ours",
                        figure.format().text(Figures.mean(ours, figure.ours())),
                        figure.name() + ", " + ours.trial().label())));
      }
    }
    for (String name : study.sweeps().keySet()) {
      if (name.startsWith(Study.TUNED)) {
        result
            .best(name)
            .ifPresent(tuned ->
                tiles.add(
                    new Tile(
                        "Ours, tuned",
                        Words.accuracy(Figures.mean(tuned, "testAccuracy")),
                        "test accuracy, " + network(tuned))));
      }
    }
    double seconds =
        result.trials().stream()
            .map(TrialResult::summary)
            .filter(summary -> summary != null)
            .mapToDouble(summary -> summary == null ? 0 : summary.trainSeconds())
            .sum();
    tiles.add(
        new Tile(
            "Training time",
            Words.duration(seconds),
            Words.count(result.trials().size(), "training")));
    return tiles;
  }

  private static String network(VariantResult variant) {
    RunSummary summary = Figures.first(variant);
    return summary == null ? "" : summary.network();
  }

  /** The search for better settings of the same architecture. */
  private Optional<Section> tuned(String name) {
    SweepResult sweep = result.sweeps().get(name);
    if (sweep == null) {
      return Optional.empty();
    }
    List<String> varied = sweep.spec().varied();
    List<Column> columns = new ArrayList<>();
    varied.forEach(setting -> columns.add(new Column(setting, Format.SETTING)));
    columns.add(new Column("epochs", Format.COUNT));
    columns.add(new Column("train time", Format.SECONDS));
    columns.add(new Column("train accuracy", Format.ACCURACY));
    columns.add(new Column("validation accuracy", Format.ACCURACY, Better.HIGHER));
    columns.add(new Column("test accuracy", Format.ACCURACY));
    Integer best = sweep.best().map(variant -> variant.trial().variant()).orElse(0);
    List<Row> rows = new ArrayList<>();
    for (TrialResult trial : sweep.ranking()) {
      RunSummary summary = trial.summary();
      List<Object> cells = new ArrayList<>();
      varied.forEach(setting -> cells.add(cell(trial.trial().settings().get(setting))));
      if (summary == null) {
        continue;
      }
      for (String figure :
          List.of(
              "epochs", "trainSeconds", "trainAccuracy", "validationAccuracy", "testAccuracy")) {
        Double value = Figures.of(summary, figure);
        cells.add(value == null ? "" : value);
      }
      rows.add(
          new Row(
              new ArrayList<>(cells),
              trial.trial().variant() == best
                  ? Mark.BEST
                  : trial.status() == TrialStatus.DONE ? Mark.NONE : Mark.FAILED,
              trial.note()));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Prose.of(
            "The same architecture on the same split, with other schedules, initialisers,"
                + " optimisers and penalties. The best is chosen by "
                + sweep.spec().select().words()
                + "; the test"
                + " set is measured once for each and chooses nothing."));
    blocks.add(
        new Table(name + "-table", "The sweep that found the tuned settings", "", columns, rows));
    sweep
        .best()
        .ifPresent(variant -> {
          targets(name, variant).ifPresent(blocks::add);
          blocks.add(
              new Code(
                  "The tuned run, to train again",
                  RunSpecs.toYaml(RunSpecs.changes(variant.trial().spec()))));
        });
    return Optional.of(
        new Section(
            name,
            "Ours, tuned: " + sweep.best().map(StudyPage::network).orElse("no result yet"),
            blocks));
  }

  private static Object cell(@Nullable Object value) {
    return value instanceof Number number ? number : Cells.plain(value);
  }

  private Optional<Block> targets(String name, VariantResult tuned) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, Double> target :
        study.targets().getOrDefault(name, Map.of()).entrySet()) {
      double value = Figures.mean(tuned, target.getKey());
      words.add(
          Figures.words(target.getKey())
              + " "
              + Words.accuracy(value)
              + (value >= target.getValue() ? " reaches " : " misses ")
              + Words.accuracy(target.getValue()));
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(Prose.of("What was aimed at: " + Words.list(words) + "."));
  }

  private List<Block> provenance() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Code(
            "The study again",
            "layerwise study "
                + study.name()
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
    blocks.add(new Code("The description of the study", Studies.description(study.name())));
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
