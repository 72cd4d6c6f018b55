package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.interop.onnx.OnnxComparison;
import dev.layerwise.interop.onnx.OnnxEngine;
import dev.layerwise.interop.onnx.OnnxExport;
import dev.layerwise.interop.weights.SequentialFile;
import dev.layerwise.record.Model;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.SettingWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a model as a file that other software reads: ONNX, or PyTorch's weights.",
    footer = {
      "",
      "Examples:",
      "  layerwise export runs/best --out best.onnx --softmax --verify",
      "  layerwise export model.safetensors --out best.onnx --verify --data mnist",
      "  layerwise export runs/best --format safetensors --out for-pytorch.safetensors"
    })
final class ExportCommand implements Callable<Integer> {
  private static final double DEFAULT_TOLERANCE = 1e-4;

  /** What can be written. */
  enum Format {
    ONNX,
    SAFETENSORS
  }

  @Parameters(paramLabel = "RUN-or-MODEL", description = "A run directory or a model file.")
  private Path runOrModel = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
  private Path out = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "onnx|safetensors",
      description = {
        "onnx: the network with its scaling. safetensors: weights as PyTorch's nn.Sequential"
            + " names and lays them out (default: by the ending of the file's name)."
      })
  private @Nullable Format format;

  @Option(
      names = {"--softmax", "--probabilities"},
      description =
          "ONNX: end with a column for each class, as predict shows them, instead of the logits.")
  private boolean softmax;

  @Option(
      names = "--fold-batch-norm",
      description = "ONNX: merge batch norms into the dense layers beside them.")
  private boolean fold;

  @Option(
      names = "--verify",
      description =
          "ONNX: compute the file with ONNX Runtime too, and print the largest difference; exit"
              + " code 5 if it is above the tolerance.")
  private boolean verify;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description =
          "Largest difference that --verify accepts, relative to the largest output of the example"
              + " where that is above 1 (default: 1e-4).")
  private @Nullable Double tolerance;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "What to verify on: a name (mnist: its test set) or a file (default: the run's test set,"
              + " or else its validation or training set).")
  private @Nullable String data;

  @Mixin private NamedDataOptions input = new NamedDataOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Format chosen = format != null ? format : byName(out);
    requireFitting(chosen);
    OutputFile.requireFree("--out", out, runOrModel, data, input.labels());
    Model model = Models.read(runOrModel);
    OnnxEngine engine = verify ? engine() : null;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("file", out.toString());
    facts.put("format", chosen.name().toLowerCase(Locale.ROOT));
    facts.put("network", model.network().spec().widths());
    switch (chosen) {
      case ONNX ->
          OnnxExport.write(
              out, model, new OnnxExport.Options(fold, softmax), Environment.currentVersion());
      case SAFETENSORS -> SequentialFile.write(out, model);
    }
    long bytes = Files.size(out);
    facts.put("bytes", bytes);
    OnnxComparison comparison = engine == null ? null : compare(engine, model);
    if (comparison != null) {
      facts.put("verified", comparison);
      facts.put("tolerance", tolerance());
    }
    tell(facts, bytes, comparison);
    return comparison == null || comparison.within(tolerance())
        ? ExitCode.OK
        : ExitCode.CHECK_FAILED;
  }

  private static Format byName(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    for (Format format : Format.values()) {
      if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "out: the name "
            + file
            + " does not tell the format; let it end with .onnx or .safetensors, or add --format");
  }

  private void requireFitting(Format chosen) {
    if (chosen != Format.ONNX && (softmax || fold || verify)) {
      throw new IllegalArgumentException(
          (softmax ? "softmax" : fold ? "fold batch norm" : "verify")
              + ": is for ONNX; a file of weights has no such thing");
    }
    if (!verify && data != null) {
      throw new IllegalArgumentException("data: is what to verify on; add --verify");
    }
    if (verify && data == null && !Files.isDirectory(runOrModel)) {
      throw new IllegalArgumentException(
          "verify: a model file does not know its data; name some (--data)");
    }
    if (tolerance != null && !verify) {
      throw new IllegalArgumentException("tolerance: is what --verify accepts; add --verify");
    }
    if (!(tolerance() >= 0)) {
      throw new IllegalArgumentException("tolerance: expected 0 or more, got " + tolerance);
    }
    if (data == null) {
      input.settings("").keySet().stream()
          .filter(name -> !name.equals("data"))
          .findFirst()
          .ifPresent(name -> {
            throw new IllegalArgumentException(
                SettingWords.of(name)
                    + ": is for the data that --data names, and it names none; add --data, or leave"
                    + " it out");
          });
    }
  }

  private double tolerance() {
    return tolerance == null ? DEFAULT_TOLERANCE : tolerance;
  }

  private static OnnxEngine engine() {
    return OnnxEngine.find()
        .orElseThrow(() ->
            new DataException(
                "verify: ONNX Runtime is not on the class path; ./layerwise of the source tree"
                    + " fetches it, elsewhere add the artifact dev.layerwise:layerwise-onnxruntime"
                    + " (some 50 MB, with native code)"));
  }

  private OnnxComparison compare(OnnxEngine engine, Model model) {
    Examples examples = examples(model);
    model.requireWidth("verify", examples.features().columns());
    return OnnxComparison.of(engine, out, softmax, model, examples.features(), examples.rows());
  }

  private Examples examples(Model model) {
    DataSources sources = new DataSources(new DownloadView(Terminal.standardError()));
    if (data != null) {
      Dataset set =
          sources.loadNamed(data, input.describe(data), model.classNames(), model.featureNames());
      return new Examples(
          set.features(), new int[set.size()], IntStream.range(0, set.size()).toArray());
    }
    try (RunSession session =
        RunSession.prepareRecorded(RunSession.specOf(RunDirectory.open(runOrModel)), sources)) {
      Examples test = session.data().test();
      Examples validation = session.data().validation();
      return test != null ? test : validation != null ? validation : session.data().training();
    }
  }

  private void tell(Map<String, Object> facts, long bytes, @Nullable OnnxComparison comparison) {
    if (json) {
      Stdout.printJson(RunFiles.toJson(facts));
      return;
    }
    Terminal terminal = Terminal.standardOutput();
    terminal.line(
        "Written: " + out + " (" + facts.get("network") + ", " + Numbers.count(bytes) + " bytes)");
    if (comparison == null) {
      return;
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            "%s: %s on %s examples: largest difference %.1e (example %d, output %d), %s the"
                + " tolerance of %.0e; the same class on %s of %s",
            comparison.within(tolerance()) ? "Verified" : "NOT VERIFIED",
            comparison.engine(),
            Numbers.count(comparison.examples()),
            comparison.largest(),
            comparison.example(),
            comparison.column(),
            comparison.within(tolerance()) ? "within" : "above",
            tolerance(),
            Numbers.count(comparison.sameClass()),
            Numbers.count(comparison.examples())));
  }
}
