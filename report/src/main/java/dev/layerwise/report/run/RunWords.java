package dev.layerwise.report.run;

import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.metric.ConfusionMatrix.Confusion;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.page.Page.Tile;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What came out of a run, in plain words and a few figures, all of it from the record. */
final class RunWords {
  /** From which lead of training over validation, in points, one speaks of it. */
  private static final double GAP = 0.02;

  private final RunRecord run;
  private final @Nullable RunMistakes mistakes;

  RunWords(RunRecord run, @Nullable RunMistakes mistakes) {
    this.run = run;
    this.mistakes = mistakes;
  }

  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    RunSummary summary = run.summary();
    if (summary == null) {
      sentences.add(soFar());
    } else {
      sentences.add(what(summary) + " " + result(summary));
      sentences.add(ending(summary) + gap(summary));
    }
    sentences.addAll(divergence());
    sentences.addAll(confusions());
    return sentences;
  }

  private String what(RunSummary s) {
    RunSpec spec = run.spec();
    return "A network "
        + s.network()
        + " ("
        + count(s.parameters(), "parameter")
        + ") was trained on "
        + count(s.trainingExamples(), "example")
        + " of "
        + spec.data()
        + " by "
        + spec.optimizer()
        + " with learning rate "
        + Format.SETTING.text(spec.learningRate())
        + " and mini-batches of "
        + spec.batchSize()
        + (spec.shift() > 0
            ? ", each image moved by up to "
                + count(spec.shift(), "pixel")
                + " anew in every epoch (augmentation)"
            : "")
        + ": "
        + count(s.epochs(), "epoch")
        + ", "
        + count(s.steps(), "step")
        + ", "
        + Format.SECONDS.text(s.trainSeconds())
        + ".";
  }

  private static String result(RunSummary s) {
    if (s.testAccuracy() != null) {
      return "Of the "
          + count(s.testExamples(), "test example")
          + ", which decided nothing, it recognises "
          + percent(s.testAccuracy())
          + ".";
    }
    if (s.validationAccuracy() != null) {
      return "Of the "
          + count(s.validationExamples(), "validation example")
          + " it recognises "
          + percent(s.validationAccuracy())
          + "; there was no test set, and a figure that chose the weights is a little too good.";
    }
    return "It recognises "
        + percent(s.trainAccuracy())
        + " of its training examples; there was neither validation nor test set, so that nothing is"
        + " known about others.";
  }

  private String ending(RunSummary s) {
    String best =
        s.validationAccuracy() == null
            ? "The last weights were kept, since there was no validation set to choose by."
            : s.bestStep() == 0
                ? "No step made it better: the weights that were kept are the initial ones."
                : "The weights that were kept are those of step "
                    + Format.COUNT.text(s.bestStep())
                    + " in epoch "
                    + s.bestEpoch()
                    + ", the best by validation "
                    + run.spec().keepBest()
                    + ".";
    return best + " Training ended because " + lowerFirst(s.stopExplanation()) + ".";
  }

  private static String lowerFirst(String text) {
    String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return plain.isEmpty()
        ? plain
        : plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
  }

  private static String gap(RunSummary s) {
    if (s.validationAccuracy() == null) {
      return "";
    }
    double gap = s.trainAccuracy() - s.validationAccuracy();
    return gap < GAP
        ? ""
        : " Training accuracy is "
            + String.format(Locale.ROOT, "%.1f", 100 * gap)
            + " points above validation accuracy: the network knows the examples it was trained on"
            + " better than others.";
  }

  private String soFar() {
    List<Line> epochs = run.history().of("epoch");
    if (epochs.isEmpty()) {
      return "This training on " + run.spec().data() + " has not finished its first epoch.";
    }
    Line last = epochs.getLast();
    double validation = last.number("validationAccuracy");
    return "This training on "
        + run.spec().data()
        + " has finished "
        + last.epoch()
        + " of at most "
        + count(run.spec().epochs(), "epoch")
        + "; training accuracy was "
        + percent(last.number("trainAccuracy"))
        + (Double.isNaN(validation) ? "" : ", validation accuracy " + percent(validation))
        + ".";
  }

  private List<String> divergence() {
    List<Line> lines = run.history().of("divergence");
    if (lines.isEmpty()) {
      return List.of();
    }
    Line line = lines.getFirst();
    double rate = line.number("suggestedLearningRate");
    return List.of(
        "The training diverged: at step "
            + Format.COUNT.text(line.step())
            + " the loss was "
            + line.texts().getOrDefault("loss", "not finite")
            + "; the first to go was "
            + line.texts().getOrDefault("origin", "not recorded")
            + "."
            + (Double.isNaN(rate)
                ? ""
                : " A sane next try is a learning rate of " + Format.SETTING.text(rate) + "."));
  }

  private List<String> confusions() {
    if (mistakes == null) {
      return List.of();
    }
    ConfusionMatrix confusion = mistakes.confusion();
    OptionalInt sole = confusion.solePrediction();
    if (sole.isPresent()) {
      return List.of(
          "It takes every example of the "
              + mistakes.part()
              + " for "
              + mistakes.names().get(sole.getAsInt())
              + ": it has learnt nothing that tells the classes apart. A learning rate too large or"
              + " too small, inputs that are not scaled, or hidden units that died (see the layers"
              + " below) are the usual reasons.");
    }
    List<String> sentences = new ArrayList<>();
    List<Confusion> worst = confusion.worst(2);
    if (worst.isEmpty()) {
      sentences.add("It makes no mistake on the " + mistakes.part() + ".");
    } else if (confusion.classes() > 2) {
      StringBuilder text = new StringBuilder("Most often it takes ");
      for (int k = 0; k < worst.size(); k++) {
        Confusion c = worst.get(k);
        text.append(k == 0 ? "" : " and ")
            .append(mistakes.names().get(c.actual()))
            .append(" for ")
            .append(mistakes.names().get(c.predicted()))
            .append(" (")
            .append(Format.COUNT.text(c.count()))
            .append(k > 0 ? ")" : c.count() == 1 ? " time)" : " times)");
      }
      sentences.add(text.append(".").toString());
    }
    List<String> never =
        IntStream.range(0, confusion.classes())
            .filter(k -> Double.isNaN(confusion.precision(k)))
            .mapToObj(mistakes.names()::get)
            .toList();
    if (!never.isEmpty() && !worst.isEmpty()) {
      sentences.add(
          "It never says "
              + String.join(", ", never)
              + ": a class that the network has not learnt. A learning rate that is too large or"
              + " too small, or too few examples of it, are the usual reasons.");
    }
    return sentences;
  }

  List<Tile> tiles() {
    RunSummary s = run.summary();
    if (s == null) {
      return List.of();
    }
    List<Tile> tiles = new ArrayList<>();
    tile(tiles, "Test accuracy", s.testAccuracy(), s.testLoss());
    tile(tiles, "Validation accuracy", s.validationAccuracy(), s.validationLoss());
    tile(tiles, "Training accuracy", s.trainAccuracy(), s.trainLoss());
    tiles.add(
        new Tile(
            "Training time",
            Format.SECONDS.text(s.trainSeconds()),
            Format.COUNT.text(Math.round(s.examplesPerSecond())) + " examples/s"));
    tiles.add(
        new Tile(
            "Best weights",
            s.bestStep() == 0 ? "initial" : "epoch " + s.bestEpoch(),
            "of " + s.epochs() + ", step " + Format.COUNT.text(s.bestStep())));
    return tiles;
  }

  private static void tile(
      List<Tile> tiles, String label, @Nullable Double accuracy, @Nullable Double loss) {
    if (accuracy != null) {
      tiles.add(
          new Tile(
              label,
              Format.ACCURACY.text(accuracy),
              loss == null ? "" : "loss " + Format.LOSS.text(loss)));
    }
  }

  private static String count(long count, String noun) {
    return Format.COUNT.text(count) + " " + noun + (count == 1 ? "" : "s");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
