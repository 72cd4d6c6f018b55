package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.layerwise.runs.IdleSettings.Idle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has no effect on the data it is given for. */
class IdleSettingsTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("table.csv"), "x,y,label\n1,2,a\n3,4,b\n");
    Files.write(folder.resolve("images.idx"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 7});
    Files.write(folder.resolve("array.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'});
    Files.write(folder.resolve("sets.npz"), new byte[] {'P', 'K', 3, 4});
    Files.write(folder.resolve("rows.parquet"), new byte[] {'P', 'A', 'R', '1'});
    Files.createDirectory(folder.resolve("photographs"));
  }

  private String data(String name) {
    return name.matches("table.*|images.*|array.*|sets.*|rows.*|photographs")
        ? folder.resolve(name).toString()
        : name;
  }

  private List<String> idle(Map<String, Object> settings) {
    return IdleSettings.of(RunSpecs.of(settings)).stream().map(Idle::name).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "digits       | dataNoise dataDir labels labelColumn columns header imageSize",
        "moons        | dataDir labels labelColumn columns header imageSize",
        "mnist        | dataSize dataNoise dataSeed labels labelColumn columns header imageSize",
        "table.csv    | dataSize dataNoise dataSeed dataDir labels imageSize",
        "rows.parquet | dataSize dataNoise dataSeed dataDir labels header",
        "images.idx   | dataSize dataNoise dataSeed dataDir labelColumn columns header imageSize",
        "array.npy    | dataSize dataNoise dataSeed dataDir labelColumn columns header imageSize",
        "sets.npz | dataSize dataNoise dataSeed dataDir labels labelColumn columns header"
            + " imageSize",
        "photographs | dataSize dataNoise dataSeed dataDir labels labelColumn columns header",
        "absent.csv | ''",
      })
  void everySettingIsForSomeKindsOfData(String name, String idle) {
    Map<String, Object> all =
        Map.of(
            "dataSize",
            100,
            "dataNoise",
            0.2,
            "dataSeed",
            7,
            "dataDir",
            "sets",
            "labels",
            "labels.idx",
            "labelColumn",
            "label",
            "columns",
            "x,y",
            "header",
            "yes",
            "imageSize",
            "8x8");
    RunSpec spec = RunSpecs.of(all, Map.of("data", data(name)));
    assertEquals(
        idle.isEmpty() ? List.of() : List.of(idle.split(" ")),
        IdleSettings.of(spec).stream().map(Idle::name).toList());
  }

  @Test
  void whatIsNotSetOrSetToItsDefaultAsksForNothing() {
    Map<String, Object> full = RunSpecs.toSettings(RunSpec.DEFAULT);
    assertEquals(List.of(), idle(full));
    for (String name : List.of("table.csv", "mnist", "photographs", "sets.npz")) {
      RunSpec spec = RunSpecs.of(full, Map.of("data", data(name), "dataSize", 0));
      assertEquals(List.of(), IdleSettings.of(spec), name);
    }
  }

  @Test
  void validationAndTestSetsAreDataAsWell() {
    String table = data("table.csv");
    assertEquals(
        List.of(),
        idle(Map.of("data", "moons", "dataNoise", 0.1, "test", table, "labelColumn", "label")));
    assertEquals(List.of(), idle(Map.of("data", table, "validation", "moons", "dataSize", 50)));
    assertEquals(
        List.of("labels"),
        idle(Map.of("data", table, "test", data("images.idx") + ",y.idx", "labels", "y.idx")));
    assertEquals(List.of("dataSize"), idle(Map.of("data", table, "test", "50%", "dataSize", 9)));
  }

  @Test
  void ofOneSetAloneTheOthersDoNotCount() {
    RunSpec spec = RunSpecs.of(Map.of("data", data("table.csv"), "test", "moons", "dataSize", 50));
    assertEquals(1, IdleSettings.ofData(spec).size());
  }

  @Test
  void someSettingsNeedAnother() {
    assertEquals(List.of("minDelta"), idle(Map.of("minDelta", 0.01)));
    assertEquals(List.of(), idle(Map.of("minDelta", 0.01, "patienceEpochs", 3)));
    assertEquals(List.of(), idle(Map.of("minDelta", 0.01, "patienceSteps", 100)));
    assertEquals(List.of("momentum"), idle(Map.of("momentum", 0.8)));
    assertEquals(List.of(), idle(Map.of("momentum", 0.8, "optimizer", "nesterov")));
    assertEquals(
        List.of("batchNormRate", "batchNormEpsilon"),
        idle(Map.of("batchNormRate", 0.2, "batchNormEpsilon", 1e-3)));
    assertEquals(List.of(), idle(Map.of("batchNormRate", 0.2, "batchNorm", "before")));
    assertEquals(
        List.of("activation", "batchNorm", "dropout"),
        idle(
            Map.of(
                "layers", List.of(), "activation", "tanh", "batchNorm", "after", "dropout", 0.5)));
    assertEquals(List.of("l2Scaling"), idle(Map.of("l2Scaling", "none")));
    assertEquals(List.of(), idle(Map.of("l2Scaling", "none", "l2", List.of(0.0, 0.01))));
    assertEquals(
        "min-delta: it says what counts as improvement for patience, and there is none; add"
            + " --patience-epochs or --patience-steps, or leave it out",
        IdleSettings.of(RunSpecs.of(Map.of("minDelta", 0.01))).getFirst().message());
  }

  @Test
  void theMessageSaysWhichWhyAndWhatToDo() {
    String table = data("table.csv");
    List<Idle> idle =
        IdleSettings.of(RunSpecs.of(Map.of("data", table, "test", "digits", "dataNoise", 0.5)));
    assertEquals(
        "data noise: 0.5 has no effect on "
            + table
            + " (a CSV file) nor on digits (the built-in images): it is the noise of the built-in"
            + " sets of points; leave it out, or train on one of those: blobs, moons, circles,"
            + " spirals, xor",
        assertThrows(IllegalArgumentException.class, () -> IdleSettings.refuse(idle)).getMessage());
  }
}
