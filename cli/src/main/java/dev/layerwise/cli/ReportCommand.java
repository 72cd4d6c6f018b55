package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.report.FigureFiles;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.run.RunReport;
import dev.layerwise.report.sweep.SweepPage;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.studies.StudyDirectory;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.StudyPage;
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
        "Writes what a run, a sweep or a study came to as one HTML file: result, curves, mistakes,"
            + " weights, settings; of a sweep its tables, what made the difference, the best; of a"
            + " study ours beside published. It opens without a network.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RUN|SWEEP|STUDY",
      description = "The run directory, sweep directory or study directory.")
  private Path folder = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The HTML file (default: report.html in that directory).")
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
    OutputFile.requireFree("--out", out, folder);
    if (figures != null && Files.exists(figures) && !Files.isDirectory(figures)) {
      throw new DataException(
          figures + ": is a file, and figures need a folder; name another (--figures)");
    }
    Page page = page();
    Path file = out != null ? out : folder.resolve("report.html");
    Terminal terminal = Terminal.standardOutput();
    Pages.write(page, file, terminal);
    if (figures != null) {
      try {
        int files = FigureFiles.write(page.figures(), figures);
        terminal.line("Written: " + files + " files of figures in " + figures);
      } catch (FileSystemException e) {
        throw AtomicFiles.explain(figures, e);
      }
    }
    return ExitCode.OK;
  }

  private Page page() {
    if (StudyDirectory.isStudy(folder)) {
      DataSources sources = DataSources.keeping(new DownloadView(Terminal.standardError()));
      return StudyPage.of(StudyResult.read(folder), sources);
    }
    if (SweepDirectory.isSweep(folder)) {
      return SweepPage.of(SweepResult.read(SweepDirectory.open(folder)));
    }
    if (Files.isDirectory(folder) && !Files.exists(new RunDirectory(folder).description())) {
      throw new DataException(
          folder
              + ": is no run, sweep or study directory: it holds no run.yaml, sweep.yaml or"
              + " study.yaml");
    }
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    return RunReport.page(RunDirectory.open(folder), sources, dataDir);
  }
}
