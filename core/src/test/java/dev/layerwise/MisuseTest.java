package dev.layerwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Inference;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictions;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.nn.NetworkSpecBuilder;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.train.Progress;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What does not fit together is refused, and never computed on what lies beside it in memory. */
class MisuseTest {
  private final Dataset digits = Digits.training(100, 1);
  private final Examples examples = Examples.all(digits);
  private final Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, digits.features());

  private static Network network(int inputs, int classes) {
    Network network =
        new Network(NetworkSpec.builder(inputs, classes).build(), ScalarKernels.INSTANCE);
    network.initialize(1);
    return network;
  }

  private Trainer trainer(Network network, TrainingPlan plan) {
    TrainingState state = new TrainingState(network, plan);
    return new Trainer(state, plan, examples, null, scaling, new TrainingListener() {});
  }

  private static void assertRefused(String message, Executable misuse) {
    Exception refusal = assertThrows(IllegalArgumentException.class, misuse);
    assertTrue(String.valueOf(refusal.getMessage()).startsWith(message), refusal.getMessage());
  }

  @Test
  void labelsBeyondTheClassesOfTheNetwork() {
    assertRefused(
        "training examples: label",
        () -> trainer(network(784, 3), TrainingPlan.builder().batchSize(10).build()));
    assertRefused(
        "evaluation: label", () -> new Evaluation(network(784, 3), examples, scaling).score());
  }

  @Test
  void featuresThatAreNotTheInputs() {
    Network narrow = network(700, 10);
    String message = "inputs: expected 700 columns, got 784";
    assertRefused(
        "training examples: they have 784 features, and the network takes 700 inputs",
        () -> trainer(narrow, TrainingPlan.DEFAULT));
    assertRefused(message, () -> Predictions.of(narrow, digits.features(), new int[] {0}, scaling));
    assertRefused(message, () -> new Inference(narrow, 4).logits(new Matrix(4, 784)));
    narrow.prepare(4);
    assertRefused(message, () -> narrow.forward(new Matrix(4, 784), 0));
  }

  @Test
  void rowsAndLabelsThatAreNotThere() {
    assertRefused("examples: there is no row -1", () -> Examples.of(digits, new int[] {-1}));
    assertRefused("examples: there is no row 100", () -> Examples.of(digits, new int[] {100}));
    assertRefused(
        "examples: 100 rows but 3 labels",
        () -> new Examples(digits.features(), new int[3], new int[] {0}));
    Predictions predictions =
        Predictions.of(network(784, 10), digits.features(), new int[] {0, 1}, scaling);
    assertRefused("accuracy: 2 predictions but 3 labels", () -> predictions.accuracy(new int[3]));
  }

  @Test
  void countsOfClassesThatAreNotThere() {
    ConfusionMatrix counts = new ConfusionMatrix(10);
    assertThrows(IndexOutOfBoundsException.class, () -> counts.add(0, 12));
    assertThrows(IndexOutOfBoundsException.class, () -> counts.add(-1, 3));
    assertRefused("confusion matrix: ", () -> new ConfusionMatrix(65_536));
  }

  @Test
  void morePartsThanATeamCanCount() {
    try (Team team = new Team(2)) {
      assertRefused("team: ", () -> team.run(_ -> {}, 65_536));
      team.run(_ -> {}, 65_535);
    }
  }

  @Test
  void batchNormOfSingleRows() {
    NetworkSpecBuilder spec = NetworkSpec.builder(784, 10).dense(4, Activation.RELU).batchNorm();
    TrainingPlan single = TrainingPlan.builder().batchSize(1).build();
    Network network = new Network(spec.build(), ScalarKernels.INSTANCE);
    assertRefused("batch size: one row has no variance", () -> trainer(network, single));
  }

  @Test
  void validationDataWithOtherNames() {
    Training training = Training.of(NetworkSpec.builder(784, 10).build(), digits);
    Dataset others =
        new Dataset(
            "letters",
            digits.features(),
            digits.labels(),
            List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
            digits.image());
    assertRefused(
        "letters: the classes of the validation set are a, b", () -> training.validation(others));
    Dataset named = digits.withFeatureNames(Collections.nCopies(784, "x"));
    Training ofNamed = Training.of(NetworkSpec.builder(784, 10).build(), named);
    assertRefused(
        digits.name() + ": feature 1 of the validation set is 'y', that of the training set 'x'",
        () -> ofNamed.validation(digits.withFeatureNames(Collections.nCopies(784, "y"))));
  }

  @Test
  void withoutValidationTheLastWeightsAreKeptWhateverIsDue() {
    TrainingPlan plan = TrainingPlan.builder().batchSize(10).maxSteps(15).build();
    Training training =
        Training.of(NetworkSpec.builder(784, 10).build(), digits).validation(0).kernels("scalar");
    Trained plain = training.plan(plan).run();
    Trained due = training.plan(plan.toBuilder().validateEvery(5).build()).run();
    assertEquals(15, plain.result().bestStep());
    assertEquals(15, due.result().bestStep());
  }

  /** No weights would ever be the best, and the model would be that of the first step. */
  @Test
  void validationDataWithoutExamples() {
    Dataset none = digits.select("none", new int[0]);
    Training training = Training.of(NetworkSpec.builder(784, 10).build(), digits);
    assertRefused("validation: none has no examples", () -> training.validation(none));
    Network network = network(784, 10);
    TrainingPlan plan = TrainingPlan.DEFAULT;
    TrainingState state = new TrainingState(network, plan);
    assertRefused(
        "validation: the set has no examples",
        () ->
            new Trainer(
                state, plan, examples, Examples.all(none), scaling, new TrainingListener() {}));
  }

  @Test
  void settingsAreCheckedWhereTheyAreWritten() {
    Training training = Training.of(NetworkSpec.builder(784, 10).build(), digits);
    assertRefused("threads: expected 1 to 1024, got 0", () -> training.threads(0));
    assertRefused("kernels: expected auto or one of ", () -> training.kernels("fast"));
  }

  /** A plan without an update rule had failed in the midst of {@code run}, far from its cause. */
  @Test
  void nullsAreRefusedWhereTheyAreWritten() {
    Training training = Training.of(NetworkSpec.builder(784, 10).build(), digits);
    NetworkSpecBuilder network = NetworkSpec.builder(784, 10);
    assertNull("optimizer", () -> TrainingPlan.builder().optimizer(null).build());
    assertNull("schedule", () -> TrainingPlan.builder().schedule(null).build());
    assertNull("keep best", () -> TrainingPlan.builder().keepBest(null).build());
    assertNull("layer", () -> network.layer(null));
    assertNull("loss", () -> network.loss(null));
    assertNull("l2Scaling", () -> network.l2Scaling(null));
    assertNull("initializer", () -> new LayerSpec.Dense(1, null, 0));
    assertNull("function", () -> new LayerSpec.Pointwise(null));
    assertNull("plan", () -> training.plan(null));
    assertNull("scaling", () -> training.scaling(null));
    assertNull("listener", () -> training.listener(null));
    assertNull("condition", () -> training.stopWhen(null));
  }

  private static void assertNull(String name, Executable misuse) {
    assertEquals(name, assertThrows(NullPointerException.class, misuse).getMessage());
  }

  @Test
  void lossesOfLabelsThatAreNotThere() {
    Network network = network(784, 10);
    network.prepare(2);
    Matrix logits = network.forward(new Matrix(2, 784), 0);
    assertRefused(
        "loss: label 10 of row 1 is out of range",
        () -> network.loss(logits, new int[] {9, 10}, 0));
    assertRefused(
        "loss: expected 2 labels from place 1, got 2",
        () -> network.loss(logits, new int[] {1, 2}, 1));
  }

  @Test
  void penaltiesOfMiniBatchesWithoutRows() {
    assertRefused("penalty: expected a batch size", () -> network(2, 2).penalty(0));
  }

  /** The loss was that of other logits, in silence, and the gradients were those of none. */
  @Test
  void passesOutOfTheirOrder() {
    Network network = network(784, 10);
    String others = "loss: these logits are not those of the last forward pass";
    assertRefused(others, () -> network.loss(new Matrix(1, 10), new int[] {1}, 0));
    network.prepare(2);
    assertThrows(IllegalStateException.class, network::backward);
    Matrix logits = network.forward(new Matrix(2, 784), 0);
    assertRefused(others, () -> network.loss(logits.copy(), new int[] {1, 2}, 0));
    assertThrows(IllegalStateException.class, network::backward);
    network.loss(logits, new int[] {1, 2}, 0);
    network.backward();
    network.forward(new Matrix(2, 784), 0);
    assertThrows(IllegalStateException.class, network::backward);
  }

  @Test
  void rowsThatWereNotPreparedFor() {
    Network network = network(784, 10);
    assertRefused(
        "forward: prepared for at most 0 rows, got 2; call prepare(2) before",
        () -> network.forward(new Matrix(2, 784), 0));
  }

  /** It would go on in the midst of an epoch that is over, or count steps that are none. */
  @Test
  void aStateOfEpochsOfAnotherLength() {
    TrainingPlan plan = TrainingPlan.builder().batchSize(4).maxSteps(20).build();
    Network network = network(784, 10);
    TrainingState state = new TrainingState(network, plan);
    List<Progress> saved = new ArrayList<>();
    TrainingListener saving =
        new TrainingListener() {
          @Override
          public void safePoint(TrainingState now) {
            saved.add(now.progress());
          }
        };
    new Trainer(state, plan, examples, null, scaling, saving).run();
    for (int batchSize : new int[] {8, 50}) {
      TrainingPlan other = plan.toBuilder().batchSize(batchSize).epochs(9).build();
      TrainingState restored = new TrainingState(network(784, 10), other);
      restored.restore(saved.get(19));
      assertRefused(
          "training state: it was saved after step 20, mini-batch 20 of epoch 1, and an epoch has ",
          () -> new Trainer(restored, other, examples, null, scaling, new TrainingListener() {}));
    }
  }

  /** A longer one had scaled the features by those of others, in silence. */
  @Test
  void scalingsOfOtherFeatures() {
    Network network = network(784, 10);
    TrainingPlan plan = TrainingPlan.DEFAULT;
    for (int features : new int[] {700, 800}) {
      Scaling other = new Scaling(Scaling.Kind.STANDARD, new float[features], new float[features]);
      String message = "scaling: it is for " + features + " features, and the examples have 784";
      assertRefused(message, () -> new Evaluation(network, examples, other));
      assertRefused(
          message, () -> Predictions.of(network, digits.features(), new int[] {0}, other));
      TrainingState state = new TrainingState(network, plan);
      assertRefused(
          message,
          () -> new Trainer(state, plan, examples, null, other, new TrainingListener() {}));
    }
  }

  @Test
  void aTrainerRunsOnce() {
    TrainingPlan plan = TrainingPlan.builder().batchSize(10).epochs(1).build();
    TrainingState state = new TrainingState(network(784, 10), plan);
    Trainer trainer = new Trainer(state, plan, examples, null, scaling, new TrainingListener() {});
    trainer.run();
    assertThrows(IllegalStateException.class, trainer::run);
  }
}
