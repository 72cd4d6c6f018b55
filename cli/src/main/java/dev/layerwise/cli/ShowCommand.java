package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.report.DataView;
import dev.layerwise.report.Palette;
import dev.layerwise.report.Picture;
import dev.layerwise.report.PngFiles;
import dev.layerwise.report.TextStyle;
import dev.layerwise.runs.DataSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows what a data set looks like: a row for each class with its name and some random"
            + " examples; a scatter plot for two features.")
final class ShowCommand implements Callable<Integer> {
  @Parameters(arity = "0..1", paramLabel = "DATA", description = "As for train (default: digits).")
  private String data = "digits";

  @Mixin private NamedDataOptions input = new NamedDataOptions();

  @Option(
      names = "--examples",
      paramLabel = "N",
      description = "Images of each class (default: 8).")
  private @Nullable Integer examples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the choice of images (default: 1).")
  private @Nullable Long seed;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description = "Draw into a PNG file instead of the terminal.")
  private @Nullable Path png;

  @Override
  public Integer call() {
    if (Files.isRegularFile(Path.of(data).resolve("run.yaml"))) {
      throw new IllegalArgumentException(
          data
              + ": is a run, and show takes data (a name such as mnist, a file, or a folder of"
              + " images); layerwise report "
              + data
              + " shows a run, layerwise ui all of them");
    }
    OutputFile.requireFree("--png", png, data, input.labels());
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    Dataset set = sources.load(input.describe(data)).training();
    if (set.image() == null && (examples != null || seed != null)) {
      throw new IllegalArgumentException(
          (examples != null ? "examples" : "seed")
              + ": chooses among images, and "
              + data
              + " has none; all of it is shown, leave it out");
    }
    DataView view = DataView.of(set, examples == null ? 8 : examples, seed == null ? 1 : seed);
    Terminal terminal = Terminal.standardOutput();
    if (png == null) {
      boolean unicode = terminal.out().charset().equals(StandardCharsets.UTF_8);
      terminal
          .out()
          .print(view.text(new TextStyle(terminal.columns(), terminal.colour(), unicode)));
      terminal.out().flush();
      return ExitCode.OK;
    }
    if (!(view instanceof Picture picture)) {
      throw new DataException(
          data
              + ": is neither images nor points in the plane, so there is nothing to draw;"
              + " leave out --png for a table");
    }
    try {
      PngFiles.write(picture.image(Palette.LIGHT), png);
    } catch (IOException e) {
      throw new DataException(png + ": cannot be written: " + e.getMessage(), e);
    }
    terminal.line("Written: " + png);
    return ExitCode.OK;
  }
}
