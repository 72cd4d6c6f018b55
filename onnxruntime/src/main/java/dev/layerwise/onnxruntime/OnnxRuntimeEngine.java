package dev.layerwise.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.layerwise.data.DataException;
import dev.layerwise.interop.onnx.OnnxEngine;
import dev.layerwise.tensor.Matrix;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Microsoft's ONNX Runtime, on the processor. */
public final class OnnxRuntimeEngine implements OnnxEngine {
  /**
   * ONNX Runtime 1.29 looks at the command line of its process with a regular expression that calls
   * itself for each character. Some 4,000 characters, a class path of average length, overflow a
   * usual stack, and the process ends at once. This suffices for the longest that Linux admits, 2
   * MiB; what is not used takes no memory.
   */
  private static final long DEEP = 1L << 30;

  private final OrtEnvironment environment;

  /** Loads the native code. */
  public OnnxRuntimeEngine() {
    FutureTask<OrtEnvironment> begin =
        new FutureTask<>(
            () -> OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR));
    new Thread(null, begin, "onnxruntime-begin", DEEP).start();
    environment = await(begin);
  }

  /** Waits in any case: an environment half made would be of no use to anybody. */
  private static OrtEnvironment await(Future<OrtEnvironment> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("ONNX Runtime does not start", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String name() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Session open(Path file) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      OrtSession session = environment.createSession(file.toString(), options);
      String input = session.getInputNames().iterator().next();
      return new Opened(file, session, input);
    } catch (OrtException e) {
      throw refused(file, e);
    }
  }

  private static DataException refused(Path file, OrtException cause) {
    return new DataException(file + ": ONNX Runtime refuses it: " + cause.getMessage(), cause);
  }

  private final class Opened implements Session {
    private final Path file;
    private final OrtSession session;
    private final String input;

    Opened(Path file, OrtSession session, String input) {
      this.file = file;
      this.session = session;
      this.input = input;
    }

    @Override
    public Matrix run(Matrix features) {
      long[] shape = {features.rows(), features.columns()};
      FloatBuffer values = FloatBuffer.wrap(features.data(), 0, features.size());
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, shape);
          OrtSession.Result result = session.run(Map.of(input, tensor))) {
        float[][] rows = (float[][]) result.get(0).getValue();
        Matrix output = new Matrix(rows.length, rows.length == 0 ? 0 : rows[0].length);
        for (int i = 0; i < rows.length; i++) {
          System.arraycopy(rows[i], 0, output.data(), i * output.columns(), output.columns());
        }
        return output;
      } catch (OrtException e) {
        throw refused(file, e);
      }
    }

    @Override
    public void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw refused(file, e);
      }
    }
  }
}
