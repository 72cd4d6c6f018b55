package dev.layerwise.benchmarks.predictors;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** DJL's predictors, on PyTorch (a TorchScript file) or on ONNX Runtime (the same ONNX file). */
final class DjlWay {
  private DjlWay() {}

  static Model onPyTorch(TestNetwork network, int threads)
      throws IOException, MalformedModelException {
    Model model = Model.newInstance("net", Device.cpu(), "PyTorch");
    model.load(new ByteArrayInputStream(network.torchScript()));
    JniUtils.setNumThreads(threads); // of the whole process
    return model;
  }

  static Model onOnnxRuntime(TestNetwork network, int threads)
      throws IOException, MalformedModelException {
    Model model = Model.newInstance("net", Device.cpu(), "OnnxRuntime");
    model.load(
        new ByteArrayInputStream(network.onnx()),
        // It heeds the second of them only where there is the first.
        Map.of("interOpNumThreads", "1", "intraOpNumThreads", Integer.toString(threads)));
    return model;
  }

  /** As its documentation has it: a translator of one example, which the predictor batches. */
  static final class Usual implements Way {
    private final Model model;
    private final List<float[]> examples;
    private final Predictor<float[], float[]> predictor;

    Usual(Model model, Examples examples) {
      this.model = model;
      this.examples = List.of(examples.each);
      this.predictor = model.newPredictor(new Arrays());
    }

    @Override
    public void predict(int example, float[] probabilities) throws TranslateException {
      float[] values = predictor.predict(examples.get(example));
      System.arraycopy(values, 0, probabilities, 0, TestNetwork.CLASSES);
    }

    @Override
    public void predictAll(float[] probabilities) throws TranslateException {
      List<float[]> values = predictor.batchPredict(examples);
      for (int i = 0; i < values.size(); i++) {
        System.arraycopy(
            values.get(i), 0, probabilities, i * TestNetwork.CLASSES, TestNetwork.CLASSES);
      }
    }

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }

  private static final class Arrays implements Translator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] input) {
      return new NDList(context.getNDManager().create(input));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList output) {
      return output.singletonOrThrow().toFloatArray();
    }
  }

  /** The cheapest that a predictor allows: its inputs are arrays made once, nothing translated. */
  static final class Reused implements Way {
    private final Model model;
    private final Examples examples;
    private final Predictor<NDList, NDList> predictor;
    private final NDArray one;
    private final NDArray all;

    Reused(Model model, Examples examples) {
      this.model = model;
      this.examples = examples;
      this.predictor = model.newPredictor(new NoopTranslator(null));
      this.one = model.getNDManager().create(new Shape(1, TestNetwork.INPUTS));
      this.all = model.getNDManager().create(new Shape(Examples.COUNT, TestNetwork.INPUTS));
    }

    @Override
    public void predict(int example, float[] probabilities) throws TranslateException {
      run(one, examples.each[example], probabilities);
    }

    @Override
    public void predictAll(float[] probabilities) throws TranslateException {
      run(all, examples.all, probabilities);
    }

    private void run(NDArray input, float[] features, float[] probabilities)
        throws TranslateException {
      input.set(features);
      try (NDList output = predictor.predict(new NDList(input))) {
        float[] values = output.singletonOrThrow().toFloatArray();
        System.arraycopy(values, 0, probabilities, 0, values.length);
      }
    }

    @Override
    public void close() {
      predictor.close();
      model.close();
    }
  }
}
