package dev.layerwise.interop.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Dropout;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.record.Safetensors;
import dev.layerwise.record.Safetensors.Tensor;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {
  @TempDir private Path folder;

  private static Dense dense(int units) {
    return new Dense(units, Initializer.GLOROT, 0);
  }

  private static Pointwise act(Activation activation) {
    return new Pointwise(activation);
  }

  /** The layers of torch-every-layer in make.py. */
  private static List<LayerSpec> torchLayers() {
    return List.of(
        dense(8),
        BatchNorm.DEFAULT,
        act(Activation.RELU),
        new Dropout(0.3),
        dense(7),
        act(Activation.GELU),
        BatchNorm.DEFAULT,
        dense(6),
        act(Activation.SILU),
        dense(6),
        act(Activation.ELU),
        dense(5),
        act(Activation.TANH),
        dense(5),
        act(Activation.LEAKY_RELU),
        dense(4),
        act(Activation.SIGMOID),
        dense(3));
  }

  private static Network network(int inputs, int classes, List<LayerSpec> layers) {
    return new Network(
        new NetworkSpec(inputs, classes, layers, Loss.SOFTMAX_CROSS_ENTROPY, L2Scaling.BATCH),
        Others.KERNELS);
  }

  @Test
  void aTrainingStartsFromWhatPyTorchSaved() {
    Network network = network(16, 3, torchLayers());
    WeightFiles.loadInto(network, Others.file("torch-every-layer.safetensors"));
    Model model = new Model(network, Scaling.NONE, List.of("a", "b", "c"), null, Map.of());
    float[][] expected = Others.numbers("torch-every-layer.csv");
    Matrix logits = Others.logits(model);
    for (int i = 0; i < expected.length; i++) {
      for (int j = 0; j < 3; j++) {
        assertEquals(expected[i][j], logits.get(i, j), 2e-5f);
      }
    }
  }

  /** Square weights, in a module that happens to be called as our tensors are. */
  @Test
  void whereShapesFitBothWaysNamesTellPyTorch() {
    Path file = folder.resolve("square.safetensors");
    Matrix weight = Matrix.wrap(2, 2, 1, 2, 3, 4);
    List<Tensor> tensors = new ArrayList<>();
    for (int i : new int[] {0, 2}) {
      tensors.add(new Tensor("layers." + i + ".weight", List.of(2L, 2L), weight));
      tensors.add(new Tensor("layers." + i + ".bias", List.of(2L), new Matrix(1, 2)));
    }
    Safetensors.write(file, Map.of(), tensors);
    Network network = network(2, 2, List.of(dense(2), act(Activation.RELU), dense(2)));
    WeightFiles.loadInto(network, file);
    float[] transposed = {1, 3, 2, 4};
    assertArrayEquals(transposed, network.parameters().getFirst().value().data());
    ImportOptions relu =
        new ImportOptions(Activation.RELU, false, null, List.of(), Scaling.NONE, null);
    Model imported = SequentialImport.read(file, relu, Others.KERNELS).model();
    assertArrayEquals(transposed, imported.network().parameters().getFirst().value().data());
  }

  @Test
  void kerasKeepsARowForEveryInput() {
    Imported imported =
        SequentialImport.read(
            Others.file("keras.safetensors"),
            new ImportOptions(
                Activation.RELU, false, null, List.of("x", "y", "z"), Scaling.NONE, null),
            Others.KERNELS);
    assertEquals("16-6-3", imported.model().network().spec().widths());
    assertEquals(List.of("x", "y", "z"), imported.model().classNames());
  }

  @Test
  void whatDoesNotFitIsNamed() {
    List<LayerSpec> layers = new ArrayList<>(torchLayers());
    layers.set(4, dense(9));
    Path file = Others.file("torch-every-layer.safetensors");
    DataException e =
        assertThrows(DataException.class, () -> WeightFiles.loadInto(network(16, 3, layers), file));
    assertTrue(
        e.getMessage()
            .contains(
                "layer '4' for layer 4, dense 8→9: tensor '4.weight': expected 9 × 8 (units ×"
                    + " inputs), got 7 × 8"),
        e.getMessage());
    DataException fewer =
        assertThrows(
            DataException.class,
            () -> WeightFiles.loadInto(network(16, 3, List.of(dense(3))), file));
    assertTrue(fewer.getMessage().contains("dense 16→3"), fewer.getMessage());
  }

  @Test
  void weightsAloneDoNotTellTheActivation() {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                SequentialImport.read(
                    Others.file("keras.safetensors"), ImportOptions.NONE, Others.KERNELS));
    assertTrue(e.getMessage().contains("--activation relu"), e.getMessage());
  }

  private static Model ours() {
    return Others.model(
        16,
        3,
        Loss.SOFTMAX_CROSS_ENTROPY,
        new Scaling(Scaling.Kind.STANDARD, ramp(0.3f), ramp(1.7f)),
        torchLayers());
  }

  private static float[] ramp(float step) {
    float[] values = new float[16];
    for (int i = 0; i < values.length; i++) {
      values[i] = step * (i + 1) / 3;
    }
    return values;
  }

  @Test
  void whatWeExportComesBackBitForBit() {
    Path file = folder.resolve("sequential.safetensors");
    Model model = ours();
    SequentialFile.write(file, model);
    Imported imported = SequentialImport.read(file, ImportOptions.NONE, Others.KERNELS);
    Model back = imported.model();
    assertEquals(List.of(), imported.notes());
    assertEquals(model.scaling(), back.scaling());
    assertEquals(model.classNames(), back.classNames());
    assertEquals(model.network().spec().layers(), back.network().spec().layers());
    Map<String, Matrix> tensors = back.network().tensors();
    model
        .network()
        .tensors()
        .forEach((name, value) -> assertArrayEquals(value.data(), tensors.get(name).data(), name));
    Network start = network(16, 3, torchLayers());
    WeightFiles.loadInto(start, file);
    assertArrayEquals(
        model.network().parameters().getFirst().value().data(),
        start.parameters().getFirst().value().data());
  }

  @Test
  void theStateDictIsThatOfNnSequential() {
    Path file = folder.resolve("sequential.safetensors");
    SequentialFile.write(file, ours());
    Map<String, Matrix> tensors = Safetensors.read(file).tensors();
    assertEquals(8, tensors.get("0.weight").rows());
    assertEquals(16, tensors.get("0.weight").columns());
    assertEquals(
        ours().network().parameters().getFirst().value().get(3, 5),
        tensors.get("0.weight").get(5, 3));
    assertTrue(tensors.keySet().containsAll(List.of("1.running_mean", "1.running_var", "17.bias")));
  }

  private void refused(String expected, Map<String, String> metadata, String... names) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(new Tensor("0.weight", List.of(3L, 2L), new Matrix(3, 2)));
    for (String name : names) {
      tensors.add(new Tensor(name, List.of(3L, 2L), new Matrix(3, 2)));
    }
    Path file = folder.resolve("told.safetensors");
    Safetensors.write(file, metadata, tensors);
    String message =
        assertThrows(
                DataException.class,
                () -> SequentialImport.read(file, ImportOptions.NONE, Others.KERNELS))
            .getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void metadataWithoutAValueAreDamaged() {
    refused("'layerwise.classes' are damaged", Map.of("layerwise.classes", "null"));
    refused("'layerwise.classes' are damaged", Map.of("layerwise.classes", "[null,\"a\",\"b\"]"));
    String offset = "layerwise.preprocessing.offset";
    String factor = "layerwise.preprocessing.factor";
    refused("'" + offset + "' are damaged", Map.of(offset, "null", factor, "[1]"));
    refused("'" + factor + "' are damaged", Map.of(offset, "[1]", factor, "null"));
  }

  @Test
  void whatIsThereTwiceIsRefused() {
    refused("two classes are called 'a'", Map.of("layerwise.classes", "[\"a\",\"b\",\"a\"]"));
    refused(
        "layer '0': tensors '0.weight' and '0/weight' are both its weight", Map.of(), "0/weight");
  }

  private static Tensor vector(String name, float... values) {
    return new Tensor(name, List.of((long) values.length), Matrix.wrap(1, values.length, values));
  }

  private void refusedBoth(String expected, Tensor... tensors) {
    Path file = folder.resolve("numbers.safetensors");
    List<Tensor> all = new ArrayList<>();
    all.add(new Tensor("0.weight", List.of(2L, 2L), Matrix.wrap(2, 2, 1, 2, 3, 4)));
    all.addAll(List.of(tensors));
    all.add(new Tensor("2.weight", List.of(2L, 2L), Matrix.wrap(2, 2, 1, 2, 3, 4)));
    Safetensors.write(file, Map.of(), all);
    List<LayerSpec> layers = new ArrayList<>(List.of(dense(2), act(Activation.RELU), dense(2)));
    if (tensors.length > 1) {
      layers.add(1, BatchNorm.DEFAULT);
    }
    ImportOptions relu =
        new ImportOptions(Activation.RELU, false, null, List.of(), Scaling.NONE, null);
    for (org.junit.jupiter.api.function.Executable reading :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> WeightFiles.loadInto(network(2, 2, layers), file),
            () -> SequentialImport.read(file, relu, Others.KERNELS))) {
      String message = assertThrows(DataException.class, reading).getMessage();
      assertTrue(message.startsWith(file.toString()), message);
      assertTrue(message.contains(expected), message);
    }
  }

  @Test
  void numbersThatNoNetworkHasAreRefusedByTheFileThatHoldsThem() {
    refusedBoth("layer '0' for layer 0, dense 2→2: holds NaN", vector("0.bias", 0, Float.NaN));
    refusedBoth(
        "layer '1' for layer 1, batch norm 2: holds a running variance of -1.0",
        vector("1.weight", 1, 1),
        vector("1.running_mean", 0, 0),
        vector("1.running_var", 1, -1));
  }

  @Test
  void metadataThatNoNetworkHasAreRefused() {
    for (String module : List.of("LeakyReLU\",0.2", "ELU\",2.0", "GELU\"", "GELU\",\"none\"")) {
      refused(
          "metadata 'layerwise.modules': there is no layer for ["
              + module.substring(0, module.indexOf('"')),
          Map.of("layerwise.modules", "[[\"Linear\",2,3],[\"" + module + "]]"));
    }
    String offset = "layerwise.preprocessing.offset";
    String factor = "layerwise.preprocessing.factor";
    refused("'" + offset + "' are damaged", Map.of(offset, "[\"NaN\"]", factor, "[1]"));
    refused("'" + factor + "' are damaged", Map.of(offset, "[1]", factor, "[1e39]"));
  }

  @Test
  void damageOfAnyKindIsReadOrRefused() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    Path ours = folder.resolve("sequential.safetensors");
    SequentialFile.write(ours, ours());
    byte[][] whole = {
      Files.readAllBytes(ours), Files.readAllBytes(Others.file("torch-every-layer.safetensors"))
    };
    int refused = 0;
    ImportOptions relu = new ImportOptions(Activation.RELU, false, null, List.of(), null, null);
    for (int i = 0; i < 1500; i++) {
      byte[] content = whole[i % 2].clone();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        content[random.nextInt(2400)] = (byte) random.nextInt();
      }
      if (i % 5 == 0) {
        content = Arrays.copyOf(content, random.nextInt(content.length));
      }
      Path file = folder.resolve("hostile.safetensors");
      Files.deleteIfExists(file);
      Files.write(file, content);
      try {
        SequentialImport.read(file, relu, Others.KERNELS);
      } catch (DataException e) {
        refused++;
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
    assertTrue(refused > 500, "only " + refused);
  }
}
