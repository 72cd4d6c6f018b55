package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.model.Evaluation;
import dev.layerwise.record.Model;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures a model on labelled data: loss, accuracy, confusion matrix.")
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RUN-or-MODEL",
      description = "A run directory or a model file.")
  private Path runOrModel = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "A name (mnist: its test set), or a file or folder with labels, as for train.")
  private String data = "";

  @Mixin private NamedDataOptions input = new NamedDataOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Model known = Models.readBriefly(runOrModel);
    Dataset set = load(known);
    known.requireFeatures(set);
    Model model = Models.readFor(runOrModel, known, set.size());
    Evaluation evaluation = new Evaluation(model.network(), Examples.all(set), model.scaling());
    ConfusionMatrix confusion = new ConfusionMatrix(set.classes());
    Evaluation.Score score = evaluation.scoreInto(confusion);
    if (confusion.total() < set.size()) {
      throw new DataException(
          runOrModel
              + ": the outputs for "
              + (set.size() - confusion.total())
              + " of "
              + set.size()
              + " examples are not numbers (NaN): the weights have diverged; train again with a"
              + " lower learning rate");
    }
    if (json) {
      Stdout.printJson(RunFiles.toJson(facts(set, score, confusion)));
      return ExitCode.OK;
    }
    Terminal terminal = Terminal.standardOutput();
    terminal.entry("Model", model.network().spec().widths() + " from " + runOrModel);
    terminal.entry("Data", set.name() + ", " + Numbers.count(set.size(), "example"));
    terminal.entry("Loss", Numbers.loss(score.loss()));
    terminal.entry("Accuracy", Numbers.accuracy(score.accuracy()));
    new ResultText(terminal).confusion(set.name(), confusion, model.classNames());
    return ExitCode.OK;
  }

  private Dataset load(Model model) {
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    RunSpec spec = input.describe(data);
    String labels = spec.labels();
    Dataset set =
        sources.loadNamed(
            labels == null ? data : data + "," + labels,
            spec,
            model.classNames(),
            model.featureNames());
    if (set.classes() != model.classNames().size()) {
      throw new DataException(
          data
              + ": has "
              + set.classes()
              + " classes, the model knows "
              + model.classNames().size());
    }
    if (!set.classNames().equals(model.classNames())) {
      throw new DataException(
          data
              + ": its classes are "
              + String.join(", ", set.classNames())
              + "; those of the model are "
              + String.join(", ", model.classNames()));
    }
    return set;
  }

  private static Map<String, Object> facts(
      Dataset set, Evaluation.Score score, ConfusionMatrix confusion) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", set.name());
    facts.put("examples", set.size());
    facts.put("loss", score.loss());
    facts.put("accuracy", score.accuracy());
    facts.put("classNames", set.classNames());
    facts.put(
        "worst",
        confusion.worst(5).stream()
            .map(c ->
                List.of(
                    set.classNames().get(c.actual()),
                    set.classNames().get(c.predicted()),
                    c.count()))
            .toList());
    return facts;
  }
}
