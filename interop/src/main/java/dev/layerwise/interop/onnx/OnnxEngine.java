package dev.layerwise.interop.onnx;

import dev.layerwise.data.DataException;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Another maker's software that computes ONNX files, to compare with. It is found as a service,
 * because it is large and nobody but a comparison needs it.
 */
public interface OnnxEngine {
  /** Its name and version. */
  String name();

  /**
   * Opens a file.
   *
   * @throws DataException if it refuses the file
   */
  Session open(Path file);

  /** An open file. */
  interface Session extends AutoCloseable {
    /**
     * Computes the one output of a graph with one input.
     *
     * @param features n × inputs
     * @return n × outputs
     * @throws DataException if it refuses
     */
    Matrix run(Matrix features);

    @Override
    void close();
  }

  /** The engine that is there, if any. */
  static Optional<OnnxEngine> find() {
    return ServiceLoader.load(OnnxEngine.class).findFirst();
  }
}
