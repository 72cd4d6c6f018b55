package dev.layerwise.report.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.SamplePages;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.SettingWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepPageTest {
  private static final String POINTS =
      "base: {data: moons, dataSize: 200, layers: 8, batchSize: 16, epochs: 3}\n";

  @TempDir static Path folder;
  private static SweepResult result;
  private static Page page;

  @BeforeAll
  static void sweep() {
    result = SamplePages.sweep(folder.resolve("all"));
    page = SweepPage.of(result);
  }

  private static <F extends Figure> F figure(Page page, String id, Class<F> kind) {
    return page.figures().stream()
        .filter(figure -> figure.id().equals(id))
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> notices(Page page) {
    return page.sections().stream()
        .flatMap(section -> section.blocks().stream())
        .filter(Notice.class::isInstance)
        .map(block -> ((Notice) block).text())
        .toList();
  }

  @Test
  void everyTrialIsARowAndTheBestAreMarked() {
    Table table = figure(page, "trials-table", Table.class);
    assertEquals(24, table.rows().size());
    assertEquals(2, table.rows().stream().filter(row -> row.mark() == Mark.BEST).count());
    List<Table.Row> diverged =
        table.rows().stream().filter(row -> row.mark() == Mark.FAILED).toList();
    long count = result.count(TrialStatus.DIVERGED);
    assertTrue(count > 0, "the greatest rate must diverge");
    assertEquals(count, diverged.size());
    diverged.forEach(row -> assertNotEquals("", row.note()));
    assertTrue(notices(page).getFirst().startsWith(count + " trials failed or diverged"));

    Table variants = figure(page, "variants-table", Table.class);
    assertEquals(12, variants.rows().size());
    assertEquals(Mark.BEST, variants.rows().getFirst().mark());
    Table.Spread spread =
        assertInstanceOf(Table.Spread.class, variants.rows().getFirst().cells().getLast());
    VariantResult best = result.best().orElseThrow();
    assertEquals(best.sample(RunSummary::testAccuracy).mean(), spread.mean());
    assertEquals(best.sample(RunSummary::testAccuracy).deviation(), spread.deviation());
  }

  @Test
  void theSummaryNamesTheBestAndWhatChoseIt() {
    String summary = String.join(" ", page.summary());
    assertTrue(
        summary.startsWith(
            result.count(TrialStatus.DONE)
                + " of 24 trials were trained to the end ("
                + result.count(TrialStatus.DIVERGED)
                + " diverged)"),
        summary);
    String best = result.best().orElseThrow().trial().label();
    assertTrue(best.contains("batchSize"), best);
    assertTrue(summary.contains(SettingWords.in(best)), summary);
    assertTrue(summary.contains("The test set is measured once"), summary);
  }

  @Test
  void influenceIsShownOverTheVariantsThatHaveAResult() {
    ParallelCoordinates lines = figure(page, "parallel", ParallelCoordinates.class);
    assertEquals(
        result.variants().stream().filter(VariantResult::complete).count(), lines.lines().size());
    assertEquals(
        List.of("variant", "learningRate", "batchSize", "validation accuracy"),
        lines.axes().stream().map(ParallelCoordinates.Axis::name).toList());
    assertTrue(lines.lines().getFirst().best());
    Heatmap map = figure(page, "heatmap-3", Heatmap.class);
    assertEquals(List.of("16", "64"), map.xs());
    assertEquals("0.1", map.ys().get(1));
  }

  @Test
  void curvesAreMeansOverTheSeeds() {
    LineChart chart = figure(page, "curves-validation-loss", LineChart.class);
    assertEquals(3, chart.axes().size());
    LineChart.Series best = chart.series().getFirst();
    assertEquals(result.best().orElseThrow().trial().label(), best.name());
    assertEquals(best.y().length, best.low().length);
  }

  @Test
  void whatHasNotEndedIsSaid() throws IOException {
    Path home = folder.resolve("killed");
    SweepResult whole = SamplePages.sweep(home, POINTS + "grid: {learningRate: [0.01, 0.1]}\n");
    Files.delete(whole.trials().get(1).directory().summary());
    Page left = SweepPage.of(SweepResult.read(whole.directory()));
    assertTrue(
        notices(left).getFirst().contains("1 trial had no result"), notices(left).toString());
    Table table = figure(left, "trials-table", Table.class);
    assertEquals(Mark.PENDING, table.rows().get(1).mark());

    Files.delete(whole.trials().get(0).directory().summary());
    Page nothing = SweepPage.of(SweepResult.read(whole.directory()));
    assertTrue(nothing.summary().get(1).startsWith("There is no best"), nothing.summary().get(1));
  }

  @Test
  void oneTrialIsAPageToo() {
    Page single =
        SweepPage.of(SamplePages.sweep(folder.resolve("one"), POINTS + "variants: [{l2: 0}]\n"));
    assertEquals(1, figure(single, "trials-table", Table.class).rows().size());
    assertTrue(single.summary().getFirst().startsWith("1 of 1 trial was trained to the end"));
  }

  @Test
  void aDamagedLogTakesItsCurveAlone() throws IOException {
    Path home = folder.resolve("damaged");
    SweepResult whole = SamplePages.sweep(home, POINTS + "grid: {learningRate: [0.01, 0.1]}\n");
    Files.writeString(whole.trials().getFirst().directory().metrics(), "no\nlog\n");
    Page left = SweepPage.of(whole);
    assertEquals(1, figure(left, "curves-validation-loss", LineChart.class).series().size());
    assertTrue(notices(left).getFirst().startsWith("A curve is not shown"));
  }
}
