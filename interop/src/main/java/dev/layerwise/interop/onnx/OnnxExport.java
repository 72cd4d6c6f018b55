package dev.layerwise.interop.onnx;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.interop.onnx.OnnxModel.Graph;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.record.Model;
import dev.layerwise.record.RecordException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes models as ONNX files, for IR version 8 and operator set 17, which every runtime since 2022
 * reads.
 *
 * <p>The graph takes examples as they are in the data (n × inputs, n being free) and scales them
 * itself. Class names and provenance are in the metadata of the file; see {@code docs/formats.md}.
 */
public final class OnnxExport {
  /** What a graph takes. */
  public static final String INPUT = "features";

  /** What a graph yields unless it is asked for scores. */
  public static final String LOGITS = "logits";

  /** What a graph yields when it is asked for scores: n × classes. */
  public static final String SCORES = "probabilities";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 17;

  /**
   * What the graph shall look like.
   *
   * @param foldBatchNorm whether batch norms are merged into the dense layers beside them, which
   *     makes the graph smaller and changes the last bits
   * @param scores whether it ends with {@link Loss#scores} (softmax, sigmoid, or the outputs
   *     themselves), one column for each class; else it ends with the logits
   */
  public record Options(boolean foldBatchNorm, boolean scores) {
    /** Logits, batch norm as it is. */
    public static final Options DEFAULT = new Options(false, false);
  }

  private OnnxExport() {}

  /**
   * Writes a model, whole or not at all.
   *
   * @param version the version of the program that writes
   * @throws RecordException if the file cannot be written, or would be larger than the 2 GB that
   *     the format allows
   */
  public static void write(Path file, Model model, Options options, String version) {
    if (model.network().parameterCount() > 500_000_000) {
      throw new RecordException(
          file + ": an ONNX file ends at 2 GB, and this model is larger; export it as safetensors");
    }
    NetworkSpec spec = model.network().spec();
    OnnxModel onnx =
        new OnnxModel(
            IR_VERSION, Map.of("", OPERATOR_SET), "", metadata(model), graph(model, options));
    byte[] bytes =
        OnnxWriter.write(onnx, "layerwise", version, spec.widths() + ", " + spec.loss().label());
    AtomicFiles.write(
        file,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  private static Graph graph(Model model, Options options) {
    NetworkSpec spec = model.network().spec();
    GraphBuilder builder = new GraphBuilder(INPUT, spec.inputs());
    builder.scaling(model.scaling());
    List<Step> steps = Steps.of(model.network());
    (options.foldBatchNorm() ? Steps.foldBatchNorm(steps) : steps).forEach(builder::step);
    if (!options.scores()) {
      return builder.build(LOGITS, spec.outputs());
    }
    builder.scores(spec.loss(), spec.outputs(), spec.classes());
    return builder.build(SCORES, spec.classes());
  }

  private static Map<String, String> metadata(Model model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(Metadata.CLASSES, JSON.writeValueAsString(model.classNames()));
    ImageShape image = model.image();
    if (image != null) {
      metadata.put(Metadata.IMAGE, image.height() + "x" + image.width());
    }
    metadata.put(Metadata.LOSS, model.network().spec().loss().label());
    metadata.put(Metadata.SCALING, model.scaling().kind().label());
    model.provenance().forEach((name, text) -> metadata.put(Metadata.PROVENANCE + name, text));
    return metadata;
  }
}
