package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.record.RecordException;
import dev.layerwise.reference.GradientCheck;
import dev.layerwise.reference.GradientReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The exit codes that no input of a person brings about; the others are tested with their commands.
 */
class ExitCodeTest {
  @Command(name = "fail")
  record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private final StringWriter err = new StringWriter();

  private int exitCodeOf(Exception failure) {
    CommandLine commandLine = Main.commandLine();
    commandLine.addSubcommand("fail", new Failing(failure));
    commandLine
        .getSubcommands()
        .get("fail")
        .setExecutionExceptionHandler(commandLine.getExecutionExceptionHandler());
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute("fail");
  }

  private static GradientReport report(double numericError, double engineError) {
    GradientReport.Row row =
        new GradientReport.Row(
            0,
            "dense",
            "layers.0.weight",
            2,
            3,
            6,
            0,
            numericError,
            new GradientReport.Element(1, 2, 0.5, 0.4),
            engineError);
    return new GradientReport(List.of(row), 16, 0.7, 1e-8, GradientCheck.Settings.DEFAULT);
  }

  @Test
  void whatAPersonCanMendIsAMessage() {
    assertEquals(ExitCode.DATA, exitCodeOf(new DataException("a.csv: is empty")));
    assertEquals(ExitCode.DATA, exitCodeOf(new RecordException("a: the disk is full")));
    assertEquals(ExitCode.USAGE, exitCodeOf(new IllegalArgumentException("epochs: too few")));
    assertEquals(
        List.of(
            "layerwise: a.csv: is empty",
            "layerwise: a: the disk is full",
            "layerwise: epochs: too few"),
        err.toString().lines().toList());
  }

  @Test
  void aFaultOfTheProgramSaysSoAndShowsWhere() {
    assertEquals(ExitCode.INTERNAL, exitCodeOf(new IllegalStateException("impossible")));
    assertTrue(err.toString().startsWith("layerwise: a fault of Layerwise itself"), err.toString());
    assertTrue(err.toString().contains("IllegalStateException: impossible"), err.toString());
    assertTrue(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void aWrongGradientFailsTheCheck() {
    assertEquals(ExitCode.OK, CheckGradientsCommand.exitCode(report(1e-9, 1e-7)));
    assertEquals(ExitCode.CHECK_FAILED, CheckGradientsCommand.exitCode(report(0.2, 1e-7)));
    assertEquals(ExitCode.CHECK_FAILED, CheckGradientsCommand.exitCode(report(1e-9, 0.2)));
    assertEquals(ExitCode.CHECK_FAILED, CheckGradientsCommand.exitCode(report(Double.NaN, 1e-7)));
  }
}
