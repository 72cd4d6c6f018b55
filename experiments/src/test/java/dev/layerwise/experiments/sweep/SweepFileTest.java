package dev.layerwise.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SweepFileTest {
  @TempDir Path folder;

  private SweepSpec read(String yaml) throws IOException {
    return SweepFile.read(Files.writeString(folder.resolve("try.yaml"), yaml), Map.of());
  }

  private static List<String> labels(SweepSpec spec) {
    return spec.trials().stream()
        .map(trial -> trial.number() + " " + trial.label() + " seed " + trial.spec().seed())
        .toList();
  }

  @Test
  void variantsGridAndSeedsCombineInTheOrderOfTheFile() throws IOException {
    SweepSpec spec =
        read(
            """
            base: {data: moons, seed: 7}
            variants:
              - name: plain
              - {name: norm, batchNorm: after}
            grid:
              batchSize: [16, 64]
              layers: [[20, 7], none-at-all]
            """
                    .replace("none-at-all", "[]")
                + "repeats: 2\n");
    assertEquals("try", spec.name());
    assertEquals(
        List.of(
            "1 plain, batchSize 16, layers 20-7 seed 7",
            "2 plain, batchSize 16, layers 20-7 seed 8",
            "3 plain, batchSize 16, layers none seed 7",
            "4 plain, batchSize 16, layers none seed 8",
            "5 plain, batchSize 64, layers 20-7 seed 7"),
        labels(spec).subList(0, 5));
    assertEquals(16, spec.trials().size());
    assertEquals("after", spec.trials().get(8).spec().batchNorm());
    assertEquals(List.of("batchNorm", "batchSize", "layers"), spec.varied());
    assertEquals(List.of(1, 1, 2, 2), spec.trials().stream().limit(4).map(Trial::variant).toList());
  }

  @Test
  void whatIsWrittenIsReadAsTheSameTrials() throws IOException {
    SweepSpec spec =
        read(
            """
            name: every-part
            base: {data: "1e3", validation: 0.25, learningRate: 1e-3, minDelta: 1e-7}
            variants:
              - {name: a, dropout: [0.1, 0.2], layers: [8, 4]}
              - {name: b}
            grid: {batchSize: [8, 16], momentum: [0.5, 0.95]}
            random:
              trials: 5
              seed: 3
              settings:
                l2: {log-uniform: [1e-6, 1e-2]}
                clipNorm: {uniform: [0, 5]}
                warmupSteps: {integer: [0, 10]}
                patienceSteps: {log-integer: [10, 1000]}
                activation: {choice: [relu, tanh]}
            seeds: [5]
            select: validation-loss
            prune: {rule: successive-halving, first: 2, factor: 4}
            """);
    SweepSpec again = read(SweepFile.toYaml(spec));
    assertEquals(spec.trials(), again.trials());
    assertEquals(spec.select(), again.select());
    assertEquals(spec.pruning(), again.pruning());
    assertEquals(spec.name(), again.name());
    assertEquals(SweepFile.toYaml(spec), SweepFile.toYaml(again));
  }

  @Test
  void theBaseMayBeARunOrItsFile() throws IOException {
    Path run = Files.createDirectories(folder.resolve("runs/one"));
    Files.writeString(run.resolve("run.yaml"), "data: moons\nbatchSize: 5\n");
    String grid = "grid: {learningRate: [0.1, 0.2]}\n";
    assertEquals(5, read("base: runs/one\n" + grid).trials().getFirst().spec().batchSize());
    assertEquals(
        5, read("base: runs/one/run.yaml\n" + grid).trials().getFirst().spec().batchSize());
  }

  @Test
  void theCommandLineWinsOverTheBase() throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), "base: {epochs: 5}\nrepeats: 2\n");
    SweepSpec spec = SweepFile.read(file, Map.of("epochs", 3), Map.of("repeats", 4));
    assertEquals(3, spec.trials().getFirst().spec().epochs());
    assertEquals(List.of(1L, 2L, 3L, 4L), spec.seeds());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("gird: {batchSize: [1]}", "there is no key 'gird'", "did you mean 'grid'?"),
        Arguments.of("batchSize: 3", "is a setting of the run: write it under 'base'", ""),
        Arguments.of("base: {bachSize: 3}", "base: there is no setting 'bachSize'", "'batchSize'?"),
        Arguments.of("base: {epochs: many}", "base: epochs: expected a whole number", "many"),
        Arguments.of("grid: {}", "nothing varies", "repeats"),
        Arguments.of("base: nowhere.yaml", "base: expected settings, or a file", "nowhere.yaml"),
        Arguments.of("base: {epochs: }", "base: epochs: expected a value, got nothing", ""),
        Arguments.of("grid: {batchSize: 16}", "grid: batchSize: expected a list", "'16'"),
        Arguments.of("grid: {batchSize: []}", "grid: batchSize: expected a list", ""),
        Arguments.of("grid: {batchSize: [16, 16]}", "grid: batchSize: 16 is there twice", ""),
        Arguments.of(
            "grid: {batchSize: [16, 0]}", "variant 2 (batchSize 0): batch size: expected", "0"),
        Arguments.of(
            "grid: {seed: [1, 2]}", "seed: the best of several seeds would be luck", "repeats"),
        Arguments.of(
            "variants: [{l2: 0.1}]\ngrid: {l2: [0.1]}",
            "l2: is varied by variants and by grid",
            ""),
        Arguments.of("variants: [{name: a}, {name: a, l2: 1}]", "have the same name", ""),
        Arguments.of("variants: [{l2: 0.1}, {l2: 0.1}]", "variants 1 and 2 are the same run", ""),
        Arguments.of("repeats: 0", "repeats: expected 1 to 1000, got 0", ""),
        Arguments.of("repeats: 2\nseeds: [1]", "repeats: the seeds are named by 'seeds'", ""),
        Arguments.of("seeds: [1, 1]", "seeds: expected different seeds", "[1, 1]"),
        Arguments.of("seeds: [x]", "seeds: expected a whole number, got 'x'", ""),
        Arguments.of("select: test-accuracy", "the test set never chooses", ""),
        Arguments.of("base: {validation: 0}", "select: the best is chosen by validation", "0.2"),
        Arguments.of("prune: best", "prune: expected 'median'", "got 'best'"),
        Arguments.of("prune: {rule: median, afer: 2}", "there is no key 'afer'", "'after'?"),
        Arguments.of("prune: median\nrepeats: 3", "prune: a variant whose unlucky seeds", ""),
        Arguments.of(
            "prune: {rule: successive-halving, factor: 1}", "factor: expected at least 2", ""),
        Arguments.of("random: {settings: {l2: {uniform: [0, 1]}}}", "random: say how many", ""),
        Arguments.of("random: {trials: 2}", "random: settings: expected at least one", ""),
        Arguments.of(
            "random: {trials: 2, settings: {l2: {gauss: [0, 1]}}}", "no key 'gauss'", "uniform"),
        Arguments.of(
            "random: {trials: 2, settings: {l2: [0, 1]}}", "random: l2: expected one of", ""),
        Arguments.of(
            "random: {trials: 2, settings: {l2: {uniform: [1, 0]}}}",
            "random: l2: uniform: expected the lower bound first",
            ""),
        Arguments.of(
            "random: {trials: 2, settings: {l2: {log-uniform: [0, 1]}}}",
            "expected a lower bound above 0",
            ""),
        Arguments.of(
            "random: {trials: 5, settings: {batchSize: {choice: [1, 2]}}}",
            "no more than 2",
            "grid"),
        Arguments.of("name: a/b", "name: expected letters", "'a/b'"),
        Arguments.of(
            "grid: {epochs: ["
                + Stream.iterate(1, i -> i + 1)
                    .limit(200)
                    .map(String::valueOf)
                    .collect(Collectors.joining(","))
                + "], batchSize: ["
                + Stream.iterate(1, i -> i + 1)
                    .limit(200)
                    .map(String::valueOf)
                    .collect(Collectors.joining(","))
                + "]}",
            "there would be 40000 trials",
            "10000"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamedWithItsFileAndKey(String yaml, String says, String also) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> read(yaml + "\n"));
    String message = e.getMessage();
    assertTrue(message.startsWith(folder.resolve("try.yaml") + ": "), message);
    assertTrue(message.contains(says) && message.contains(also), message);
  }

  @Test
  void brokenYamlNamesTheLine() {
    DataException e = assertThrows(DataException.class, () -> read("base: {epochs: 3\ngrid: ["));
    assertTrue(e.getMessage().contains("line "), e.getMessage());
  }
}
