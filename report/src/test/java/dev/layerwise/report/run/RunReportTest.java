package dev.layerwise.report.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.Matrix;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.SamplePages;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path folder;

  private static List<String> ids(Page page) {
    return page.figures().stream().map(Figure::id).toList();
  }

  private static <T extends Figure> T figure(Page page, String id, Class<T> type) {
    return page.figures().stream()
        .filter(figure -> figure.id().equals(id))
        .map(type::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + id + " among " + ids(page)));
  }

  private static String notices(Page page) {
    return page.sections().stream()
        .flatMap(section -> section.blocks().stream())
        .filter(Notice.class::isInstance)
        .map(Notice.class::cast)
        .map(Notice::text)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aRunOnImagesShowsAllThereIs() {
    RunDirectory run = SamplePages.images(folder.resolve("run"), "shift", 1);
    Page page = SamplePages.run(run);
    assertEquals(
        List.of(
            "loss",
            "accuracy",
            "learning-rate",
            "progress",
            "confusion",
            "classes",
            "worst",
            "gradient-norms",
            "weight-changes",
            "dead-units",
            "weights-over-time-1",
            "activations-over-time-1",
            "weights-over-time-2",
            "activations-over-time-2",
            "weights-over-time-3",
            "weights-1",
            "weights-2",
            "weights-3",
            "first-layer",
            "parameters"),
        ids(page));
    assertEquals("", notices(page));

    RunSummary summary = RunFiles.readSummary(run);
    Matrix confusion = figure(page, "confusion", Matrix.class);
    for (int i = 0; i < 10; i++) {
      assertEquals(
          summary.confusion().get(i), Arrays.stream(confusion.counts()[i]).boxed().toList());
    }
    long wrong = 0;
    for (Matrix.Cell cell : confusion.cells()) {
      assertTrue(cell.examples().size() <= confusion.counts()[cell.row()][cell.column()]);
      assertFalse(cell.examples().isEmpty());
      wrong += cell.row() == cell.column() ? 0 : confusion.counts()[cell.row()][cell.column()];
    }
    assertEquals(Math.min(24, wrong), figure(page, "worst", ImageGrid.class).items().size());
    long weights =
        Arrays.stream(figure(page, "weights-1", Histogram.class).groups().getFirst().counts())
            .sum();
    assertEquals(784 * 24, weights);
    String words = page.summary().getFirst();
    assertTrue(words.contains("784-24-12-10"), words);
    assertTrue(words.contains("each image moved by up to 1 pixel anew in every epoch"), words);
  }

  @Test
  void curvesRunAlongEpochsStepsAndTime() {
    Page page = SamplePages.run(SamplePages.images(folder.resolve("run")));
    LineChart loss = figure(page, "loss", LineChart.class);
    assertEquals(
        List.of("epoch", "step", "seconds"), loss.axes().stream().map(a -> a.label()).toList());
    for (LineChart.Series series : loss.series()) {
      double[] epochs = series.x().get(0);
      double[] steps = series.x().get(1);
      double[] seconds = series.x().get(2);
      for (int i = 0; i < epochs.length; i++) {
        assertEquals(steps[i] / 30, epochs[i], 1e-9);
        assertTrue(i == 0 || seconds[i] >= seconds[i - 1]);
      }
    }
    assertEquals(
        List.of("training", "validation", "training with penalty", "last mini-batch"),
        loss.series().stream().map(LineChart.Series::name).toList());
  }

  @Test
  void aRunInThePlaneShowsItsBoundary() {
    Page page = SamplePages.run(SamplePages.points(folder.resolve("run")));
    Boundary boundary = figure(page, "boundary", Boundary.class);
    assertEquals(
        List.of("training", "validation", "test"),
        boundary.points().stream().map(Boundary.Points::name).toList());
    Table worst = figure(page, "worst", Table.class);
    assertTrue(worst.rows().size() > 0);
    assertFalse(ids(page).contains("first-layer"));
  }

  @Test
  void oneOutputUnitServesTwoClasses() {
    RunDirectory run =
        SamplePages.train(
            folder.resolve("run"),
            "data",
            "moons",
            "dataSize",
            200,
            "layers",
            List.of(),
            "loss",
            "sigmoid-cross-entropy",
            "epochs",
            3);
    Page page = SamplePages.run(run);
    assertTrue(ids(page).containsAll(List.of("confusion", "boundary", "weights-1")));
  }

  @Test
  void dataThatAreGoneAreSaidToBeGone() throws IOException {
    Path csv = folder.resolve("points.csv");
    StringBuilder text = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 7).append(',').append(i % 11).append(',').append(i % 2).append('\n');
    }
    Files.writeString(csv, text);
    RunDirectory run =
        SamplePages.train(
            folder.resolve("run"), "data", csv.toString(), "epochs", 2, "batchSize", 8);
    Files.delete(csv);
    Page page = SamplePages.run(run);
    assertTrue(notices(page).contains("the data of this run were not found"), notices(page));
    // The summary still has the counts, the model still has the boundary.
    assertTrue(ids(page).containsAll(List.of("confusion", "classes", "boundary", "parameters")));
    assertFalse(ids(page).contains("worst"));

    Files.writeString(csv, text.toString().replace("6,", "5,"));
    assertTrue(notices(SamplePages.run(run)).contains("SHA-256 differs"));
  }

  @Test
  void aKilledRunShowsWhatItHad() throws IOException {
    RunDirectory run = SamplePages.images(folder.resolve("run"));
    Files.delete(run.summary());
    Files.delete(run.model());
    Files.delete(run.environment());
    Page page = SamplePages.run(run);
    assertTrue(ids(page).containsAll(List.of("loss", "accuracy", "progress")));
    String notices = notices(page);
    assertTrue(notices.contains("has not ended"), notices);
    assertTrue(notices.contains("no model.safetensors"), notices);
    assertTrue(notices.contains("no environment.json"), notices);
    assertTrue(page.summary().getFirst().contains("6 of at most 6 epochs"));

    Files.delete(run.metrics());
    assertTrue(notices(SamplePages.run(run)).contains("no curves"));
    assertTrue(HtmlPage.html(SamplePages.run(run)).contains("has not finished its first epoch"));
  }

  @Test
  void damagedFilesAreSaidToBeDamaged() throws IOException {
    RunDirectory run = SamplePages.images(folder.resolve("run"));
    Files.writeString(run.summary(), "{");
    Files.writeString(run.environment(), "{");
    Files.writeString(run.model(), "no model");
    String notices = notices(SamplePages.run(run));
    assertTrue(notices.contains("summary.json cannot be read"), notices);
    assertTrue(notices.contains("The environment is not shown"), notices);
    assertTrue(notices.contains("Weights and mistakes are not shown"), notices);
  }

  @Test
  void aDivergedRunSaysWhereAndWhatToDo() {
    RunDirectory run =
        SamplePages.train(
            folder.resolve("run"),
            "data",
            "blobs",
            "dataSize",
            200,
            "scaling",
            "none",
            "learningRate",
            1e8,
            "epochs",
            3);
    Page page = SamplePages.run(run);
    String words = String.join("\n", page.summary());
    assertTrue(words.contains("The training diverged: at step"), words);
    assertTrue(words.contains("learning rate of"), words);
  }

  /** A penalty that leaves of the weights nothing but the biases. */
  @Test
  void aNetworkWithOneAnswerToEverythingIsCalledSo() {
    RunDirectory run =
        SamplePages.train(
            folder.resolve("run"),
            "data",
            "blobs",
            "dataSize",
            200,
            "l2",
            1e4,
            "validation",
            0,
            "epochs",
            3,
            "learningRate",
            1e-3);
    String words = String.join("\n", SamplePages.run(run).summary());
    assertTrue(words.contains("It takes every example of the "), words);
    assertTrue(words.contains("hidden units that died"), words);
    assertFalse(words.contains("It never says"), words);
  }

  @Test
  void aFolderWithoutARunIsRefused() {
    assertThrows(DataException.class, () -> RunDirectory.open(folder));
  }

  @Test
  void theCommandSaysTheWholeDescription() {
    Map<String, Object> settings =
        Map.of(
            "data",
            "my data.csv",
            "layers",
            List.of(20, 7),
            "learningRate",
            0.009,
            "shuffle",
            false,
            "stratified",
            true,
            "shift",
            2,
            "labelColumn",
            "-1",
            "l2",
            List.of(0.0007, 0.005, 0.0));
    assertEquals(
        "layerwise train 'my data.csv' --l2 7e-4,0.005,0 --label-column=-1 --layers 20,7"
            + " --learning-rate 0.009 --shift 2 --no-shuffle --stratified",
        RunCommand.line(RunSpecs.of(settings)));
  }

  @Test
  void whateverElseWasMeasuredHasAChartToo() throws IOException {
    RunDirectory run = SamplePages.points(folder.resolve("run"));
    String metrics = Files.readString(run.metrics());
    Files.writeString(
        run.metrics(), metrics.replace("\"trainLoss\"", "\"gradientNorm\":0.5,\"trainLoss\""));
    LineChart norms = figure(SamplePages.run(run), "measured-gradient-norm", LineChart.class);
    assertEquals("Gradient norm", norms.title());
  }

  @Test
  void meansOverRepeatsHaveBands() {
    double[] x = {1, 2};
    Curve mean =
        Curve.mean(
            "m",
            List.of(
                new Curve("a", x, x, new double[] {1, 3}),
                new Curve("b", x, x, new double[] {3, Double.NaN})));
    // (1 + 3)/2 = 2; deviation sqrt(((1-2)² + (3-2)²)/1) = √2; one value alone has no deviation.
    assertEquals(1, mean.values().length);
    assertEquals(2, mean.values()[0]);
    assertEquals(2 - Math.sqrt(2), mean.low()[0], 1e-12);
    assertEquals(2 + Math.sqrt(2), mean.high()[0], 1e-12);
  }

  @Test
  void blocksOfAPageAreKnownToTheScripts() {
    String script = dev.layerwise.report.page.Assets.read("blocks.js");
    for (Class<?> kind : Block.class.getPermittedSubclasses()) {
      if (kind.isRecord()) {
        assertTrue(script.contains("\n  " + kind.getSimpleName() + ": "), kind.getSimpleName());
      }
    }
    for (Class<?> kind : Figure.class.getPermittedSubclasses()) {
      assertTrue(script.contains("\n  " + kind.getSimpleName() + ": "), kind.getSimpleName());
    }
  }
}
