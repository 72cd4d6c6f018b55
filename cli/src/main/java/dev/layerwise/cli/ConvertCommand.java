package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.interop.numpy.NumpyData;
import dev.layerwise.runs.DataSources;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise convert}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a data set as NumPy's arrays, which train reads faster than text, and Python opens"
          + " with numpy.load: x_train and y_train, x_test and y_test if there is a test set, and"
          + " class_names. Features stay unscaled; images are n x height x width."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise convert photographs --image-size 32x32 --out photographs.npz",
      "  layerwise convert flowers.csv --label-column species --out flowers.npz"
    })
final class ConvertCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DATA", description = "As for train.")
  private String data = "";

  @Mixin private NamedDataOptions input = new NamedDataOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The archive to write; its name ends in .npz.")
  private Path out = Path.of("");

  @Override
  public Integer call() {
    if (!String.valueOf(out.getFileName()).endsWith(".npz")) {
      throw new IllegalArgumentException(
          "--out: expected a name that ends in .npz, got '" + out + "'");
    }
    OutputFile.requireFree("--out", out, data, input.labels());
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    DataSources.Loaded loaded = sources.load(input.describe(data));
    requireOneWidth(loaded);
    NumpyData.write(out, new NumpyData.Sets(loaded.training(), loaded.test()));
    int tests = loaded.test() == null ? 0 : loaded.test().size();
    System.err.println(
        Numbers.count(loaded.training().size(), "example")
            + (tests == 0 ? "" : " and " + Numbers.count(tests) + " for testing")
            + " written to "
            + out);
    return ExitCode.OK;
  }

  /** Data that training would refuse are not worth an archive. */
  private void requireOneWidth(DataSources.Loaded loaded) {
    Dataset test = loaded.test();
    int width = loaded.training().features().columns();
    if (test != null && test.features().columns() != width) {
      throw new DataException(
          data
              + ": its test set has "
              + Numbers.count(test.features().columns(), "feature")
              + " and its training set "
              + Numbers.count(width)
              + "; give both the same");
    }
  }
}
