package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.SettingWords;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The answer of a study: what its page knows to say, then who is ahead, then the tuned settings.
 */
final class Answer {
  private final StudyResult result;
  private final Study study;
  private final Content content;

  private Answer(StudyResult result, Content content) {
    this.result = result;
    this.study = result.study();
    this.content = content;
  }

  static List<String> of(StudyResult result, Content content) {
    return SettingWords.in(new Answer(result, content).sentences());
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
            + ". Below the table it says by how much and why.";
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
    if (tuned.get().trial().spec().shift() > 0) {
      words.append(' ').append(Words.shifted(tuned.get().trial().spec().shift()));
    }
    return Optional.of(words.toString());
  }
}
