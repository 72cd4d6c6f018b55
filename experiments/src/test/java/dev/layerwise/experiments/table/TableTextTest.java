package dev.layerwise.experiments.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable.Row;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTextTest {
  private static final ResultTable TABLE =
      new ResultTable(
          "A & B",
          List.of(
              new Column("name", "the name", Kind.TEXT),
              new Column("layers", "layers", Kind.TEXT),
              new Column("steps", "steps", Kind.COUNT),
              new Column("loss", "loss", Kind.LOSS),
              new Column("accuracy", "acc_1", Kind.ACCURACY)),
          List.of(
              new Row(List.of("plain", List.of(20, 7), 12000, 0.1 + 0.2, 0.9), true),
              new Row(Arrays.asList("a|b \"c\", 50 %", List.of(), 7L, Double.NaN, null), false)),
          List.of("A note."));

  @Test
  void plainTextIsAligned() {
    assertEquals(
        """
          the name       layers   steps    loss   acc_1
        * plain          20,7    12,000  0.3000  0.9000
          a|b "c", 50 %  none         7     NaN       –
        """,
        TableText.plain(TABLE));
  }

  @Test
  void csvKeepsAllDigitsAndQuotes() {
    assertEquals(
        """
        name,layers,steps,loss,accuracy
        plain,"20,7",12000,0.30000000000000004,0.9
        "a|b ""c"", 50 %",none,7,NaN,
        """
            .replace("\n", "\r\n"),
        TableText.csv(TABLE));
  }

  @Test
  void markdownEscapesItsOwnSigns() {
    assertEquals(
        """
        ## A & B

        | the name | layers | steps | loss | acc_1 |
        | --- | --- | ---: | ---: | ---: |
        | **plain** | **20,7** | **12,000** | **0.3000** | **0.9000** |
        | a\\|b "c", 50 % | none | 7 | NaN | – |

        A note.
        """,
        TableText.markdown(TABLE));
  }

  @Test
  void markdownKeepsNamesInTheirCells() {
    ResultTable table =
        new ResultTable(
            "T",
            List.of(
                new Column("name", "a|b", Column.Kind.TEXT),
                new Column("note", "note", Column.Kind.TEXT)),
            List.of(new ResultTable.Row(List.of("<b>\\|`*", ""), true)),
            List.of());
    assertEquals(
        """
        ## T

        | a\\|b | note |
        | --- | --- |
        | **\\<b>\\\\\\|\\`\\*** |  |
        """,
        TableText.markdown(table));
  }

  @Test
  void latexEscapesItsOwnSigns() {
    String latex = TableText.latex(TABLE);
    assertTrue(latex.contains("\\caption{A \\& B}"), latex);
    assertTrue(latex.contains("\\begin{tabular}{llrrr}"), latex);
    assertTrue(latex.contains("loss & acc\\_1 \\\\"), latex);
    assertTrue(latex.contains("\\textbf{plain} & \\textbf{20,7} & \\textbf{12,000}"), latex);
    assertTrue(latex.contains("50 \\% & none & 7 & NaN & -- \\\\"), latex);
  }

  @Test
  void jsonHasNoNumbersThatJsonCannotHold() {
    String json = TableText.json(TABLE);
    assertTrue(json.contains("\"loss\" : 0.30000000000000004"), json);
    assertTrue(json.contains("\"loss\" : null"), json);
    assertTrue(json.contains("\"layers\" : [ 20, 7 ]"), json);
    assertTrue(json.contains("\"best\" : true"), json);
  }

  @Test
  void aRowHasAValueForEachColumn() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ResultTable(
                "t", TABLE.columns(), List.of(new Row(List.of("one"), false)), List.of()));
  }

  @Test
  void settingsAreShownAsPeopleTypeThem() {
    assertEquals("0.009", Cells.plain(0.009));
    assertEquals("1e-4", Cells.plain(1e-4));
    assertEquals("1", Cells.plain(1.0));
    assertEquals("none", Cells.plain(List.of()));
    assertEquals("0.1,0.2", Cells.plain(List.of(0.1, 0.2)));
    assertEquals("2.50e-05", Cells.shown(Kind.LOSS, 2.5e-5));
    assertEquals("<0.001", Cells.shown(Kind.PROBABILITY, 1e-9));
    assertEquals("0.9000 ± 0.1000", Cells.shown(Kind.ACCURACY, new Sample(3, 0.9, 0.1, 0.2)));
    assertEquals("1,200", Cells.shown(Kind.NUMBER, Sample.of(1200)));
  }
}
