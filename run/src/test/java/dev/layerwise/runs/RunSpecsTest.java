package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpecsTest {
  @TempDir Path folder;

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("run.yaml"), Arrays.asList(lines));
  }

  private static String refusal(String setting, Object value) {
    return assertThrows(IllegalArgumentException.class, () -> RunSpecs.of(Map.of(setting, value)))
        .getMessage();
  }

  private String refusalOf(String... lines) throws IOException {
    Path file = file(lines);
    String message =
        assertThrows(DataException.class, () -> RunSpecs.readSettings(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    return message.substring((file + ": ").length());
  }

  @Test
  void nothingSaidIsTheDefault() {
    assertEquals(RunSpec.DEFAULT, RunSpecs.of());
  }

  @Test
  void everySettingReachesItsOwnPlace() {
    Map<String, Object> others = new LinkedHashMap<>();
    others.put("data", "points.idx");
    others.put("labels", "labels.idx");
    others.put("dataDir", "folder");
    others.put("dataSize", 100);
    others.put("dataNoise", 0.3);
    others.put("dataSeed", 9L);
    others.put("labelColumn", "kind");
    others.put("columns", "age");
    others.put("header", "yes");
    others.put("imageSize", "8x8");
    others.put("test", "0.1");
    others.put("validation", "0.3");
    others.put("train", "0.4");
    others.put("stratified", true);
    others.put("scaling", "standard");
    others.put("layers", List.of(5, 4));
    others.put("activation", List.of("tanh"));
    others.put("batchNorm", "after");
    others.put("batchNormRate", 0.2);
    others.put("batchNormEpsilon", 1e-4);
    others.put("inputDropout", 0.05);
    others.put("dropout", List.of(0.15));
    others.put("l2", List.of(0.25));
    others.put("l2Scaling", "none");
    others.put("initializer", "glorot");
    others.put("loss", "mean-squared-error");
    others.put("optimizer", "nesterov");
    others.put("momentum", 0.7);
    others.put("learningRate", 0.01);
    others.put("schedule", "cosine");
    others.put("warmupSteps", 11);
    others.put("clipNorm", 1.5);
    others.put("batchSize", 16);
    others.put("shuffle", false);
    others.put("shift", 2);
    others.put("epochs", 6);
    others.put("maxSteps", 700L);
    others.put("maxSeconds", 8.5);
    others.put("validateEvery", 13);
    others.put("patienceSteps", 14);
    others.put("patienceEpochs", 15);
    others.put("minDelta", 1e-3);
    others.put("keepBest", "loss");
    others.put("keepGoing", true);
    others.put("seed", 17L);
    others.put("init", "weights.safetensors");
    others.put("threads", 3);
    others.put("kernels", "scalar");
    assertEquals(RunSpecs.SETTINGS, List.copyOf(others.keySet()));
    RunSpec spec = RunSpecs.of(others);
    assertEquals(others, RunSpecs.toSettings(spec));
    assertEquals(others.keySet(), RunSpecs.changes(spec).keySet());
  }

  @Test
  void laterSettingsWinOverEarlierOnes() {
    RunSpec spec = RunSpecs.of(Map.of("epochs", 3, "seed", 4), Map.of("epochs", 5));
    assertEquals(5, spec.epochs());
    assertEquals(4, spec.seed());
  }

  @Test
  void aDescriptionSurvivesItsYaml() throws IOException {
    RunSpec spec =
        RunSpecs.of(
            Map.of("data", "no.csv", "layers", List.of(20, 7, 5), "activation", "tanh"),
            Map.of("l2", List.of(0.1, 0.2, 0.3, 0.4), "dataNoise", 0.25, "labelColumn", "-1"),
            Map.of("validation", "12000", "shuffle", false, "schedule", "step:10:0.5"),
            Map.of("seed", Long.MIN_VALUE, "minDelta", 1e-300, "init", "a: b #c.safetensors"));
    Path file = Files.writeString(folder.resolve("run.yaml"), RunSpecs.toYaml(spec));
    assertEquals(spec, RunSpecs.read(file));
  }

  @Test
  void theYamlOfAStringThatLooksLikeAnotherTypeIsStillThatString() throws IOException {
    for (String name :
        List.of(
            "no",
            "1e3",
            "null",
            "2026-11-20",
            "- a",
            "~",
            "true",
            ".inf",
            "-.Inf",
            ".nan",
            "a\u0085b",
            "a\u2028b")) {
      RunSpec spec = RunSpecs.of(Map.of("data", name));
      Path file = Files.writeString(folder.resolve("run.yaml"), RunSpecs.toYaml(spec));
      assertEquals(name, RunSpecs.read(file).data());
    }
  }

  @Test
  void aFileMayLeaveOutWhatItDoesNotChange() throws IOException {
    RunSpec spec = RunSpecs.read(file("# a short one", "epochs: 3", "layers: [8, 4]"));
    assertEquals(Map.of("epochs", 3, "layers", List.of(8, 4)), RunSpecs.changes(spec));
  }

  @Test
  void aListOfOneMayBeGivenAsTheValueItself() throws IOException {
    RunSpec spec = RunSpecs.read(file("layers: 16", "dropout: 0.5", "activation: tanh"));
    assertEquals(List.of(16), spec.layers());
    assertEquals(List.of(0.5), spec.dropout());
    assertEquals(List.of("tanh"), spec.activation());
  }

  @Test
  void aFileMayBeJson() throws IOException {
    assertEquals(7, RunSpecs.read(file("{\"epochs\": 7, \"layers\": []}")).epochs());
  }

  @Test
  void anEmptyFileOrOneOfCommentsChangesNothing() throws IOException {
    assertEquals(RunSpec.DEFAULT, RunSpecs.read(file()));
    assertEquals(RunSpec.DEFAULT, RunSpecs.read(file("# epochs: 3", "")));
  }

  @Test
  void aFileThatIsAListSaysWhatIsExpected() throws IOException {
    assertEquals(
        "expected YAML with a line 'setting: value' for each setting, got a list",
        refusalOf("- epochs", "- 3"));
  }

  @Test
  void aFileThatIsOneTextSaysWhatIsExpected() throws IOException {
    assertEquals(
        "expected YAML with a line 'setting: value' for each setting, got a text",
        refusalOf("epochs=3"));
  }

  @Test
  void brokenYamlIsToldWithItsLine() throws IOException {
    String message = refusalOf("epochs: 3", "layers: [8, 4", "seed: 1");
    assertTrue(message.startsWith("line 3: "), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void aSettingThatIsSaidTwiceIsRefused() throws IOException {
    String message = refusalOf("epochs: 3", "seed: 1", "epochs: 4");
    assertTrue(message.startsWith("line 3: "), message);
    assertTrue(message.contains("epochs"), message);
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Path file =
        Files.write(folder.resolve("run.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    String message = assertThrows(DataException.class, () -> RunSpecs.read(file)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("absent.yaml");
    assertEquals(
        file + ": there is no such configuration file",
        assertThrows(DataException.class, () -> RunSpecs.read(file)).getMessage());
  }

  @Test
  void aFolderIsNoConfiguration() {
    String message = assertThrows(DataException.class, () -> RunSpecs.read(folder)).getMessage();
    assertEquals(folder + ": is a folder; a configuration file is needed here", message);
  }

  @Test
  void aWrongSettingOfAFileNamesTheFile() throws IOException {
    Path file = file("epochs: 0");
    assertEquals(
        file + ": epochs: expected at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> RunSpecs.read(file)).getMessage());
  }

  @Test
  void anUnknownSettingIsToldWithTheNearestOne() {
    assertEquals(
        "there is no setting 'batchsize'; did you mean 'batchSize'?", refusal("batchsize", 3));
    assertEquals("there is no setting 'epoch'; did you mean 'epochs'?", refusal("epoch", 3));
    assertEquals("there is no setting 'colour'", refusal("colour", "blue"));
  }

  @Test
  void anOptionsNameIsUnderstoodAsTheSettingThatWasMeant() {
    assertEquals(
        "there is no setting 'batch-size'; did you mean 'batchSize'?", refusal("batch-size", 3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs | many | epochs: expected a whole number, got \"many\"",
        "epochs | 2.5 | epochs: expected a whole number, got 2.5",
        "maxSteps | 0.5 | maxSteps: expected a whole number, got 0.5",
        "epochs | 99999999999 | epochs: expected a whole number, got 99999999999",
        "epochs | true | epochs: expected a whole number, got true",
        "epochs | [1] | epochs: expected a whole number, got [1]",
        "epochs | | epochs: expected a whole number, got null",
        "learningRate | fast | learningRate: expected a number, got \"fast\"",
        "learningRate | {a: 1} | learningRate: expected a number, got {\"a\":1}",
        "learningRate | false | learningRate: expected a number, got false",
        "shuffle | maybe | shuffle: expected true or false, got \"maybe\"",
        "shuffle | 1 | shuffle: expected true or false, got 1",
        "layers | [8, wide] | layers: expected a whole number or a list of such, got [8,\"wide\"]",
        "layers | [8, 2.5] | layers: expected a whole number or a list of such, got [8,2.5]",
        "layers | '20,7,5' | layers: expected a whole number or a list of such, got \"20,7,5\"",
        "layers | | layers: expected a whole number or a list of such, got null",
        "layers | [8, null] | layers: expected a whole number or a list of such, got [8,null]",
        "l2 | [[1]] | l2: expected a number or a list of such, got [[1]]",
        "activation | {a: b} | activation: expected text or a list of such, got {\"a\":\"b\"}",
        "data | [a, b] | data: expected text, got [\"a\",\"b\"]",
        "data | | data: expected text, got null",
        "test | | test: expected text, got null",
      })
  void aValueOfTheWrongTypeIsToldWithItsSetting(String setting, String value, String message)
      throws IOException {
    Path file = file(setting + ": " + (value == null ? "" : value));
    assertEquals(
        file + ": " + message,
        assertThrows(IllegalArgumentException.class, () -> RunSpecs.read(file)).getMessage());
  }

  @Test
  void settingsThatMayBeAbsentMayBeNull() throws IOException {
    assertEquals(RunSpec.DEFAULT, RunSpecs.read(file("labels:", "dataNoise: null", "init:")));
  }

  @Test
  void wholeNumbersServeAsNumbersAndAsTexts() throws IOException {
    RunSpec spec = RunSpecs.read(file("learningRate: 1", "validation: 12000", "l2: [1]"));
    assertEquals(1.0, spec.learningRate());
    assertEquals("12000", spec.validation());
  }

  @Test
  void changesNameOnlyWhatDiffersFromTheDefaults() {
    assertEquals(Map.of(), RunSpecs.changes(RunSpec.DEFAULT));
    RunSpec spec = RunSpecs.of(Map.of("seed", 9, "epochs", RunSpec.DEFAULT.epochs()));
    assertEquals("{seed=9}", RunSpecs.changes(spec).toString());
  }
}
