package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.layerwise.data.Scaling;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import dev.layerwise.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSpecTest {
  private static String refusal(String setting, Object value) {
    return assertThrows(IllegalArgumentException.class, () -> RunSpecs.of(Map.of(setting, value)))
        .getMessage();
  }

  @Test
  void theDefaultIsAClassifierOfTheBuiltInDigits() {
    RunSpec spec = RunSpec.DEFAULT;
    assertEquals("digits", spec.data());
    assertEquals(List.of(128), spec.layers());
    assertEquals(Scaling.Kind.UNIT, spec.scalingKind());
    assertEquals("784-128-10", spec.network(784, 10).widths());
    TrainingPlan plan = spec.plan();
    assertEquals(new OptimizerSpec.Sgd(), plan.optimizer());
    assertEquals(new Schedule.Constant(), plan.schedule());
    assertEquals(spec.batchSize(), plan.batchSize());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learningRate | 0 | learning rate: expected a positive number, got 0.0",
        "learningRate | -0.1 | learning rate: expected a positive number, got -0.1",
        "learningRate | NaN | learning rate: expected a positive number, got NaN",
        "learningRate | Infinity | learning rate: expected a positive number, got Infinity",
        "batchSize | 0 | batch size: expected at least 1, got 0",
        "shift | -1 | shift: expected 0 (off) or more pixels, got -1",
        "epochs | 0 | epochs: expected at least 1, got 0",
        "maxSteps | -1 | max steps: expected 0 (no limit) or more, got -1",
        "maxSeconds | -1 | max seconds: expected 0 (no limit) or more, got -1.0",
        "maxSeconds | NaN | max seconds: expected 0 (no limit) or more, got NaN",
        "validateEvery | -1 | validate every: expected 0 (each epoch) or more steps, got -1",
        "patienceSteps | -1 | patience steps: expected 0 (off) or more, got -1",
        "patienceEpochs | -1 | patience epochs: expected 0 (off) or more, got -1",
        "minDelta | -1 | min-delta: expected 0 or more, got -1.0",
        "minDelta | NaN | min-delta: expected 0 or more, got NaN",
        "clipNorm | -1 | clip norm: expected 0 (off) or a positive number, got -1.0",
        "clipNorm | NaN | clip norm: expected 0 (off) or a positive number, got NaN",
        "warmupSteps | -1 | warm-up: expected 0 or more steps, got -1",
        "momentum | 1 | momentum: expected at least 0 and below 1, got 1.0",
        "momentum | NaN | momentum: expected at least 0 and below 1, got NaN",
        "dataSize | -1 | data size: expected 0 (default) or more, got -1",
        "dataNoise | -1 | data noise: expected 0 or more, got -1.0",
        "dataNoise | NaN | data noise: expected 0 or more, got NaN",
        "threads | -1 | threads: expected 0 (as many as there are cores) to 1024, got -1",
        "batchNormRate | 0 | batch norm: expected an update rate above 0 and at most 1, got 0.0",
        "batchNormEpsilon | NaN | batch norm: expected a positive epsilon, got NaN",
        "dropout | 1 | dropout: expected a rate of at least 0 and below 1, got 1.0",
        "dropout | NaN | dropout: expected a rate of at least 0 and below 1, got NaN",
        "l2 | -1 | l2: expected 0 or more, got -1.0",
        "l2 | NaN | l2: expected 0 or more, got NaN",
        "layers | 0 | layers: expected at least 1 unit in every hidden layer, got [0]",
        "layers | -5 | layers: expected at least 1 unit in every hidden layer, got [-5]",
      })
  void aSettingOutOfRangeIsRefusedByName(String setting, String value, String message) {
    Object given =
        value.matches("-?[0-9]+") ? (Object) Integer.valueOf(value) : Double.valueOf(value);
    assertEquals(message, refusal(setting, given));
  }

  @Test
  void aTrainingOfNoExamplesIsRefused() {
    assertEquals(
        "train: expected a share such as 0.8 or at least 1 example, got 0", refusal("train", "0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer | momentun | optimizer: expected one of sgd, momentum, nesterov, got 'momentun';"
            + " did you mean 'momentum'?",
        "optimizer | adam | optimizer: expected one of sgd, momentum, nesterov, got 'adam'",
        "keepBest | los | keep best: expected one of accuracy, loss, got 'los'; did you mean"
            + " 'loss'?",
        "scaling | units | scaling: expected one of none, unit, standard, got 'units';"
            + " did you mean 'unit'?",
        "header | maybe | header: expected one of auto, yes, no, got 'maybe'",
        "kernels | vectr | kernels: expected one of auto, scalar, vector, got 'vectr';"
            + " did you mean 'vector'?",
        "batchNorm | befor | batch norm: expected one of none, before, after, got 'befor';"
            + " did you mean 'before'?",
        "loss | softmax | loss: expected one of softmax-cross-entropy, sigmoid-cross-entropy,"
            + " mean-squared-error, got 'softmax'; did you mean 'softmax-cross-entropy'?",
        "l2Scaling | x | l2 scaling: expected one of batch, none, got 'x'",
        "initializer | hee | initializer: expected one of auto, he, glorot, lecun, normal,"
            + " constant, got 'hee'; did you mean 'he'?",
        "initializer | normal | initializer: expected normal:SIGMA, such as normal:0.01, got"
            + " 'normal'",
        "initializer | he:2 | initializer: expected he, got 'he:2'",
        "initializer | normal:x | initializer: expected a number instead of 'x' in 'normal:x'",
        "schedule | cosin | schedule: expected one of constant, step, exponential, cosine, got"
            + " 'cosin'; did you mean 'cosine'?",
        "schedule | step | schedule: expected step:EPOCHS:FACTOR, such as step:10:0.5, got 'step'",
        "schedule | step:10:x | schedule: expected a number instead of 'x' in 'step:10:x'",
        "schedule | step:2.5:0.5 | schedule: expected a whole number instead of '2.5' in"
            + " 'step:2.5:0.5'",
        "schedule | step:0:0.5 | schedule step: expected at least 1 epoch, got 0",
        "schedule | step:10:2 | schedule step: expected a factor above 0 and at most 1, got 2.0",
        "schedule | exponential:NaN | schedule exponential: expected a factor above 0 and at most"
            + " 1, got NaN",
        "schedule | cosine:0:1 | schedule: expected cosine or cosine:END, such as cosine:0.01, got"
            + " 'cosine:0:1'",
        "data | '' | data: expected a name or a file, got nothing",
        "train | many | train: expected a share such as 0.2 or 20%, or a number of examples such as"
            + " 12000, got 'many'",
        "train | 1.5 | train: share of the examples: expected a number between 0 and 1, such as"
            + " 0.2, got 1.5",
      })
  void aWordThatIsNotKnownIsRefusedByName(String setting, String value, String message) {
    assertEquals(message, refusal(setting, value));
  }

  @Test
  void partsOfAPlanAreReadFromTheirWords() {
    RunSpec spec =
        RunSpecs.of(Map.of("optimizer", "nesterov", "momentum", 0.5, "schedule", "step:3:0.5"));
    assertEquals(new OptimizerSpec.Nesterov(0.5), spec.plan().optimizer());
    assertEquals(new Schedule.Step(3, 0.5), spec.plan().schedule());
    assertEquals(
        new Schedule.Exponential(0.9),
        RunSpecs.of(Map.of("schedule", "exponential:0.9")).plan().schedule());
    assertEquals(
        new Schedule.Cosine(0), RunSpecs.of(Map.of("schedule", "cosine")).plan().schedule());
    assertEquals(
        new Schedule.Cosine(0.01),
        RunSpecs.of(Map.of("schedule", "cosine:0.01")).plan().schedule());
  }

  @Test
  void aDescriptionKeepsItsListsWhenTheirOwnersChange() {
    List<Object> layers = new ArrayList<>(List.of(8, 4));
    RunSpec spec = RunSpecs.of(Map.of("layers", layers));
    layers.set(0, 99);
    assertEquals(List.of(8, 4), spec.layers());
    assertThrows(UnsupportedOperationException.class, () -> spec.layers().add(1));
  }
}
