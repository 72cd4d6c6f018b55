package dev.layerwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import dev.layerwise.record.Model;
import dev.layerwise.record.ParameterDigest;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.train.StopReason;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
  private static final Dataset DIGITS = Digits.training(600, Digits.SEED);
  private static final NetworkSpec NETWORK =
      NetworkSpec.builder(784, 10).dense(24, Activation.RELU).dropout(0.1).build();
  private static final TrainingPlan PLAN =
      TrainingPlan.builder()
          .optimizer(new OptimizerSpec.Momentum(0.9))
          .learningRate(0.05)
          .epochs(3)
          .build();

  private static Training training() {
    return Training.of(NETWORK, DIGITS).plan(PLAN).kernels("scalar");
  }

  private static String digest(Trained trained) {
    return ParameterDigest.sha256(trained.model().network());
  }

  @Test
  void trainsSavesLoadsAndPredicts(@TempDir Path folder) {
    Dataset test = Digits.test(300, Digits.SEED);
    Model model = training().run().model();
    double accuracy = model.evaluate(test).accuracy();
    assertTrue(accuracy > 0.5, "accuracy " + accuracy);
    assertEquals(accuracy, model.confusion(test).accuracy());

    Path file = folder.resolve("digits.safetensors");
    model.save(file);
    Model loaded = Model.load(file);
    assertEquals(
        accuracy, loaded.predictor().predict(test.features()).accuracy(test.requireLabels()), 0.01);
    assertEquals(DIGITS.sha256(), loaded.provenance().get("dataSha256"));
  }

  /**
   * The scalar kernels promise the same bits on every machine, so the digest is a constant. It may
   * change only with a change of their arithmetic, or of what is drawn, that the changelog names.
   */
  @Test
  void scalarKernelsGiveTheSameBitsOnEveryMachine() {
    NetworkSpec network =
        NetworkSpec.builder(784, 10)
            .dense(12, Activation.GELU)
            .batchNorm()
            .dense(8, Activation.TANH)
            .l2(0.001)
            .build();
    TrainingPlan plan =
        TrainingPlan.builder()
            .optimizer(new OptimizerSpec.Nesterov(0.9))
            .learningRate(0.05)
            .schedule(new Schedule.Exponential(0.9))
            .epochs(2)
            .build();
    Training training =
        Training.of(network, DIGITS).plan(plan).scaling(Scaling.Kind.STANDARD).kernels("scalar");
    assertEquals(
        "a4ad2143e86f085d288c216d50a6e02198e7a00dbc01d0be927b8bc58342df94", digest(training.run()));
  }

  @Test
  void sameDescriptionSameBits() {
    Training base = training();
    String bits = digest(base.threads(1).run());
    assertEquals(bits, digest(base.threads(3).run()));
    assertEquals(bits, digest(base.run()));
    assertNotEquals(bits, digest(base.plan(PLAN.toBuilder().seed(2).build()).run()));
    assertNotEquals(bits, digest(base.scaling(Scaling.Kind.STANDARD).run()));
    assertNotEquals(bits, digest(base.validation(0).run()));
    assertNotEquals(bits, digest(base.plan(PLAN.toBuilder().shift(1).build()).run()));
  }

  @Test
  void listenersHearInOrderAndTheConditionStops() {
    List<String> heard = new ArrayList<>();
    AtomicLong steps = new AtomicLong();
    Trained trained =
        training()
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepFinished(
                      long step, int epoch, int rows, double loss, int correct, double rate) {
                    heard.add("a" + step);
                    steps.set(step);
                  }
                })
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepFinished(
                      long step, int epoch, int rows, double loss, int correct, double rate) {
                    heard.add("b" + step);
                  }
                })
            .stopWhen(() -> steps.get() == 2)
            .run();
    assertEquals(List.of("a1", "b1", "a2", "b2"), heard);
    assertInstanceOf(StopReason.Interrupted.class, trained.result().stopReason());
  }

  @Test
  void validationMayBeOtherData() {
    Trained trained = training().validation(Digits.test(100, Digits.SEED)).run();
    assertEquals(100, trained.result().bestValidation().examples());
  }

  @Test
  void transferTakesOverTheFirstLayers() {
    Model source = training().run().model();
    NetworkSpec other =
        NetworkSpec.builder(784, 10).dense(24, Activation.RELU).dense(12, Activation.TANH).build();
    Model transferred =
        Training.of(other, DIGITS)
            .plan(PLAN.toBuilder().maxSteps(1).learningRate(1e-12).build())
            .validation(0)
            .kernels("scalar")
            .startFrom(source, 2)
            .run()
            .model();
    Matrix want = source.network().tensors().get("layers.0.weight");
    Matrix got = transferred.network().tensors().get("layers.0.weight");
    for (int i = 0; i < want.size(); i++) {
      assertEquals(want.data()[i], got.data()[i], 1e-6f);
    }
    Training training = Training.of(other, DIGITS);
    assertEquals(
        "copy layers: layer 2, dense 24→12 cannot take over layer 2, dropout 0.1 of 24;"
            + " copy fewer layers",
        assertThrows(IllegalArgumentException.class, () -> training.startFrom(source, 3))
            .getMessage());
    NetworkSpec bent = NetworkSpec.builder(784, 10).dense(24, Activation.TANH).build();
    Training otherwise = Training.of(bent, DIGITS);
    assertEquals(
        "copy layers: layer 1, tanh 24 cannot take over layer 1, relu 24; copy fewer layers",
        assertThrows(IllegalArgumentException.class, () -> otherwise.startFrom(source, 2))
            .getMessage());
    otherwise.startFrom(source, 1);
    assertThrows(IllegalArgumentException.class, () -> training().startFrom(source, 5));
  }

  @Test
  void refusesWhatDoesNotFit() {
    NetworkSpec narrow = NetworkSpec.builder(4, 10).build();
    assertEquals(
        "digits: has 784 features and 10 classes, and the network is described for 4 and 10",
        assertThrows(IllegalArgumentException.class, () -> Training.of(narrow, DIGITS))
            .getMessage());
    Dataset unlabelled = Dataset.unlabelled("x", DIGITS.features(), DIGITS.classNames(), null);
    assertThrows(DataException.class, () -> Training.of(NETWORK, unlabelled));
    assertThrows(IllegalArgumentException.class, () -> training().validation(1.5));
    assertThrows(IllegalArgumentException.class, () -> training().kernels("no such kernels").run());
    Model model = training().plan(PLAN.toBuilder().maxSteps(1).build()).run().model();
    List<String> reversed = new ArrayList<>(DIGITS.classNames()).reversed();
    Dataset renamed =
        new Dataset("x", DIGITS.features(), DIGITS.requireLabels(), reversed, DIGITS.image());
    assertThrows(DataException.class, () -> model.evaluate(renamed));
  }

  /**
   * A service keeps its model for months; the data that it was trained on are not to stay with it.
   */
  @Test
  void aModelDoesNotKeepItsTrainingData() throws InterruptedException {
    NetworkSpec wide = NetworkSpec.builder(784, 10).dense(120, Activation.RELU).build();
    Dataset data = Digits.training(600, 3);
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> features = new WeakReference<>(data.features(), collected);
    TrainingPlan plan = TrainingPlan.builder().batchSize(256).epochs(2).build();
    Model model = Training.of(wide, data).plan(plan).kernels("scalar").threads(2).run().model();
    data = null;
    Object found = null;
    for (int i = 0; i < 100 && found == null; i++) {
      System.gc();
      found = collected.remove(100);
    }
    assertSame(features, found);
    assertEquals(784, model.network().spec().inputs());
  }
}
