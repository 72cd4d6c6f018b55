package dev.layerwise.report.page;

import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.report.compare.ComparePage;
import dev.layerwise.report.compare.Comparison;
import dev.layerwise.report.compare.Comparison.Member;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.run.Curve;
import dev.layerwise.report.run.RunReport;
import dev.layerwise.report.study.StudyFigures;
import dev.layerwise.report.study.StudyFigures.Counterpart;
import dev.layerwise.report.study.StudyFigures.Measure;
import dev.layerwise.report.study.StudyFigures.Plotted;
import dev.layerwise.report.sweep.Sweep;
import dev.layerwise.report.sweep.SweepPage;
import dev.layerwise.report.sweep.Trial;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Pages of every kind, from small trainings and from generated data. */
public final class SamplePages {
  /** A name that would be markup, were it not text. */
  public static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  private static final DataSources SOURCES = new DataSources(DownloadListener.NONE);
  private static final Map<String, YAxis> QUANTITIES =
      Map.of("validationLoss", new YAxis("validation loss", Format.LOSS, false));

  private SamplePages() {}

  /** Trains with some settings: names and values in turn. */
  public static RunDirectory train(Path folder, Object... settings) {
    Map<String, Object> map = new LinkedHashMap<>(Map.of("threads", 1));
    for (int i = 0; i < settings.length; i += 2) {
      map.put((String) settings[i], settings[i + 1]);
    }
    RunDirectory directory = RunDirectory.create(folder);
    try (RunSession session = RunSession.prepare(RunSpecs.of(map), SOURCES)) {
      session.run(directory, new TrainingListener() {});
    }
    return directory;
  }

  /** A run on images, with the learning rate falling and more validations than epochs. */
  public static RunDirectory images(Path folder, Object... changes) {
    List<Object> settings =
        new ArrayList<>(
            List.of("dataSize", 600, "layers", List.of(24, 12), "epochs", 6, "batchSize", 16));
    settings.addAll(List.of("validateEvery", 10, "l2", 0.01, "schedule", "cosine"));
    settings.addAll(Arrays.asList(changes));
    return train(folder, settings.toArray());
  }

  /** A run on points in the plane. */
  public static RunDirectory points(Path folder) {
    return train(
        folder,
        "data",
        "spirals",
        "dataSize",
        400,
        "layers",
        List.of(24, 12),
        "epochs",
        40,
        "batchSize",
        16);
  }

  /** The page of a run. */
  public static Page run(RunDirectory directory) {
    return RunReport.page(directory, SOURCES, null);
  }

  /** A sweep over learning rates, batch sizes and activations, with trials that failed. */
  public static Page sweep() {
    Random random = new Random(1);
    List<Trial> trials = new ArrayList<>();
    for (String rate : List.of("0.001", "0.01", "0.1", "1")) {
      for (String batch : List.of("16", "32", "64", "128")) {
        for (String activation : List.of("relu", "tanh")) {
          trials.add(trial(trials.size() + 1, rate, batch, activation, random));
        }
      }
    }
    return new SweepPage(
            new Sweep(
                "Learning rate and batch size",
                "digits · 784-64-10 · 32 trials",
                List.of(),
                List.of(
                    new Column("Train accuracy", Format.ACCURACY, Better.HIGHER),
                    new Column("Validation loss", Format.LOSS, Better.LOWER),
                    new Column("Validation accuracy", Format.ACCURACY, Better.HIGHER),
                    new Column("Train time", Format.SECONDS, Better.LOWER)),
                "Validation accuracy",
                Better.HIGHER,
                trials,
                QUANTITIES,
                "layerwise sweep learning-rate.yaml",
                List.of(new Entry("Threads", "2")),
                "Generated for a test"))
        .page();
  }

  private static Trial trial(
      int number, String rate, String batch, String activation, Random random) {
    double eta = Double.parseDouble(rate);
    boolean diverged = eta == 1 && batch.equals("16");
    double good =
        0.97
            - 0.02 * Math.abs(Math.log10(eta) + 1)
            - 0.004 * Math.abs(Math.log(Double.parseDouble(batch) / 32))
            - (activation.equals("tanh") ? 0.006 : 0)
            + 0.002 * random.nextGaussian();
    Curve curve = falling("trial " + number, 40, 2.3, 4 * (1 - good), random);
    return new Trial(
        "trial " + number,
        settings("learning rate", rate, "batch size", batch, "activation", activation),
        diverged
            ? Map.of()
            : Map.of(
                "Train accuracy",
                good + 0.01,
                "Validation loss",
                4 * (1 - good),
                "Validation accuracy",
                good,
                "Train time",
                30 / Double.parseDouble(batch)),
        diverged ? Trial.State.DIVERGED : Trial.State.DONE,
        diverged ? "the loss became NaN at step 12" : "",
        "layerwise train digits --layers 64 --learning-rate " + rate + " --batch-size " + batch,
        Map.of("validationLoss", curve));
  }

  /** Two runs beside one another, with repeats and a name that would be markup. */
  public static Page compare(RunDirectory one, RunDirectory other) {
    Random random = new Random(2);
    List<Curve> repeats = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      repeats.add(falling("seed " + k, 30, 2.2, 0.2, random));
    }
    List<Member> members =
        List.of(
            new Member(
                "plain",
                settings("batchNorm", "none", "seed", "1", "epochs", "6"),
                Map.of("Test accuracy", 0.94, "Test loss", 0.21),
                Map.of("validationLoss", Curve.mean("plain", repeats)),
                model(one)),
            new Member(
                HOSTILE,
                settings("batchNorm", "after", "seed", "1", "epochs", "6"),
                Map.of("Test accuracy", 0.95, "Test loss", 0.18),
                Map.of(
                    "validationLoss",
                    Curve.of(HOSTILE, MetricsHistory.read(other), "validationLoss")),
                model(other)));
    Table statistics =
        new Table(
            "statistics",
            "Test accuracy over five seeds",
            "Paired t-test on the same seeds.",
            List.of(
                new Column("Setting", Format.TEXT),
                new Column("Mean", Format.ACCURACY, Better.HIGHER),
                new Column("Deviation", Format.ACCURACY),
                new Column("95 % interval", Format.TEXT)),
            List.of(
                new Table.Row(Arrays.asList("plain", 0.9402, 0.0021, "0.9376 to 0.9428")),
                new Table.Row(Arrays.asList(HOSTILE, 0.9511, 0.0018, null))));
    return ComparePage.of(
        new Comparison(
            "Batch norm or not",
            "two settings, five seeds each",
            List.of("Batch norm beats plain by 1.1 ± 0.3 points over 5 seeds (p < 0.01)."),
            members,
            List.of(
                new Column("Test accuracy", Format.ACCURACY, Better.HIGHER),
                new Column("Test loss", Format.LOSS, Better.LOWER)),
            QUANTITIES,
            List.of(statistics),
            "Generated for a test"));
  }

  /** A study with published figures. */
  public static Page study() {
    double[] x = new double[40];
    double[] ours = new double[40];
    double[] published = new double[40];
    for (int i = 0; i < 40; i++) {
      x[i] = i + 1;
      ours[i] = 0.2 + 2 * Math.exp(-i / 6.0);
      published[i] = 0.3 + 2 * Math.exp(-i / 9.0);
    }
    Table table =
        StudyFigures.beside(
            "beside",
            "Ours beside published",
            "Same architecture, same split.",
            List.of(new Column("Batch size", Format.COUNT)),
            List.of(
                new Measure("test accuracy", Format.ACCURACY, Better.HIGHER),
                new Measure("time", Format.SECONDS, Better.LOWER)),
            List.of(
                counterpart(32, 0.9211, 120, 0.9302, 2.1, Table.Mark.NONE, ""),
                counterpart(64, 0.8740, 70, 0.9511, 1.4, Table.Mark.NONE, "stopped earlier there"),
                counterpart(
                    64, Double.NaN, Double.NaN, 0.9611, 1.9, Table.Mark.BEST, "ours, tuned")));
    return new Page(
        "study",
        "Batch size",
        "six sizes, four variants",
        List.of("The best batch size is 64; larger ones are faster and a little worse."),
        List.of(),
        List.of(
            new Section(
                "question", "The question", List.of(Prose.of("What does it cost?", "Time."))),
            new Section(
                "results",
                "Results",
                List.of(
                    table,
                    StudyFigures.over(
                        "cost",
                        "Cost",
                        "Full: ours; dashed: published.",
                        new XAxis("epoch", Format.COUNT),
                        new YAxis("cost", Format.LOSS, true),
                        List.of(new Plotted("plain", x, ours)),
                        List.of(new Plotted("plain", x, published)))))),
        "Generated for a test");
  }

  private static Counterpart counterpart(
      int size,
      double accuracy,
      double time,
      double ours,
      double ourTime,
      Table.Mark mark,
      String note) {
    return new Counterpart(
        List.of(size), new double[] {accuracy, time}, new double[] {ours, ourTime}, mark, note);
  }

  private static Map<String, String> settings(String... pairs) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  private static Curve falling(String name, int points, double from, double to, Random random) {
    double[] epochs = new double[points];
    double[] steps = new double[points];
    double[] values = new double[points];
    for (int i = 0; i < points; i++) {
      epochs[i] = (i + 1) / 4.0;
      steps[i] = 50.0 * (i + 1);
      values[i] = to + (from - to) * Math.exp(-i / 7.0) + 0.02 * random.nextDouble();
    }
    return new Curve(name, steps, epochs, values);
  }

  private static Model model(RunDirectory run) {
    return ModelFile.read(run.model(), KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
  }
}
