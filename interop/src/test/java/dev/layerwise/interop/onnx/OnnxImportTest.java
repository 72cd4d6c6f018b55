package dev.layerwise.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.interop.weights.ImportOptions;
import dev.layerwise.interop.weights.Imported;
import dev.layerwise.interop.weights.Others;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.record.Model;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxImportTest {
  @TempDir private Path folder;

  private static Imported read(Path file) {
    return OnnxImport.read(file, ImportOptions.NONE, Others.KERNELS);
  }

  private static Model read(String name) {
    return read(Others.file(name + ".onnx")).model();
  }

  /** Compares the last columns: of one logistic unit others give the second class alone. */
  private static void assertComputes(float[][] expected, Matrix actual) {
    assertEquals(expected.length, actual.rows());
    for (int i = 0; i < expected.length; i++) {
      int first = actual.columns() - expected[i].length;
      for (int j = 0; j < expected[i].length; j++) {
        assertEquals(expected[i][j], actual.get(i, first + j), 2e-5f, "row " + i + ", " + j);
      }
    }
  }

  @Test
  void everyLayerThatPyTorchExports() {
    Imported imported = read(Others.file("torch-every-layer.onnx"));
    assertComputes(Others.numbers("torch-every-layer.csv"), Others.logits(imported.model()));
    assertEquals("16-8-7-6-6-5-5-4-3", imported.model().network().spec().widths());
    assertTrue(String.join(" ", imported.notes()).contains("logits of a softmax"));
  }

  /** {@code x.view(x.size(0), …)} of images whose number is free. */
  @ParameterizedTest
  @ValueSource(strings = {"torch-view", "torch-view-product"})
  void viewsThatPyTorchExportsWithComputedShapes(String name) {
    Model model = read(name);
    assertComputes(Others.numbers(name + ".csv"), Others.logits(model));
    assertEquals("16-6-3", model.network().spec().widths());
    assertEquals(new ImageShape(4, 4), model.image());
  }

  /** PyTorch's newer exporter, by torch.export: batch norm is merged, GELU a node of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"torch2-every-layer", "torch2-opset18"})
  void everyLayerThatPyTorchExportsToday(String name) {
    Model model = read(name);
    assertComputes(Others.numbers(name + ".csv"), Others.logits(model));
    assertEquals("16-8-7-6-6-5-5-4-3", model.network().spec().widths());
  }

  @ParameterizedTest
  @CsvSource({
    "torch-image, 16-6-3, softmax-cross-entropy, 0;1;2",
    "torch-normalised, 16-6-1, sigmoid-cross-entropy, 0;1",
    "sklearn-three-classes, 16-6-5-3, softmax-cross-entropy, ant;bee;cat",
    "sklearn-two-classes, 16-6-5-1, sigmoid-cross-entropy, no;yes",
    "keras-batch-norm, 16-6-3, softmax-cross-entropy, 0;1;2",
    "torch2-softmax, 16-6-3, softmax-cross-entropy, 0;1;2",
    "keras3, 16-8-6-5-3, softmax-cross-entropy, 0;1;2",
  })
  void scoresAreThoseOfTheMaker(String name, String widths, String loss, String classes) {
    Model model = read(name);
    assertComputes(Others.numbers(name + ".csv"), Others.scores(model));
    assertEquals(widths, model.network().spec().widths());
    assertEquals(loss, model.network().spec().loss().label());
    assertEquals(classes, String.join(";", model.classNames()));
  }

  @Test
  void whatTheGraphSaysOfTheDataIsKept() {
    assertEquals(new ImageShape(4, 4), read("torch-image").image());
    Scaling scaling = read("torch-normalised").scaling();
    assertArrayEquals(new float[] {2 * 0.1307f}, scaling.offsets(), 1e-6f);
    assertArrayEquals(new float[] {1 / 2f / 0.3081f}, scaling.factors(), 1e-5f);
    assertEquals(16, read("sklearn-three-classes").scaling().offsets().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch-gelu-erf | (Erf): is part of GELU by the error function",
        "torch2-gelu-erf | (Gelu): is GELU by the error function",
        "torch-residual | (Add): joins two branches",
        "torch-convolution | (Conv): is no operator",
      })
  void whatIsNotSupportedIsNamed(String name, String expected) {
    Path file = Others.file(name + ".onnx");
    String message = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains(expected), message);
  }

  private Imported roundTrip(Model model, boolean scores) {
    Path file = folder.resolve("model.onnx");
    OnnxExport.write(file, model, new OnnxExport.Options(false, scores), "test");
    return read(file);
  }

  private static void assertSameBits(Model expected, Model actual) {
    assertEquals(expected.network().spec().widths(), actual.network().spec().widths());
    assertEquals(expected.network().spec().loss(), actual.network().spec().loss());
    List<Matrix> wanted = List.copyOf(expected.network().tensors().values());
    List<Matrix> got = List.copyOf(actual.network().tensors().values());
    assertEquals(wanted.size(), got.size());
    for (int i = 0; i < wanted.size(); i++) {
      assertArrayEquals(wanted.get(i).data(), got.get(i).data());
    }
    assertEquals(expected.scaling(), actual.scaling());
    assertEquals(expected.classNames(), actual.classNames());
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void whatWeExportComesBackBitForBit(Activation activation) {
    List<LayerSpec> layers =
        List.of(
            BatchNorm.DEFAULT,
            new Dense(6, Initializer.HE, 0),
            new BatchNorm(0.1, 1e-3f),
            new Pointwise(activation),
            new Dense(5, Initializer.HE, 0),
            new Pointwise(activation),
            BatchNorm.DEFAULT,
            new Dense(4, Initializer.HE, 0));
    Scaling scaling = new Scaling(Scaling.Kind.UNIT, new float[] {0.7f}, new float[] {1 / 255f});
    Model model = Others.model(9, 4, Loss.SOFTMAX_CROSS_ENTROPY, scaling, layers);
    for (boolean scores : new boolean[] {false, true}) {
      Model back = roundTrip(model, scores).model();
      assertSameBits(model, back);
      assertEquals(layers.size(), back.network().layers().size());
      assertEquals("7", back.provenance().get("seed"));
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void everyLossComesBack(Loss loss) {
    float[] offsets = {1, 2, 3};
    float[] factors = {0.5f, 0.25f, 3};
    Scaling scaling = new Scaling(Scaling.Kind.STANDARD, offsets, factors);
    for (int classes : new int[] {2, 5}) {
      List<LayerSpec> layers = new ArrayList<>();
      layers.add(new Dense(4, Initializer.HE, 0));
      layers.add(new Pointwise(Activation.SIGMOID));
      layers.add(new Dense(loss.outputs(classes), Initializer.HE, 0));
      Model model = Others.model(3, classes, loss, scaling, layers);
      assertSameBits(model, roundTrip(model, true).model());
      assertSameBits(model, roundTrip(model, false).model());
    }
  }

  @Test
  void damageOfAnyKindIsReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<byte[]> whole = new ArrayList<>();
    for (String name :
        List.of(
            "torch-every-layer",
            "sklearn-three-classes",
            "torch2-every-layer",
            "keras3",
            "torch-view-product")) {
      whole.add(Files.readAllBytes(Others.file(name + ".onnx")));
    }
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] content = whole.get(i % whole.size()).clone();
      for (int k = random.nextInt(1, 5); k > 0; k--) {
        content[random.nextInt(content.length)] = (byte) random.nextInt();
      }
      if (i % 4 == 0) {
        content = Arrays.copyOf(content, random.nextInt(content.length));
      } else if (i % 50 == 1) {
        random.nextBytes(content);
      }
      Path file = folder.resolve("hostile.onnx");
      Files.deleteIfExists(file);
      Files.write(file, content);
      try {
        read(file);
      } catch (DataException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertTrue(e.getMessage().length() < 5000, e.getMessage());
      }
    }
    assertTrue(refused > 600, "only " + refused);
  }

  @Test
  void aTensorThatLiesAboutItsSizeTakesNoMemory() throws IOException {
    // ir_version 8; graph with an initializer of 2^30 x 2 floats, and no bytes for them
    byte[] tensor = {8, -128, -128, -128, -128, 4, 8, 2, 16, 1, 66, 1, 'w'};
    byte[] graph = new byte[tensor.length + 2];
    graph[0] = 42;
    graph[1] = (byte) tensor.length;
    System.arraycopy(tensor, 0, graph, 2, tensor.length);
    byte[] model = new byte[graph.length + 4];
    model[0] = 8;
    model[1] = 8;
    model[2] = 58;
    model[3] = (byte) graph.length;
    System.arraycopy(graph, 0, model, 4, graph.length);
    Path file = Files.write(folder.resolve("liar.onnx"), model);
    String message = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("tensor 'w'"), message);
  }

  @Test
  void valuesMayLieInAFileBesideIt() throws IOException {
    for (String name : List.of("external.onnx", "external.onnx.data")) {
      Files.copy(Others.file(name), folder.resolve(name));
    }
    Path file = folder.resolve("external.onnx");
    Model model = read(file).model();
    assertComputes(Others.numbers("torch-image.csv"), Others.scores(model));
    Path data = folder.resolve("external.onnx.data");
    byte[] bytes = Files.readAllBytes(data);
    Files.write(data, Arrays.copyOf(bytes, bytes.length / 2));
    String message = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("(truncated?)"), message);
    Files.delete(data);
    message = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("which is not beside the model"), message);
  }

  @Test
  void noFileOfAnotherFolderIsRead() throws IOException {
    byte[] model = Files.readAllBytes(Others.file("external.onnx"));
    String text = new String(model, java.nio.charset.StandardCharsets.ISO_8859_1);
    String outside = text.replace("external.onnx.data", "../../../etc/hosts");
    Path file =
        Files.write(
            folder.resolve("outside.onnx"),
            outside.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    String message = assertThrows(DataException.class, () -> read(file)).getMessage();
    assertTrue(message.contains("only files of the same folder are read"), message);
  }
}
