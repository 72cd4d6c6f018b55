package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.report.FigureFiles;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.run.RunReport;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes what a run came to as one HTML file: result, curves, mistakes, weights, settings."
            + " It opens without a network.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run directory.")
  private Path run = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The HTML file (default: report.html in the run directory).")
  private @Nullable Path out;

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description = "Also write every figure as SVG and PNG, and its data as CSV.")
  private @Nullable Path figures;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder that holds mnist/ and fashion-mnist/.")
  private @Nullable Path dataDir;

  @Override
  public Integer call() throws IOException {
    RunDirectory directory = RunDirectory.open(run);
    Path file = out != null ? out : directory.path().resolve("report.html");
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    Page page = RunReport.page(directory, sources, dataDir);
    HtmlPage.write(page, file);
    Terminal terminal = Terminal.standardOutput();
    terminal.line("Written: " + file + " (" + (Files.size(file) + 500) / 1000 + " kB)");
    if (figures != null) {
      try {
        int files = FigureFiles.write(page.figures(), figures);
        terminal.line("Written: " + files + " files of figures in " + figures);
      } catch (FileSystemException e) {
        throw new DataException(figures + ": cannot be made: " + e.getReason(), e);
      }
    }
    return ExitCode.OK;
  }
}
