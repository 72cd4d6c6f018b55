package dev.layerwise.report.page;

import dev.layerwise.experiments.comparison.Comparison;
import dev.layerwise.experiments.comparison.Comparisons;
import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.SweepListener;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.run.RunReport;
import dev.layerwise.report.study.StudyFigures;
import dev.layerwise.report.study.StudyFigures.Counterpart;
import dev.layerwise.report.study.StudyFigures.Measure;
import dev.layerwise.report.study.StudyFigures.Plotted;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.train.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages of every kind, from small trainings and from generated data. */
public final class SamplePages {
  /** A name that would be markup, were it not text. */
  public static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

  private static final DataSources SOURCES = new DataSources(DownloadListener.NONE);

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

  private static final String SMALL_IMAGES =
      "base: {data: digits, dataSize: 300, layers: 12, batchSize: 16, epochs: 3}\n";

  /**
   * A sweep over networks (one with a name that would be markup), learning rates and batch sizes,
   * with two seeds; the greatest rate diverges.
   */
  public static SweepResult sweep(Path folder) {
    return sweep(
        folder,
        SMALL_IMAGES
            + "variants: [{name: plain}, {name: '"
            + HOSTILE
            + "', batchNorm: after}]\n"
            + "grid: {learningRate: [0.01, 0.1, 1e9], batchSize: [16, 64]}\nseeds: [1, 2]\n");
  }

  /** Runs a sweep. */
  public static SweepResult sweep(Path folder, String yaml) {
    try {
      Path file = Files.writeString(Files.createDirectories(folder).resolve("sample.yaml"), yaml);
      try (LocalExecutor executor = new LocalExecutor(2, SOURCES)) {
        return new Sweep(
                SweepFile.read(file, Map.of()),
                new SweepDirectory(folder.resolve("sweep")),
                executor,
                SweepListener.NONE)
            .run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two variants with repeats, one of them with a name that would be markup. */
  public static Comparison compare(Path folder) {
    SweepResult sweep =
        sweep(
            folder,
            SMALL_IMAGES
                + "variants: [{name: plain}, {name: '"
                + HOSTILE
                + "', batchNorm: after}]\nrepeats: 3\n");
    return compare(List.of(sweep.directory().path()));
  }

  /** Compares runs and sweeps. */
  public static Comparison compare(List<Path> paths) {
    return Comparisons.compare(paths, new Comparisons.Request(null, null, SOURCES));
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
}
