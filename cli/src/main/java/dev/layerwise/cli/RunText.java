package dev.layerwise.cli;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Features;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.TrainingMemory;
import dev.layerwise.train.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run is about to do, in words: data, network, plan. */
final class RunText {
  private final Terminal terminal;

  RunText(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Writes all three parts. */
  void describe(RunSession session) {
    data(session.data());
    network(session.network().spec(), session.network().parameterCount());
    plan(session);
    terminal.line();
  }

  private void data(RunData data) {
    Dataset set = data.set();
    String shape =
        set.image() != null
            ? "images of " + set.image().height() + "×" + set.image().width() + " pixels"
            : "examples of " + Numbers.count(set.features().columns(), "feature");
    terminal.entry(
        "Data",
        set.name() + ": " + shape + " in " + set.classes() + " classes, scaling " + data.scaling());
    terminal.entry("", parts(data));
    classCounts(data);
    for (List<String> alike : alike(set.classNames())) {
      terminal.entry(
          "",
          "Note: the classes '"
              + String.join("' and '", alike)
              + "' differ in upper and lower case alone; if they are one, write them alike");
    }
  }

  /**
   * Groups of names that differ in upper and lower case alone, which may be one class written in
   * several ways. Single letters are none: those of an alphabet are meant so.
   */
  private static List<List<String>> alike(List<String> names) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String name : names) {
      if (name.length() > 1) {
        groups.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(name);
      }
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  private static String parts(RunData data) {
    return Numbers.count(data.training().size())
        + " training · "
        + size(data.validation())
        + " validation · "
        + size(data.test())
        + " test";
  }

  private static String size(@Nullable Examples examples) {
    return examples == null ? "no" : Numbers.count(examples.size());
  }

  private void classCounts(RunData data) {
    int classes = data.set().classes();
    if (classes > 30) {
      terminal.entry("", "class counts are left out: there are " + classes + " classes");
      return;
    }
    int[] training = counts(data.training(), classes);
    int[] validation = data.validation() == null ? null : counts(data.validation(), classes);
    int[] test = data.test() == null ? null : counts(data.test(), classes);
    int width = 5;
    for (String name : data.set().classNames()) {
      width = Math.max(width, name.length());
    }
    String format = "%-" + width + "s  %8s  %10s  %6s";
    terminal.entry(
        "", String.format(Locale.ROOT, format, "class", "training", "validation", "test"));
    for (int k = 0; k < classes; k++) {
      terminal.entry(
          "",
          String.format(
              Locale.ROOT,
              format,
              data.set().classNames().get(k),
              Numbers.count(training[k]),
              validation == null ? "-" : Numbers.count(validation[k]),
              test == null ? "-" : Numbers.count(test[k])));
    }
  }

  private static int[] counts(Examples examples, int classes) {
    int[] counts = new int[classes];
    for (int row : examples.rows()) {
      counts[examples.labels()[row]]++;
    }
    return counts;
  }

  /** Writes the layers with their shapes and parameters. */
  void network(NetworkSpec spec, long parameters) {
    terminal.entry("Network", spec.widths() + ", " + Numbers.count(parameters) + " parameters");
    for (int i = 0; i < spec.layers().size(); i++) {
      int inputs = spec.inputsOf(i);
      LayerSpec layer = spec.layers().get(i);
      terminal.entry(
          "",
          String.format(
                  Locale.ROOT,
                  "%2d  %-12s %13s  %10s  %s",
                  i,
                  kind(layer),
                  inputs + " → " + layer.outputs(inputs),
                  count(layer, inputs),
                  details(layer))
              .stripTrailing());
    }
    terminal.entry("", "loss " + spec.loss().label() + penalty(spec));
  }

  private static String kind(LayerSpec layer) {
    return switch (layer) {
      case LayerSpec.Dense _ -> "dense";
      case LayerSpec.Pointwise pointwise -> pointwise.function().label();
      case LayerSpec.BatchNorm _ -> "batch norm";
      case LayerSpec.Dropout _ -> "dropout";
    };
  }

  private static String count(LayerSpec layer, int inputs) {
    return switch (layer) {
      case LayerSpec.Dense dense -> Numbers.count((inputs + 1L) * dense.units());
      case LayerSpec.BatchNorm _ -> Numbers.count(2L * inputs);
      case LayerSpec.Pointwise _, LayerSpec.Dropout _ -> "";
    };
  }

  private static String details(LayerSpec layer) {
    return switch (layer) {
      case LayerSpec.Dense dense -> dense.l2() > 0 ? "L2 " + Numbers.setting(dense.l2()) : "";
      case LayerSpec.Dropout dropout -> "rate " + dropout.rate();
      case LayerSpec.BatchNorm norm -> "update rate " + norm.updateRate();
      case LayerSpec.Pointwise _ -> "";
    };
  }

  private static String penalty(NetworkSpec spec) {
    boolean penalised =
        spec.layers().stream()
            .anyMatch(layer -> layer instanceof LayerSpec.Dense dense && dense.l2() > 0);
    if (!penalised) {
      return "";
    }
    return switch (spec.l2Scaling()) {
      case BATCH -> ", L2 penalty λ/(2m)·Σ‖W‖² with m the mini-batch";
      case NONE -> ", L2 penalty λ/2·Σ‖W‖²";
    };
  }

  private void plan(RunSession session) {
    RunSpec spec = session.spec();
    TrainingPlan plan = spec.plan();
    String rule =
        spec.optimizer().equals("sgd")
            ? "sgd"
            : spec.optimizer() + " " + Numbers.setting(spec.momentum());
    String schedule = spec.schedule().equals("constant") ? "" : " (" + spec.schedule() + ")";
    int perEpoch = Math.ceilDiv(session.data().training().size(), plan.batchSize());
    terminal.entry(
        "Training",
        rule
            + ", learning rate "
            + Numbers.setting(plan.learningRate())
            + schedule
            + ", mini-batches of "
            + plan.batchSize()
            + moved(plan)
            + ", at most "
            + Numbers.count(plan.epochs(), "epoch")
            + " ("
            + Numbers.count(plan.plannedSteps(perEpoch), "step")
            + ")");
    long patience = plan.patience(perEpoch);
    if (patience > 0) {
      terminal.entry(
          "",
          "stops when the validation loss has not improved by "
              + Numbers.setting(plan.minDelta())
              + " over "
              + Numbers.count(patience, "step"));
    }
    terminal.entry(
        "",
        session.kernels().kernels().name()
            + " kernels ("
            + session.kernels().reason()
            + "), "
            + session.threads()
            + (session.threads() == 1 ? " thread" : " threads")
            + ", seed "
            + plan.seed());
    memory(memoryOf(session));
  }

  private static TrainingMemory memoryOf(RunSession session) {
    RunData data = session.data();
    Features features = data.set().features();
    TrainingMemory memory =
        TrainingMemory.of(
            session.network().spec(), session.spec().plan(), features, session.network().kernels());
    for (Examples part : Arrays.asList(data.validation(), data.test())) {
      // Parts that were split off lie in the set itself.
      if (part != null && !part.features().equals(features)) {
        memory = memory.with(part.features());
      }
    }
    return memory;
  }

  private static String moved(TrainingPlan plan) {
    return plan.shift() == 0
        ? ""
        : " images, moved by up to " + plan.shift() + (plan.shift() == 1 ? " pixel" : " pixels");
  }

  private void memory(TrainingMemory memory) {
    terminal.entry(
        "",
        "about "
            + megabytes(memory.total())
            + " MB of memory: "
            + megabytes(memory.data())
            + " for the data, "
            + megabytes(memory.network())
            + " for the network, "
            + megabytes(memory.miniBatch())
            + " for a mini-batch");
  }

  private static String megabytes(long bytes) {
    double value = bytes * 1e-6;
    return value < 10
        ? String.format(Locale.ROOT, "%.1f", value)
        : Numbers.count(Math.round(value));
  }

  /** Writes the verdict on a divergence. */
  void divergence(Divergence verdict, RunSpec spec) {
    terminal.line(
        "Diverged at step "
            + Numbers.count(verdict.step())
            + " (epoch "
            + verdict.epoch()
            + "): the loss became "
            + verdict.loss()
            + ". The weights were left as they were before.");
    terminal.line("  First to go: " + origin(verdict));
    for (Divergence.Sizes sizes : verdict.history()) {
      float largest = sizes.largestOutputs().stream().max(Float::compare).orElse(0f);
      double gradient =
          Math.sqrt(sizes.gradientNorms().stream().mapToDouble(norm -> norm * norm).sum());
      terminal.line(
          String.format(
              Locale.ROOT,
              "  step %,7d   loss %9s   largest value %9.3g   gradient norm %9.3g",
              sizes.step(),
              Numbers.loss(sizes.loss()),
              largest,
              gradient));
    }
    terminal.line(advice(verdict, spec));
  }

  private static String origin(Divergence verdict) {
    return switch (verdict.origin().kind()) {
      case INPUTS -> "the inputs of the mini-batch are not all finite numbers.";
      case PARAMETERS ->
          "the parameters of "
              + verdict.origin().name()
              + ": the update of an earlier step was too large.";
      case OUTPUTS -> "the values that come out of " + verdict.origin().name() + ".";
      case LOSS ->
          "the loss itself: the logits of " + verdict.origin().name() + " are too far apart.";
    };
  }

  private static String advice(Divergence verdict, RunSpec spec) {
    StringBuilder text =
        new StringBuilder("  Try a smaller learning rate: --learning-rate ")
            .append(Numbers.setting(verdict.suggestedLearningRate()))
            .append(" instead of ")
            .append(Numbers.setting(spec.learningRate()));
    if (spec.scaling().equals("none")) {
      text.append("; or scaled inputs: --scaling unit");
    }
    if (spec.clipNorm() == 0) {
      text.append("; or clipped gradients: --clip-norm 1");
    }
    return text.append('.').toString();
  }
}
