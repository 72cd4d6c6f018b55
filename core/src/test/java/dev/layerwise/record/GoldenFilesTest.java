package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Scaling;
import dev.layerwise.model.Inference;
import dev.layerwise.model.Network;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that were written by earlier versions are read as long as there is a Layerwise. They were
 * made by {@link GoldenFiles}, and what they hold was told by {@code expected.py}, which is no part
 * of Layerwise. A new version of the format adds files here and takes none away.
 */
class GoldenFilesTest {
  @TempDir Path folder;

  private Path resource(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = GoldenFilesTest.class.getResourceAsStream(name)) {
      assertNotNull(in, name);
      Files.copy(in, copy);
    }
    return copy;
  }

  private JsonObject expected(int version) throws IOException, FormatException {
    Path file = resource("expected-v" + version + ".json");
    return JsonObject.parse("expected", Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(ints = 1)
  void anOldModelPredictsWhatItPredicted(int version) throws IOException, FormatException {
    JsonObject expected = expected(version);
    Model model =
        ModelFile.read(resource("model-v" + version + ".safetensors"), TestNetworks.KERNELS);

    assertEquals(GoldenFiles.network(), model.network().spec());
    assertEquals(expected.text("network"), NetworkJson.write(model.network().spec()));
    assertEquals(expected.text("parametersSha256"), ParameterDigest.sha256(model.network()));
    assertEquals(List.of("A", "B", "Ç"), model.classNames());
    assertEquals(Map.of("seed", "1", "data", "blobs"), model.provenance());
    assertEquals(Scaling.Kind.STANDARD, model.scaling().kind());

    List<Double> inputs = expected.reals("inputs");
    List<Double> logits = expected.reals("logits");
    int n = inputs.size() / 2;
    Matrix x = new Matrix(n, 2);
    for (int i = 0; i < inputs.size(); i++) {
      x.data()[i] = inputs.get(i).floatValue();
    }
    for (int i = 0; i < n; i++) {
      model.scaling().apply(x.data(), 2 * i, 2);
    }
    Matrix actual = new Inference(model.network(), n).logits(x);
    for (int i = 0; i < logits.size(); i++) {
      assertEquals(
          logits.get(i), actual.data()[i], 1e-5 * (1 + Math.abs(logits.get(i))), "logit " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = 1)
  void anOldCheckpointIsRestored(int version) throws IOException, FormatException {
    JsonObject expected = expected(version).object("checkpoint");
    Checkpoint checkpoint = Checkpoint.read(resource("checkpoint-v" + version + ".safetensors"));
    Network network = new Network(GoldenFiles.network(), TestNetworks.KERNELS);
    TrainingState state = new TrainingState(network, GoldenFiles.plan());

    checkpoint.restoreInto(state);

    assertEquals(expected.text("parametersSha256"), ParameterDigest.sha256(network));
    assertEquals(ProgressJson.read(expected.text("progress")), state.progress());
    assertEquals(47, state.progress().step());
    assertEquals("4711", checkpoint.extra().get("metricsLength"));
  }

  /** It does not name its rule; its velocities are those of momentum, of either kind. */
  @ParameterizedTest
  @ValueSource(ints = 1)
  void anOldCheckpointGoesOnByARuleThatItsVelocitiesFit(int version) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(resource("checkpoint-v" + version + ".safetensors"));
    Network network = new Network(GoldenFiles.network(), TestNetworks.KERNELS);
    TrainingPlan plan = GoldenFiles.plan();
    TrainingPlan nesterov = plan.toBuilder().optimizer(new OptimizerSpec.Nesterov(0.9)).build();
    TrainingState state = new TrainingState(network, nesterov);
    checkpoint.restoreInto(state);
    assertEquals(47, state.progress().step());

    TrainingPlan plain = plan.toBuilder().optimizer(new OptimizerSpec.Sgd()).build();
    TrainingState other = new TrainingState(network, plain);
    String message =
        assertThrows(DataException.class, () -> checkpoint.restoreInto(other)).getMessage();
    assertTrue(message.contains("velocities are not those of this optimizer"), message);
  }

  /** Made by the reference implementation; see {@code others.py}. */
  @Test
  void tensorsWrittenByOthersAreRead() throws IOException {
    Safetensors.Content content = Safetensors.read(resource("others.safetensors"));
    Map<String, Matrix> tensors = content.tensors();
    float[] values = {0, -0f, 1.5f, -0.1f, 65504, 0x1p-24f};

    assertEquals(Map.of("made by", "safetensors, \"Ärmel\" \\ 鞋 👟"), content.metadata());
    assertEquals(6, tensors.size());
    assertArrayEquals(values, tensors.get("double").data());
    assertArrayEquals(values, tensors.get("float").data());
    assertArrayEquals(values, tensors.get("half").data(), 3e-5f);
    assertEquals(2, tensors.get("half").rows());
    assertEquals(0.1f, tensors.get("scalar").get(0, 0));
    assertEquals("Matrix[0 x 3]", tensors.get("empty").toString());
    assertArrayEquals(
        new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN},
        tensors.get("vector").data());
  }

  @Test
  void aModelThatAnotherToolWroteAgainIsStillTheModel() throws IOException {
    Model model = ModelFile.read(resource("model-v1.safetensors"), TestNetworks.KERNELS);
    Model again = ModelFile.read(resource("resaved-v1.safetensors"), TestNetworks.KERNELS);

    assertNotEquals(
        -1,
        Files.mismatch(
            folder.resolve("model-v1.safetensors"), folder.resolve("resaved-v1.safetensors")));
    assertEquals(ParameterDigest.sha256(model.network()), ParameterDigest.sha256(again.network()));
    assertEquals(model.scaling(), again.scaling());
    assertEquals(model.classNames(), again.classNames());
    assertEquals(model.provenance(), again.provenance());
  }
}
