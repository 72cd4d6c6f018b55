package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import dev.layerwise.report.run.RunCommand;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir static Path runs;
  private static Path moons = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    moons = runs.resolve("moons");
    assertEquals(
        0,
        Cli.train(moons, "--l2", "0.0007,0.005", "--no-shuffle", "--batch-norm", "after")
            .exitCode());
  }

  @Test
  void theReportGoesIntoTheRunUnlessTold() throws IOException {
    Outcome outcome = Cli.run("report", moons.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    String html = Files.readString(moons.resolve("report.html"));
    assertTrue(html.startsWith("<!doctype html>"), html.substring(0, 80));
    assertTrue(outcome.out().contains("report.html"), outcome.out());

    Path elsewhere = folder.resolve("page.html");
    assertEquals(0, Cli.run("report", moons.toString(), "--out", elsewhere.toString()).exitCode());
    assertEquals(html, Files.readString(elsewhere));
  }

  @Test
  void figuresBecomeFiles() {
    Path figures = folder.resolve("a/b");
    Outcome outcome =
        Cli.run(
            "report",
            moons.toString(),
            "--out",
            folder.resolve("r.html").toString(),
            "--figures",
            figures.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    for (String file :
        List.of("loss.svg", "loss.png", "loss.csv", "boundary.svg", "progress.csv")) {
      assertTrue(Files.exists(figures.resolve(file)), file);
    }
  }

  @Test
  void aSweepIsAPageToo() throws IOException {
    Path sweep = folder.resolve("sweep");
    assertEquals(
        0,
        Cli.run(
                "sweep",
                "moons",
                "--data-size",
                "200",
                "--epochs",
                "2",
                "--vary",
                "layers=4,8",
                "--out",
                sweep.toString())
            .exitCode());
    Outcome outcome = Cli.run("report", sweep.toString(), "--figures", folder + "/figures");
    assertEquals(0, outcome.exitCode(), outcome.err());
    String html = Files.readString(sweep.resolve("report.html"));
    assertTrue(html.contains("The best by validation accuracy is layers"), "the best is not named");
    assertTrue(Files.exists(folder.resolve("figures/trials-table.csv")));

    Path page = folder.resolve("compare.html");
    Outcome compared = Cli.run("compare", sweep.toString(), "--json", "--html", page.toString());
    assertEquals(0, compared.exitCode(), compared.err());
    assertEquals(1, compared.out().lines().count());
    assertTrue(compared.err().contains("Written: " + page), compared.err());
    assertTrue(Files.readString(page).contains("Comparison of layers"));
    Outcome both =
        Cli.run(
            "compare",
            sweep + "/trials/001",
            sweep + "/trials/002",
            "--weights",
            "--html",
            page.toString());
    assertEquals(2, both.exitCode());
    assertTrue(both.err().contains("leave --weights away"), both.err());
  }

  @Test
  void whatCannotBeReportedOrWrittenIsSaid() throws IOException {
    Outcome noRun = Cli.run("report", folder.toString());
    assertEquals(3, noRun.exitCode());
    assertTrue(noRun.err().contains("is no run, sweep or study directory"), noRun.err());

    Path file = Files.writeString(folder.resolve("file"), "");
    Outcome noFolder =
        Cli.run(
            "report",
            moons.toString(),
            "--out",
            folder.resolve("r.html").toString(),
            "--figures",
            file.toString());
    assertEquals(3, noFolder.exitCode());
    assertTrue(noFolder.err().contains("is a file, and figures need a folder"), noFolder.err());
    assertFalse(noFolder.err().contains("fault of Layerwise"), noFolder.err());

    Outcome nowhere =
        Cli.run("report", moons.toString(), "--out", folder.resolve("none/r.html").toString());
    assertEquals(3, nowhere.exitCode());
    assertTrue(nowhere.err().contains("does not exist; create it"), nowhere.err());
  }

  /** The command that a report shows describes the run that it reports. */
  @Test
  void theCommandMakesTheSameRun() {
    RunSpec spec = RunSession.specOf(RunDirectory.open(moons));
    List<String> arguments = new ArrayList<>(RunCommand.arguments(spec));
    Path again = folder.resolve("again");
    arguments.addAll(List.of("--out", again.toString()));
    Outcome outcome = Cli.run(arguments.toArray(String[]::new));
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals(spec, RunSession.specOf(RunDirectory.open(again)));
    assertEquals(Cli.summary(moons).parametersSha256(), Cli.summary(again).parametersSha256());
  }
}
