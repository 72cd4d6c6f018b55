package dev.layerwise.report.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.comparison.Comparison;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.SamplePages;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparePageTest {
  @TempDir static Path folder;
  private static Comparison comparison;
  private static Page page;

  @BeforeAll
  static void compare() {
    comparison = SamplePages.compare(folder.resolve("all"));
    page = ComparePage.of(comparison);
  }

  private static <F extends Figure> F figure(Page page, String id, Class<F> kind) {
    return page.figures().stream()
        .filter(figure -> figure.id().equals(id))
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void sentencesAndTablesAreThoseOfTheComparison() {
    assertTrue(page.summary().contains(comparison.pairs().getFirst().sentence()));
    Table results = figure(page, "results-table", Table.class);
    assertEquals(2, results.rows().size());
    assertEquals(Mark.BEST, results.rows().get(comparison.best()).mark());
    assertTrue(results.caption().contains("chooses nothing"));
    Table tests = figure(page, "tests-table", Table.class);
    assertEquals(1, tests.rows().size());
    assertEquals(3, figure(page, "predictions-table", Table.class).rows().size());
  }

  /** Histograms that stand side by side can be compared only if their scales agree. */
  @Test
  void weightsStandSideBySideOnTheSameScales() {
    Histogram left = figure(page, "weights-1-1", Histogram.class);
    Histogram right = figure(page, "weights-1-2", Histogram.class);
    assertEquals(left.low(), right.low());
    assertEquals(left.bins(), right.bins());
    assertEquals(left.top(), right.top());
    assertEquals(
        left.top(), Math.max(left.groups().getFirst().peak(), right.groups().getFirst().peak()));
    assertEquals(12, figure(page, "first-layer-2", ImageGrid.class).items().size());
    Table weights = figure(page, "weights-table", Table.class);
    assertEquals(4, weights.rows().size());
    assertNull(weights.rows().get(0).cells().getLast());
    assertTrue(weights.rows().get(1).cells().getLast() instanceof Double);
  }

  @Test
  void runsWithoutModelsOrDifferencesAreComparedAsFarAsTheyGo() throws IOException {
    RunDirectory one = SamplePages.points(folder.resolve("one"));
    Files.delete(one.model());
    Page alone = ComparePage.of(SamplePages.compare(List.of(one.path())));
    assertEquals("Runs of one variant", alone.title());
    assertTrue(
        alone.sections().stream()
            .flatMap(section -> section.blocks().stream())
            .anyMatch(block ->
                block instanceof Notice notice
                    && notice.text().contains("none of the runs holds a model")));
    assertFalse(HtmlPage.html(alone).contains("tests-table"));
  }
}
