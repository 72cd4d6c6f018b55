package dev.layerwise.cli;

import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.runs.RunSummary;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How a run ended, in words. */
final class ResultText {
  private static final int LARGEST_MATRIX = 20;
  private static final int WORST = 5;

  private final Terminal terminal;

  ResultText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Writes the whole result of a training. */
  void result(RunSummary summary) {
    terminal.line(
        "Ended     because "
            + summary.stopExplanation()
            + "; after "
            + Numbers.count(summary.steps())
            + (summary.steps() == 1 ? " step in " : " steps in ")
            + Numbers.duration(summary.trainSeconds())
            + ", "
            + Numbers.rate(summary.examplesPerSecond())
            + " examples/s in training steps");
    terminal.line();
    terminal.entry(
        "Result",
        summary.bestStep() == 0
            ? "of the initial weights: none better was seen"
            : "of the best weights, those of epoch "
                + summary.bestEpoch()
                + ", step "
                + Numbers.count(summary.bestStep()));
    terminal.entry("", "              loss  accuracy  examples");
    score("training", summary.trainLoss(), summary.trainAccuracy(), summary.trainingExamples());
    score(
        "validation",
        summary.validationLoss(),
        summary.validationAccuracy(),
        summary.validationExamples());
    score("test", summary.testLoss(), summary.testAccuracy(), summary.testExamples());
    terminal.line();
    String part =
        summary.testExamples() > 0
            ? "test"
            : summary.validationExamples() > 0 ? "validation" : "training";
    confusion(part, toMatrix(summary.confusion()), summary.classNames());
    terminal.line();
    terminal.entry("Written", summary.runDirectory() + "/");
    terminal.entry(
        "",
        "model.safetensors (best weights), run.yaml, metrics.jsonl, summary.json,"
            + " checkpoint.safetensors");
  }

  private void score(String name, @Nullable Double loss, @Nullable Double accuracy, int examples) {
    if (loss != null && accuracy != null) {
      terminal.entry(
          "",
          String.format(
              Locale.ROOT,
              "%-10s  %6s  %8s  %8s",
              name,
              Numbers.loss(loss),
              Numbers.accuracy(accuracy),
              Numbers.count(examples)));
    }
  }

  private static ConfusionMatrix toMatrix(List<List<Long>> rows) {
    ConfusionMatrix matrix = new ConfusionMatrix(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < rows.size(); j++) {
        matrix.add(i, j, rows.get(i).get(j));
      }
    }
    return matrix;
  }

  /** Writes a confusion matrix and names the worst mistakes. */
  void confusion(String part, ConfusionMatrix matrix, List<String> classNames) {
    terminal.entry(
        "Confusion", "of the " + part + " set: rows are actual classes, columns predicted ones");
    if (matrix.classes() <= LARGEST_MATRIX) {
      grid(matrix, classNames);
    }
    OptionalInt only = matrix.solePrediction();
    if (only.isPresent()) {
      terminal.entry(
          "",
          "every example is taken for "
              + classNames.get(only.getAsInt())
              + ": the network has learnt nothing that tells the"
              + " classes apart");
      terminal.entry(
          "",
          "(a learning rate too large or too small, unscaled inputs, or hidden units that died are"
              + " the usual causes)");
      return;
    }
    List<ConfusionMatrix.Confusion> worst = matrix.worst(WORST);
    if (worst.isEmpty()) {
      terminal.entry("", "no mistakes");
      return;
    }
    StringBuilder text = new StringBuilder("most often: ");
    for (int i = 0; i < worst.size(); i++) {
      ConfusionMatrix.Confusion confusion = worst.get(i);
      text.append(i == 0 ? "" : ", ")
          .append(classNames.get(confusion.actual()))
          .append(" taken for ")
          .append(classNames.get(confusion.predicted()))
          .append(" (")
          .append(confusion.count())
          .append(')');
    }
    terminal.entry("", text.toString());
  }

  private void grid(ConfusionMatrix matrix, List<String> classNames) {
    int names = classNames.stream().mapToInt(String::length).max().orElse(1);
    int cell = 4;
    for (int i = 0; i < matrix.classes(); i++) {
      for (int j = 0; j < matrix.classes(); j++) {
        cell = Math.max(cell, Numbers.count(matrix.count(i, j)).length() + 1);
      }
    }
    StringBuilder header = new StringBuilder(" ".repeat(names + 2));
    for (String name : classNames) {
      String shortened = name.length() < cell ? name : name.substring(0, cell - 1);
      header.append(" ".repeat(cell - shortened.length())).append(shortened);
    }
    terminal.entry("", header + "  recall");
    for (int i = 0; i < matrix.classes(); i++) {
      StringBuilder row =
          new StringBuilder(
              String.format(Locale.ROOT, "%-" + (names + 2) + "s", classNames.get(i)));
      for (int j = 0; j < matrix.classes(); j++) {
        long count = matrix.count(i, j);
        String text = count == 0 ? "·" : Numbers.count(count);
        row.append(" ".repeat(cell - text.length())).append(text);
      }
      terminal.entry("", row + "  " + Numbers.accuracy(matrix.recall(i)));
    }
  }
}
