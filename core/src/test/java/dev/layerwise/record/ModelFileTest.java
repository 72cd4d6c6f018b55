package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Inference;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.record.Safetensors.Tensor;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  private Model read() {
    return ModelFile.read(file, TestNetworks.KERNELS);
  }

  @Test
  void aModelIsReadAsItWasWritten() {
    Model model = TestNetworks.model();

    ModelFile.write(file, model);
    Model read = read();

    assertEquals(model.network().spec(), read.network().spec());
    assertEquals(model.scaling(), read.scaling());
    assertEquals(model.classNames(), read.classNames());
    assertEquals(model.image(), read.image());
    assertEquals(model.provenance(), read.provenance());
    assertEquals(List.copyOf(model.provenance().keySet()), List.copyOf(read.provenance().keySet()));
    assertEquals(ParameterDigest.sha256(model.network()), ParameterDigest.sha256(read.network()));
  }

  /** A name that was cut within an emoji: the file was of another digest than its content. */
  @Test
  void halfACharacterIsReplacedAndNotTakenForDamage() {
    Model model = TestNetworks.model();
    Map<String, String> cut = Map.of("data \ud83d", "digits \ud83d\ude00 \ud83d");
    List<String> classNames = new ArrayList<>(model.classNames());
    classNames.set(0, "\ude00");
    ModelFile.write(
        file, new Model(model.network(), model.scaling(), classNames, model.image(), cut));

    Model read = read();

    assertEquals(Map.of("data \ufffd", "digits \ud83d\ude00 \ufffd"), read.provenance());
    assertEquals("\ufffd", read.classNames().getFirst());
  }

  /** It was told when the model was saved, after the training, and without the name. */
  @Test
  void aNullInTheProvenanceIsRefusedAtOnce() {
    Model model = TestNetworks.model();
    Map<String, String> noText = new HashMap<>(Map.of("data", "digits"));
    noText.put("seed", null);
    refusesProvenance(model, noText, "provenance: 'seed' is null; give it a text, or leave it out");
    Map<String, String> noName = new HashMap<>();
    noName.put(null, "1");
    refusesProvenance(model, noName, "provenance: a name is null; give it one, or leave it out");
  }

  private static void refusesProvenance(Model model, Map<String, String> texts, String message) {
    NullPointerException e =
        assertThrows(
            NullPointerException.class,
            () ->
                new Model(
                    model.network(), model.scaling(), model.classNames(), model.image(), texts));
    assertEquals(message, e.getMessage());
  }

  static List<NetworkSpec> specs() {
    return NetworkJsonTest.specs();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyNetworkPredictsTheSameBits(NetworkSpec spec) {
    Network network = TestNetworks.filled(spec, 2);
    List<String> classNames = new ArrayList<>();
    for (int i = 0; i < spec.classes(); i++) {
      classNames.add("class " + i);
    }
    ModelFile.write(file, new Model(network, Scaling.NONE, classNames, null, Map.of()));

    Model read = read();

    assertNull(read.image());
    Matrix x = new Matrix(4, spec.inputs());
    TestNetworks.fill(x, RandomStream.of(3, "inputs"), false);
    assertArrayEquals(
        new Inference(network, 4).logits(x).data(),
        new Inference(read.network(), 4).logits(x).data());
  }

  /** Their weights lie in pieces, which nobody sees who reads the file. */
  @Test
  void weightsOfAWideFirstLayerAreWrittenRowByRow() {
    NetworkSpec spec = NetworkSpec.builder(784, 10).dense(400, Activation.RELU).build();
    Network network = TestNetworks.filled(spec, 2);
    Matrix weight = network.parameters().getFirst().value();
    assertNotNull(weight.pieces());
    List<String> digits = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    ModelFile.write(file, new Model(network, Scaling.NONE, digits, null, Map.of()));

    Matrix written = Safetensors.read(file).tensors().get("layers.0.weight");
    for (int i = 0; i < weight.rows(); i++) {
      for (int j = 0; j < weight.columns(); j++) {
        assertEquals(weight.get(i, j), written.get(i, j));
      }
    }
    Network again = read().network();
    assertArrayEquals(weight.data(), again.parameters().getFirst().value().data());
    assertEquals(ParameterDigest.sha256(network), ParameterDigest.sha256(again));
  }

  @Test
  void whatIsWrittenTwiceIsTheSame() throws IOException {
    ModelFile.write(file, TestNetworks.model());
    byte[] first = Files.readAllBytes(file);
    ModelFile.write(file, read());
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void othersFindTheTensorsUnderTheirNames() {
    ModelFile.write(file, TestNetworks.model());

    Map<String, Matrix> tensors = ModelFile.readTensors(file);

    assertEquals(
        List.of(
            "layers.0.weight",
            "layers.0.bias",
            "layers.1.weight",
            "layers.1.bias",
            "layers.1.running_mean",
            "layers.1.running_var",
            "layers.4.weight",
            "layers.4.bias",
            "layers.6.weight",
            "layers.6.bias",
            "layers.6.running_mean",
            "layers.6.running_var",
            "layers.7.weight",
            "layers.7.bias",
            "preprocessing.offset",
            "preprocessing.factor"),
        List.copyOf(tensors.keySet()));
    assertArrayEquals(
        new float[] {0, 1, -2, 3.5f, 1e-30f, 255}, tensors.get("preprocessing.offset").data());
  }

  /** Writes the test's model with another content. */
  private void rewrite(Map<String, String> texts, Map<String, Matrix> changes, String... removed) {
    ModelFile.write(file, TestNetworks.model());
    Safetensors.Content content = Safetensors.read(file);
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    Map<String, Matrix> tensors = new LinkedHashMap<>(content.tensors());
    metadata.remove("layerwise.sha256");
    metadata.putAll(texts);
    tensors.putAll(changes);
    for (String name : removed) {
      metadata.remove(name);
      tensors.remove(name);
    }
    List<Tensor> list = new ArrayList<>();
    tensors.forEach((name, value) ->
        list.add(new Tensor(name, List.of((long) value.rows(), (long) value.columns()), value)));
    Safetensors.write(file, metadata, list);
  }

  private void refuses(String rule) {
    DataException e = assertThrows(DataException.class, this::read);
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }

  @Test
  void withoutADigestAndWithTwoDimensionsEverywhereItIsReadAllTheSame() {
    rewrite(Map.of("somebody.else", "was here"), Map.of());
    assertEquals(
        ParameterDigest.sha256(TestNetworks.model().network()),
        ParameterDigest.sha256(read().network()));
  }

  @Test
  void aNewerVersionSaysSo() {
    rewrite(Map.of("layerwise.format", "2"), Map.of());
    refuses(
        "this is a model of format 2, and this Layerwise reads format 1; a newer Layerwise wrote"
            + " it, update to read it");
    rewrite(Map.of("layerwise.format", "one"), Map.of());
    refuses("'layerwise.format': expected 1, got 'one'");
    rewrite(Map.of(), Map.of(), "layerwise.format");
    refuses("'layerwise.format' is missing, so this is no Layerwise model");
  }

  @Test
  void tensorsThatDoNotFitAreNamed() {
    rewrite(Map.of(), Map.of(), "layers.4.bias");
    refuses(
        "layer 4, dense 5→4: tensor 'layers.4.bias' (1 × 4) is missing; the file is damaged or no"
            + " model");
    rewrite(Map.of(), Map.of("layers.4.weight", new Matrix(4, 5)));
    refuses("layer 4, dense 5→4: tensor 'layers.4.weight': expected 5 × 4, got 4 × 5");
    rewrite(Map.of(), Map.of("layers.9.weight", new Matrix(4, 5)));
    refuses("tensor 'layers.9.weight' belongs to no layer");
    rewrite(Map.of(), Map.of(), "preprocessing.factor");
    refuses("tensor 'preprocessing.factor' is missing");
    rewrite(Map.of(), Map.of("preprocessing.factor", new Matrix(1, 5)));
    refuses("expected one value each, or one for every input, got 1 × 6 and 1 × 5");
    rewrite(
        Map.of(),
        Map.of("preprocessing.factor", new Matrix(1, 5), "preprocessing.offset", new Matrix(1, 5)));
    refuses("6 inputs but a scaling of 5 features");
  }

  @Test
  void metadataThatDoesNotFitIsNamed() {
    rewrite(Map.of("layerwise.classes", "[\"a\",\"b\"]"), Map.of());
    refuses("3 classes but 2 class names");
    rewrite(Map.of("layerwise.classes", "[1,2,3]"), Map.of());
    refuses("layerwise.classes: expected texts, got 1");
    rewrite(Map.of("layerwise.classes", "{}"), Map.of());
    refuses("layerwise.classes: expected an array of texts");
    rewrite(Map.of("layerwise.image", "28x28"), Map.of());
    refuses("6 inputs but images of 28 x 28");
    for (String shape : List.of("6", "2x3x1", "-2x-3", "0x6", "99999999999x1", "")) {
      rewrite(Map.of("layerwise.image", shape), Map.of());
      refuses("layerwise.image: expected height and width such as 28x28, got '" + shape + "'");
    }
    rewrite(Map.of("layerwise.scaling", "unti"), Map.of());
    refuses("'layerwise.scaling': expected one of none, unit, standard, got 'unti'");
    for (String key : List.of("layerwise.network", "layerwise.classes", "layerwise.scaling")) {
      rewrite(Map.of(), Map.of(), key);
      refuses("'" + key + "' is missing");
    }
  }

  /** The description promises weights of 8 EB; nobody must try to hold them. */
  @Test
  void anEnormousNetworkIsRefusedBeforeItIsBuilt() {
    String network = NetworkJson.write(TestNetworks.everyLayer());
    rewrite(
        Map.of(
            "layerwise.network",
            network
                .replace("\"units\":5", "\"units\":2147483647")
                .replace("\"inputs\":6", "\"inputs\":2147483647")),
        Map.of());
    refuses(
        "layer 0, dense 2147483647→2147483647: tensor 'layers.0.weight': expected 2147483647 ×"
            + " 2147483647, got 6 × 5");
  }

  @Test
  void valuesThatAreNotFiniteAreNeitherWrittenNorRead() throws IOException {
    for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Matrix bias = Matrix.wrap(1, 4, 0, 1, value, 0);
      rewrite(Map.of(), Map.of("layers.4.bias", bias));
      refuses("tensor 'layers.4.bias' holds " + value + " at row 0, column 2");

      byte[] before = Files.readAllBytes(file);
      Model model = TestNetworks.model();
      model.network().tensors().get("layers.4.bias").copyFrom(bias);
      RecordException e = assertThrows(RecordException.class, () -> ModelFile.write(file, model));
      assertTrue(e.getMessage().contains("tensor 'layers.4.bias' holds " + value), e.getMessage());
      assertArrayEquals(before, Files.readAllBytes(file));
    }
  }

  @Test
  void theDigestNoticesOtherValues() {
    ModelFile.write(file, TestNetworks.model());
    String digest = Safetensors.read(file).metadata().get("layerwise.sha256");
    Matrix weight = TestNetworks.model().network().tensors().get("layers.0.weight").copy();
    weight.set(0, 0, Math.nextUp(weight.get(0, 0)));
    rewrite(Map.of("layerwise.sha256", digest), Map.of("layers.0.weight", weight));
    refuses("does not have the SHA-256 that was recorded");
    rewrite(Map.of("layerwise.sha256", digest, "layerwise.provenance.seed", "2"), Map.of());
    refuses("does not have the SHA-256 that was recorded");
    rewrite(Map.of("layerwise.sha256", digest), Map.of());
    read();
  }

  @Test
  void weightsAreLoadedIntoANetwork() {
    ModelFile.write(file, TestNetworks.model());
    Network network = new Network(TestNetworks.everyLayer(), TestNetworks.KERNELS);

    ModelFile.loadInto(network, file);

    assertEquals(
        ParameterDigest.sha256(TestNetworks.model().network()), ParameterDigest.sha256(network));
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedAndNothingIsChanged() {
    ModelFile.write(file, TestNetworks.model());
    NetworkSpec other =
        new NetworkSpec(
            6,
            3,
            List.of(
                new LayerSpec.Dense(5, Initializer.HE, 0),
                new LayerSpec.Dense(3, Initializer.HE, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.BATCH);
    Network network = TestNetworks.filled(other, 3);

    DataException e = assertThrows(DataException.class, () -> ModelFile.loadInto(network, file));

    assertEquals(
        file
            + ": its weights do not fit the network 6-5-3: layer 1, dense 5→3: tensor"
            + " 'layers.1.weight': expected 5 × 3, got 1 × 5; describe the network that the file"
            + " was trained with, or choose another file",
        e.getMessage());
    assertEquals(
        ParameterDigest.sha256(TestNetworks.filled(other, 3)), ParameterDigest.sha256(network));
  }

  @Test
  void weightsMadeElsewhereAreLoaded() {
    Network network = new Network(TestNetworks.everyLayer(), TestNetworks.KERNELS);
    List<Tensor> tensors =
        new ArrayList<>(
            TensorLayout.of(network.spec())
                .tensors("", TestNetworks.filled(TestNetworks.everyLayer(), 4).tensors()));
    Safetensors.write(file, Map.of("format", "pt"), tensors);
    ModelFile.loadInto(network, file);
    assertEquals(
        ParameterDigest.sha256(TestNetworks.filled(TestNetworks.everyLayer(), 4)),
        ParameterDigest.sha256(network));

    tensors.add(new Tensor("velocity", List.of(1L), new Matrix(1, 1)));
    Safetensors.write(file, Map.of("format", "pt"), tensors);
    DataException e = assertThrows(DataException.class, () -> ModelFile.loadInto(network, file));
    assertTrue(e.getMessage().contains("tensor 'velocity' belongs to no layer"), e.getMessage());
  }

  @Test
  void partsThatDoNotFitMakeNoModel() {
    Network network = TestNetworks.filled(TestNetworks.everyLayer(), 1);
    List<String> names = List.of("a", "b", "c");
    Map<String, String> none = Map.of();
    assertThrows(
        IllegalArgumentException.class,
        () -> new Model(network, Scaling.NONE, List.of("a", "b"), null, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Model(network, Scaling.NONE, names, new ImageShape(28, 28), none));
    Scaling two = new Scaling(Scaling.Kind.UNIT, new float[2], new float[2]);
    assertThrows(IllegalArgumentException.class, () -> new Model(network, two, names, null, none));
  }

  @Test
  void featuresKeepTheirNames() {
    Network network = new Network(NetworkSpec.builder(2, 2).build(), ScalarKernels.INSTANCE);
    List<String> names = List.of("age", "größe");
    Model named = new Model(network, Scaling.NONE, List.of("a", "b"), null, names, Map.of());
    ModelFile.write(file, named);
    Model read = ModelFile.read(file, ScalarKernels.INSTANCE);
    assertEquals(names, read.featureNames());
    read.requireFeatures(table(List.of("Age", "größe ")));
    read.requireFeatures(table(List.of("column 1", "column 2")));
    read.requireFeatures(table(List.of()));
    DataException swapped =
        assertThrows(
            DataException.class, () -> read.requireFeatures(table(List.of("größe", "age"))));
    assertEquals(
        "t: its feature 1 is 'größe', and the model was trained with 'age' there; it takes, in this"
            + " order: age, größe; order the columns so, or rename them if they mean that",
        swapped.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new Model(network, Scaling.NONE, List.of("a", "b"), null, List.of("x"), Map.of()));
  }

  private static Dataset table(List<String> names) {
    return Dataset.unlabelled("t", new FloatFeatures(1, 2, new float[2]), List.of("a", "b"), null)
        .withFeatureNames(names);
  }

  @Test
  void examplesOfAnotherWidthAreRefused() {
    Model model = TestNetworks.model();
    model.requireWidth("new.csv", 6);
    DataException label = assertThrows(DataException.class, () -> model.requireWidth("new.csv", 7));
    assertEquals(
        "new.csv: the model takes 6 features, and this has 7; is one of the columns the label?"
            + " (--label-column)",
        label.getMessage());
    DataException other =
        assertThrows(DataException.class, () -> model.requireWidth("new.csv", 784));
    assertEquals(
        "new.csv: the model takes 6 features, and this has 784; it was trained on images of 2 x 3",
        other.getMessage());
  }
}
