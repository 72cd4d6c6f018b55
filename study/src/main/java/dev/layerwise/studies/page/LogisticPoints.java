package dev.layerwise.studies.page;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.reference.ReferenceNetwork;
import dev.layerwise.reference.StepTrace;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.run.RunBoundary;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A logistic unit on points of the plane, at three learning rates. */
final class LogisticPoints implements Content {
  private static final int POINTS = 200;
  private static final int SHOWN = 4;
  private static final double STEP_RATE = 0.02;

  private final StudyResult result;
  private final @Nullable RunData data;
  private final String missing;

  LogisticPoints(StudyResult result, DataSources sources) {
    this.result = result;
    RunData found = null;
    String reason = "";
    List<VariantResult> variants = result.variants("runs");
    if (!variants.isEmpty()) {
      try (RunSession session = RunSession.prepare(variants.getFirst().trial().spec(), sources)) {
        found = session.data();
      } catch (DataException e) {
        reason = String.valueOf(e.getMessage());
      }
    }
    data = found;
    missing = reason;
  }

  private static String name(VariantResult variant) {
    return String.valueOf(variant.trial().name());
  }

  private static List<Line> epochs(VariantResult variant) {
    return Charts.history(variant.trials().getFirst()).of("epoch");
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    for (VariantResult variant : result.variants("runs")) {
      List<Line> epochs = epochs(variant);
      if (epochs.isEmpty()) {
        continue;
      }
      double first = epochs.getFirst().number("trainLoss");
      double last = epochs.getLast().number("trainLoss");
      long rises = 0;
      for (int e = 1; e < epochs.size(); e++) {
        rises += epochs.get(e).number("trainLoss") > epochs.get(e - 1).number("trainLoss") ? 1 : 0;
      }
      double highest =
          epochs.stream().mapToDouble(line -> line.number("trainLoss")).max().orElse(Double.NaN);
      String verdict =
          rises > epochs.size() / 10
              ? "diverges"
              : falling(epochs) ? "has not arrived when its steps are over" : "converges";
      words.add(
          String.format(
              Locale.ROOT,
              "%s (rate %s) %s: the loss goes from %s to %s in %d steps, rises in %d of them and is"
                  + " at most %s; %.1f %% of the training and %.1f %% of the test points are on the"
                  + " wrong side.",
              Reasons.capital(name(variant)),
              Words.setting(variant.trial().spec().learningRate()),
              verdict,
              Words.loss(first),
              Words.loss(last),
              epochs.size(),
              rises,
              Words.loss(highest),
              100 * Figures.mean(variant, "trainError"),
              100 * Figures.mean(variant, "testError")));
    }
    tuned().ifPresent(words::add);
    return words;
  }

  /** What tuning could win: next to nothing where the points themselves set the limit. */
  private Optional<String> tuned() {
    Optional<VariantResult> tuned = result.best(Study.TUNED);
    Optional<VariantResult> best =
        result.variants("runs").stream()
            .min(Comparator.comparingDouble(v -> Figures.mean(v, "testError")));
    RunSummary summary = tuned.map(Figures::first).orElse(null);
    if (tuned.isEmpty() || best.isEmpty() || summary == null) {
      return Optional.empty();
    }
    double reached = Figures.mean(best.get(), "testError");
    double error = Figures.mean(tuned.get(), "testError");
    double chance = 2 * Math.sqrt(2 * reached * (1 - reached) / summary.testExamples());
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Tuned settings are wrong on %.1f %% of the test points, the best of the three rates on"
                + " %.1f %%: %s on %,d points (± %s). The clouds overlap, and no line does much"
                + " better.",
            100 * error,
            100 * reached,
            Math.abs(error - reached) < chance ? "no more than chance" : "more than chance",
            summary.testExamples(),
            Words.points(chance)));
  }

  /** Whether the loss still falls by more than a hundredth over the last fifth of the steps. */
  private static boolean falling(List<Line> epochs) {
    double before = epochs.get(epochs.size() - 1 - epochs.size() / 5).number("trainLoss");
    return epochs.getLast().number("trainLoss") < 0.99 * before;
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    List<Block> curves = new ArrayList<>();
    List<Block> lines = new ArrayList<>();
    for (VariantResult variant : result.variants("runs")) {
      TrialResult trial = variant.trials().getFirst();
      Series series =
          Charts.series(
              "training",
              0,
              Stroke.SOLID,
              Charts.history(trial),
              "trainLoss",
              Charts.EPOCHS,
              POINTS);
      curves.add(
          Charts.chart(
              "loss-" + name(variant),
              Reasons.capital(name(variant))
                  + ": rate "
                  + Words.setting(variant.trial().spec().learningRate()),
              "A step takes all points, so that a step is an epoch.",
              Charts.EPOCHS,
              new YAxis("loss", Format.LOSS, false),
              List.of(series)));
      boundary(variant).ifPresent(lines::add);
    }
    if (!curves.isEmpty()) {
      sections.add(
          new Section("curves", "Loss against steps", List.of(new SideBySide(curves, 340))));
    }
    if (!lines.isEmpty()) {
      sections.add(
          new Section("lines", "The separating line", List.of(new SideBySide(lines, 360))));
    }
    if (data != null) {
      sections.add(new Section("step", "One step, matrix by matrix", step(data)));
    } else if (!missing.isEmpty()) {
      sections.add(
          new Section(
              "step",
              "One step, matrix by matrix",
              List.of(Notice.missing("The points were not found: " + missing))));
    }
    return sections;
  }

  private Optional<Block> boundary(VariantResult variant) {
    Model model = Weights.model(variant.trials().getFirst());
    Boundary drawn = model == null ? null : RunBoundary.of(model, data);
    if (model == null || drawn == null) {
      return Optional.empty();
    }
    float[] weights = model.network().parameters().getFirst().value().data();
    float bias = model.network().parameters().get(1).value().data()[0];
    return Optional.of(
        new Boundary(
            "line-" + name(variant),
            Reasons.capital(name(variant)),
            String.format(
                    Locale.ROOT,
                    "The line is where %.4g·x %+.4g·y %+.4g = 0. ",
                    weights[0],
                    weights[1],
                    bias)
                + drawn.caption(),
            drawn.x(),
            drawn.y(),
            drawn.names(),
            drawn.plane(),
            drawn.points()));
  }

  /** A step on the first points, with every matrix written out. */
  private static List<Block> step(RunData data) {
    int[] rows = Arrays.copyOf(data.training().rows(), SHOWN);
    double[][] x = new double[SHOWN][2];
    int[] labels = new int[SHOWN];
    for (int i = 0; i < SHOWN; i++) {
      x[i][0] = data.training().features().get(rows[i], 0);
      x[i][1] = data.training().features().get(rows[i], 1);
      labels[i] = data.training().labels()[rows[i]];
    }
    StepTrace trace = StepTrace.of(unit(), x, labels, STEP_RATE);
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Prose.of(
            String.format(
                Locale.ROOT,
                "The first %d training points (rows are examples, columns features), weights 0.1"
                    + " and −0.2, bias 0, and a learning rate of %s. Every layer has a forward and"
                    + " a backward pass; the backward passes run in reverse order, and the gradient"
                    + " of a matrix has the shape of the matrix. The step takes the mean loss of"
                    + " these points from %.4f to %.4f.",
                SHOWN,
                Words.setting(STEP_RATE),
                trace.loss(),
                trace.lossAfter())));
    for (StepTrace.Phase phase : StepTrace.Phase.values()) {
      List<Block> parts = new ArrayList<>();
      for (StepTrace.Part part : trace.parts()) {
        if (part.phase() == phase) {
          parts.add(new Code(label(part), text(part.values())));
        }
      }
      blocks.add(new SideBySide(parts, 300));
    }
    return blocks;
  }

  private static ReferenceNetwork unit() {
    Network network =
        new Network(
            new NetworkSpec(
                2,
                2,
                List.of(new LayerSpec.Dense(1, Initializer.GLOROT, 0)),
                Loss.SIGMOID_CROSS_ENTROPY,
                L2Scaling.BATCH),
            ScalarKernels.INSTANCE);
    network.parameters().getFirst().value().set(0, 0, 0.1f);
    network.parameters().getFirst().value().set(1, 0, -0.2f);
    return ReferenceNetwork.copyOf(network);
  }

  private static String label(StepTrace.Part part) {
    double[][] values = part.values();
    String shape = values.length + " × " + (values.length == 0 ? 0 : values[0].length);
    return part.symbol()
        + (part.formula().isEmpty() ? "" : " = " + part.formula())
        + " ("
        + shape
        + "): "
        + part.meaning();
  }

  private static String text(double[][] matrix) {
    StringBuilder text = new StringBuilder();
    for (double[] row : matrix) {
      text.append(text.isEmpty() ? "[" : "\n[");
      for (double value : row) {
        text.append(String.format(Locale.ROOT, "%10.4f", value));
      }
      text.append(" ]");
    }
    return text.toString();
  }
}
