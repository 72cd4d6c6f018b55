package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.page.Page.Tile;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.SettingWords;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.List;

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
    return Answer.of(result, Content.of(result, sources));
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    List<Block> question = new ArrayList<>();
    notices(question);
    question.add(new Prose(study.about()));
    sections.add(new Section("question", "The question", question));
    List<Block> tables = new ArrayList<>();
    for (Counterparts table : study.tables()) {
      tables.addAll(BesideTable.of(result, new Pairing(result, table)));
    }
    if (!tables.isEmpty()) {
      sections.add(new Section("results", "Ours beside published", tables));
    }
    sections.addAll(content.sections());
    study.sweeps().keySet().stream()
        .filter(name -> name.startsWith(Study.TUNED))
        .forEach(name -> Tuned.section(result, name).ifPresent(sections::add));
    if (!study.method().isEmpty()) {
      sections.add(
          new Section("method", "Where the method differs", List.of(new Prose(study.method()))));
    }
    sections.add(new Section("provenance", "Provenance", Provenance.blocks(result)));
    return new Page(
        "study report",
        study.title(),
        study.question(),
        Answer.of(result, content),
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

  /** The published best, and ours. */
  private List<Tile> beside(Counterparts table) {
    Pairing pairing = new Pairing(result, table);
    Measured figure = pairing.figure(table.judged().getLast());
    Pair best = pairing.publishedBest(figure.ours());
    List<Tile> tiles = new ArrayList<>();
    tiles.add(
        new Tile(
            "Published best",
            figure.format().text(Pairing.published(best, figure)),
            figure.name() + ", " + SettingWords.in(best.label())));
    result
        .best(table.sweep())
        .ifPresent(ours ->
            tiles.add(
                new Tile(
                    "Ours",
                    figure.format().text(Figures.mean(ours, figure.ours())),
                    figure.name() + ", " + SettingWords.in(ours.trial().label()))));
    return tiles;
  }

  /** Ours with the published best in its note: one of several tables. */
  private Tile ours(Counterparts table) {
    Pairing pairing = new Pairing(result, table);
    Measured figure = pairing.figure(table.judged().getLast());
    double published = Pairing.published(pairing.publishedBest(figure.ours()), figure);
    double ours =
        result
            .best(table.sweep())
            .map(best -> Figures.mean(best, figure.ours()))
            .orElse(Double.NaN);
    return new Tile(
        "Ours: " + table.title(),
        Double.isNaN(ours) ? "–" : figure.format().text(ours),
        figure.name() + ", published " + figure.format().text(published));
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    List<Counterparts> judged =
        study.tables().stream().filter(table -> !table.judged().isEmpty()).toList();
    for (Counterparts table : judged) {
      tiles.addAll(judged.size() == 1 ? beside(table) : List.of(ours(table)));
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
                        "test accuracy, " + Tuned.network(tuned))));
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
}
