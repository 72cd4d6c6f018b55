package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.FileKind;
import dev.layerwise.data.Scaling;
import dev.layerwise.interop.onnx.OnnxImport;
import dev.layerwise.interop.weights.ImportOptions;
import dev.layerwise.interop.weights.Imported;
import dev.layerwise.interop.weights.SequentialImport;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.nn.Loss;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a model of a file of others: an ONNX file of a dense network (PyTorch, scikit-learn,"
          + " Keras), or safetensors with its weights. What is not supported is named."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise import net.onnx --out net.safetensors --scaling-factor 1/255 --image 28x28",
      "  layerwise import weights.safetensors --out net.safetensors --activation relu"
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "An ONNX or safetensors file.")
  private Path file = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The model file.")
  private Path out = Path.of("");

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description =
          "safetensors: the function between the layers (sigmoid, tanh, relu, leaky-relu, elu,"
              + " gelu, silu).")
  private @Nullable String activation;

  @Option(
      names = "--batch-norm",
      paramLabel = "before|after",
      description =
          "safetensors: where batch norm stands, if the names of the tensors do not tell (default:"
              + " before the activation).")
  private @Nullable String batchNorm;

  @Option(
      names = "--loss",
      paramLabel = "NAME",
      description =
          "What the network was trained on (default: as the file tells; softmax-cross-entropy, or"
              + " sigmoid-cross-entropy for one unit).")
  private @Nullable String loss;

  @Option(
      names = "--classes",
      paramLabel = "NAME,...",
      split = ",",
      description = "The names of the classes in order (default: as the file tells, or numbers).")
  private List<String> classes = List.of();

  @Option(
      names = "--scaling-offset",
      paramLabel = "X,...",
      split = ",",
      description =
          "What is subtracted from the features: one number, or one for each (default: as the file"
              + " tells, or 0).")
  private List<String> offsets = List.of();

  @Option(
      names = "--scaling-factor",
      paramLabel = "X,...",
      split = ",",
      description = "What they are multiplied by then; fractions such as 1/255 may be written.")
  private List<String> factors = List.of();

  @Option(
      names = "--image",
      paramLabel = "HxW",
      description = "The height and width of an example, such as 28x28.")
  private @Nullable String image;

  @Override
  public Integer call() {
    OutputFile.requireFree("--out", out, file);
    boolean safetensors = isSafetensors();
    if (!safetensors && (activation != null || batchNorm != null)) {
      throw new IllegalArgumentException(
          (activation != null ? "activation" : "batch norm")
              + ": an ONNX file says by itself what is between its layers; leave it out");
    }
    if (new HashSet<>(classes).size() < classes.size()) {
      throw new IllegalArgumentException(
          "classes: expected a name of its own for each, got " + String.join(",", classes));
    }
    ImportOptions options =
        new ImportOptions(
            activation == null
                ? null
                : choice("activation", activation, Activation.values(), Activation::label),
            after(),
            loss == null ? null : choice("loss", loss, Loss.values(), Loss::label),
            classes,
            scaling(),
            image());
    Kernels kernels = KernelSelection.select(KernelSelection.AUTOMATIC).kernels();
    Imported imported =
        safetensors
            ? SequentialImport.read(file, options, kernels)
            : OnnxImport.read(file, options, kernels);
    Model model = imported.model();
    ModelFile.write(out, model);
    Terminal terminal = Terminal.standardOutput();
    terminal.line(
        "Written: "
            + out
            + " ("
            + model.network().spec().widths()
            + ", "
            + model.network().spec().loss().label()
            + ")");
    for (int i = 0; i < model.network().layers().size(); i++) {
      terminal.line("  " + model.network().describeLayer(i));
    }
    imported.notes().forEach(note -> terminal.line("Note: " + note));
    return ExitCode.OK;
  }

  private boolean after() {
    return switch (batchNorm == null ? "before" : batchNorm) {
      case "after" -> true;
      case "before" -> false;
      default ->
          throw new IllegalArgumentException(
              "batch norm: expected before or after, got '" + batchNorm + "'");
    };
  }

  /** A safetensors file's header begins after the eight bytes of its length. */
  private boolean isSafetensors() {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new DataException(file + ": there is no such file");
    }
    FileKind kind = FileKind.of(file);
    if (kind == FileKind.HDF5) {
      throw new DataException(
          file
              + ": is an HDF5 file of Keras; export the network as ONNX"
              + " (model.export(\"net.onnx\", format=\"onnx\"))");
    }
    if (kind == FileKind.ZIP) {
      throw new DataException(
          file
              + ": is a ZIP archive, as torch.save and Keras write them; export ONNX"
              + " (torch.onnx.export), or save the weights as safetensors");
    }
    return name.endsWith(".safetensors");
  }

  private static <T> T choice(
      String what, String text, T[] values, java.util.function.Function<T, String> label) {
    for (T value : values) {
      if (label.apply(value).equals(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        what
            + ": expected one of "
            + String.join(", ", List.of(values).stream().map(label).toList())
            + ", got '"
            + text
            + "'");
  }

  private @Nullable Scaling scaling() {
    if (offsets.isEmpty() && factors.isEmpty()) {
      return null;
    }
    int n = Math.max(offsets.size(), factors.size());
    float[] o = numbers("scaling offset", offsets, n, 0);
    float[] f = numbers("scaling factor", factors, n, 1);
    return new Scaling(n == 1 ? Scaling.Kind.UNIT : Scaling.Kind.STANDARD, o, f);
  }

  private static float[] numbers(String what, List<String> texts, int count, float otherwise) {
    if (texts.size() > 1 && texts.size() != count) {
      throw new IllegalArgumentException(
          what + ": expected one number or " + count + ", got " + texts.size());
    }
    float[] numbers = new float[count];
    for (int j = 0; j < count; j++) {
      numbers[j] = texts.isEmpty() ? otherwise : number(what, texts.get(texts.size() == 1 ? 0 : j));
    }
    return numbers;
  }

  private static float number(String what, String text) {
    try {
      int slash = text.indexOf('/');
      double value =
          slash < 0
              ? Double.parseDouble(text)
              : Double.parseDouble(text.substring(0, slash))
                  / Double.parseDouble(text.substring(slash + 1));
      if (Double.isFinite(value)) {
        return (float) value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + ": expected a number, got '" + text + "'", e);
    }
    throw new IllegalArgumentException(what + ": expected a number, got '" + text + "'");
  }

  private @Nullable ImageShape image() {
    if (image == null) {
      return null;
    }
    if (!image.matches("[1-9][0-9]{0,3}x[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "image: expected height and width such as 28x28, got '" + image + "'");
    }
    int separator = image.indexOf('x');
    return new ImageShape(
        Integer.parseInt(image, 0, separator, 10),
        Integer.parseInt(image, separator + 1, image.length(), 10));
  }
}
