package dev.layerwise.benchmarks.predictors;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime by its Java API. */
final class OnnxRuntimeWay {
  private OnnxRuntimeWay() {}

  private static OrtSession session(TestNetwork network, int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    return OrtEnvironment.getEnvironment().createSession(network.onnx(), options);
  }

  private static void close(AutoCloseable... resources) {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** At its best: direct buffers for input and output, and tensors over them, made once. */
  static final class Reused implements Way {
    private final Examples examples;
    private final OrtSession session;
    private final Buffers one;
    private final Buffers all;

    Reused(TestNetwork network, Examples examples, int threads) throws OrtException {
      this.examples = examples;
      this.session = session(network, threads);
      this.one = new Buffers(1);
      this.all = new Buffers(Examples.COUNT);
    }

    @Override
    public void predict(int example, float[] probabilities) throws OrtException {
      run(one, examples.each[example], probabilities);
    }

    @Override
    public void predictAll(float[] probabilities) throws OrtException {
      run(all, examples.all, probabilities);
    }

    private void run(Buffers buffers, float[] features, float[] probabilities) throws OrtException {
      buffers.in.put(0, features);
      session.run(buffers.from, buffers.to).close();
      buffers.out.get(0, probabilities);
    }

    @Override
    public void close() {
      OnnxRuntimeWay.close(one, all, session);
    }
  }

  private static final class Buffers implements AutoCloseable {
    final FloatBuffer in;
    final FloatBuffer out;
    final Map<String, OnnxTensor> from;
    final Map<String, OnnxTensor> to;

    Buffers(int rows) throws OrtException {
      in = direct(rows * TestNetwork.INPUTS);
      out = direct(rows * TestNetwork.CLASSES);
      from = Map.of("x", tensor(in, rows, TestNetwork.INPUTS));
      to = Map.of("p", tensor(out, rows, TestNetwork.CLASSES));
    }

    private static FloatBuffer direct(int floats) {
      return ByteBuffer.allocateDirect(floats * Float.BYTES)
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer();
    }

    @Override
    public void close() {
      from.values().forEach(OnnxTensor::close);
      to.values().forEach(OnnxTensor::close);
    }
  }

  /** As its documentation has it: a tensor made of each array, the result as arrays. */
  static final class Usual implements Way {
    private final Examples examples;
    private final OrtSession session;

    Usual(TestNetwork network, Examples examples, int threads) throws OrtException {
      this.examples = examples;
      this.session = session(network, threads);
    }

    @Override
    public void predict(int example, float[] probabilities) throws OrtException {
      run(examples.each[example], 1, probabilities);
    }

    @Override
    public void predictAll(float[] probabilities) throws OrtException {
      run(examples.all, Examples.COUNT, probabilities);
    }

    private void run(float[] features, int rows, float[] probabilities) throws OrtException {
      try (OnnxTensor x = tensor(FloatBuffer.wrap(features), rows, TestNetwork.INPUTS);
          OrtSession.Result result = session.run(Map.of("x", x))) {
        float[][] values = (float[][]) result.get(0).getValue();
        for (int i = 0; i < rows; i++) {
          System.arraycopy(
              values[i], 0, probabilities, i * TestNetwork.CLASSES, TestNetwork.CLASSES);
        }
      }
    }

    @Override
    public void close() {
      OnnxRuntimeWay.close(session);
    }
  }

  private static OnnxTensor tensor(FloatBuffer buffer, long rows, long columns)
      throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), buffer, new long[] {rows, columns});
  }
}
