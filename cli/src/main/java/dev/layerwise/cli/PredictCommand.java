package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.FileKind;
import dev.layerwise.data.Idx;
import dev.layerwise.interop.csv.CsvFiles;
import dev.layerwise.interop.csv.CsvOptions;
import dev.layerwise.interop.csv.PredictionCsv;
import dev.layerwise.interop.image.ImageFiles;
import dev.layerwise.interop.image.ImageOptions;
import dev.layerwise.interop.numpy.NumpyData;
import dev.layerwise.interop.parquet.ParquetFiles;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.record.Model;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Predicts the classes of examples, and writes CSV: example, predicted class, and a column for"
          + " each class with its probability (for a mean-squared-error model: its output)."
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "RUN-or-MODEL",
      description = "A run directory or a model file.")
  private Path runOrModel = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description =
          "CSV or IDX (also gzip'd), Parquet, NumPy's arrays (.npy, .npz), a PNG, JPEG, GIF or BMP"
              + " image, or a folder of images.")
  private Path file = Path.of("");

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Write to a file instead of standard output: CSV, or by the ending of its name NumPy's"
              + " .npy (the scores) or .npz (scores, predicted, class_names).")
  private @Nullable Path out;

  @Option(names = "--resize", description = "Scale images of another size to the model's.")
  private boolean resize;

  @Option(names = "--invert", description = "Exchange dark and light: for dark ink on white paper.")
  private boolean invert;

  @Override
  public Integer call() {
    OutputFile.requireFree("--out", out, runOrModel, file);
    requireOrder();
    Model known = Models.readBriefly(runOrModel);
    Dataset set = load(known);
    known.requireFeatures(set);
    Model model = Models.readFor(runOrModel, known, set.size());
    Predictions predictions =
        Predictions.of(
            model.network(),
            set.features(),
            IntStream.range(0, set.size()).toArray(),
            model.scaling());
    StringWriter csv = new StringWriter();
    if (!isNumpy(out)) {
      PredictionCsv.write(csv, predictions, model.classNames());
    }
    if (out != null) {
      if (isNumpy(out)) {
        NumpyData.writePredictions(
            out, predictions.classes(), predictions.scores(), model.classNames());
      } else {
        AtomicFiles.writeString(out, csv.toString());
      }
      System.err.println(Numbers.count(set.size(), "prediction") + " written to " + out);
    } else {
      Stdout.printForPrograms(csv.toString());
    }
    if (set.labels() != null) {
      System.err.println(
          "The file has labels: "
              + Numbers.accuracy(predictions.accuracy(set.requireLabels()))
              + " of the predictions agree with them.");
    }
    return ExitCode.OK;
  }

  /** Two arguments the wrong way round are told as that. */
  private void requireOrder() {
    if (isData(runOrModel) && isModel(file)) {
      throw new IllegalArgumentException(
          runOrModel
              + ": is no run and no model, but "
              + file
              + " is: the run or model comes first, then the file to predict; exchange the two");
    }
  }

  private static boolean isData(Path path) {
    return Files.exists(path)
        && !isModel(path)
        && (Files.isDirectory(path) || FileKind.of(path) != FileKind.UNKNOWN);
  }

  private static boolean isModel(Path path) {
    return Files.isDirectory(path)
        ? Files.isRegularFile(new RunDirectory(path).description())
        : Files.exists(path) && String.valueOf(path.getFileName()).endsWith(".safetensors");
  }

  private static boolean isNumpy(@Nullable Path file) {
    String name = file == null ? "" : String.valueOf(file.getFileName());
    return name.endsWith(".npy") || name.endsWith(".npz");
  }

  private Dataset load(Model model) {
    if (!Files.exists(file)) {
      throw new DataException(file + ": there is no such file");
    }
    requireImages();
    CsvOptions options =
        DataSources.csvOptions(input.describe(file.toString()))
            .withClassNames(model.classNames())
            .withFeatureNames(model.featureNames());
    if (Files.isDirectory(file) && ParquetFiles.isFolderOfThem(file)) {
      return ParquetFiles.read(file, options.withImage(model.image()), resize);
    }
    if (Files.isDirectory(file) || FileKind.of(file).isImage()) {
      return images(model);
    }
    FileKind kind = FileKind.of(file);
    return switch (kind) {
      case IDX -> Idx.readUnlabelled(file.toString(), file, model.classNames());
      case NUMPY, ZIP -> NumpyData.readUnlabelled(file, kind == FileKind.ZIP, model.classNames());
      case TEXT -> CsvFiles.read(file, options);
      case PARQUET -> ParquetFiles.read(file, options.withImage(model.image()), resize);
      default ->
          throw new DataException(
              file
                  + ": is "
                  + kind.description()
                  + "; expected CSV, IDX, Parquet, NumPy's arrays or an image");
    };
  }

  /** What is done to images must find some. */
  private void requireImages() {
    if (!resize && !invert) {
      return;
    }
    boolean folder = Files.isDirectory(file);
    FileKind kind = folder ? FileKind.UNKNOWN : FileKind.of(file);
    boolean parquet = folder ? ParquetFiles.isFolderOfThem(file) : kind == FileKind.PARQUET;
    boolean images = kind.isImage() || (folder && !parquet);
    if ((invert && !images) || (resize && !images && !parquet)) {
      throw new IllegalArgumentException(
          (invert ? "invert" : "resize")
              + ": is for image files and folders of them, and "
              + file
              + " is "
              + (folder ? "a folder of Parquet files" : kind.description())
              + ", whose values are taken as they are; leave it out");
    }
  }

  private Dataset images(Model model) {
    ImageShape shape = model.image();
    if (shape == null) {
      throw new DataException(
          file
              + ": is "
              + (Files.isDirectory(file) ? "a folder of images" : "an image")
              + ", and the model was not trained on images but on rows of "
              + Numbers.count(model.network().spec().inputs(), "feature"));
    }
    return ImageFiles.read(file, new ImageOptions(shape, resize, invert), model.classNames());
  }
}
