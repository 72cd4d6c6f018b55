package dev.layerwise.benchmarks.libtorch;

import dev.layerwise.benchmarks.compare.Conductor;
import dev.layerwise.benchmarks.compare.Images;
import dev.layerwise.benchmarks.compare.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The workloads in libtorch: the training set is one tensor, from which a mini-batch's rows are
 * selected; {@code --by-hand} takes {@link ByHand}, else {@link Autograd}.
 *
 * <p>Every step frees its tensors at its end, so that nothing waits for the garbage collector.
 */
final class LibtorchContestant implements Conductor.Contestant {
  private final Net net;
  private final Tensor x;
  private final Tensor targets;
  private final Tensor testX;
  private final int[] testLabels;
  private final Tensor[] rows;
  private final int size;
  private final int batch;
  private Tensor order;
  private int at;

  private LibtorchContestant(Settings settings, boolean byHand) {
    torch.set_num_threads(settings.threads());
    torch.set_num_interop_threads(1);
    torch.manual_seed(1);
    Images images = new Images(settings.data(), settings.standardised());
    size = images.trainingSize();
    batch = settings.batch();
    x = Tensor.create(images.trainingFeatures(), size, Net.INPUTS);
    net = byHand ? new ByHand(settings) : new Autograd(settings);
    targets = net.targets(images.trainingLabels());
    testX = Tensor.create(images.testFeatures(), images.testSize(), Net.INPUTS);
    testLabels = images.testLabels();
    rows = new Tensor[testLabels.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = testX.select(0, i);
    }
    order = torch.randperm(size);
  }

  /** Serves commands until told to quit, or trains one epoch and evaluates. */
  static void main(String... arguments) {
    List<String> words = Arrays.asList(arguments);
    boolean byHand = words.contains("--by-hand");
    Settings settings =
        Settings.parse(words.stream().filter(w -> !w.equals("--by-hand")).toArray(String[]::new));
    LibtorchContestant contestant = new LibtorchContestant(settings, byHand);
    if (settings.whole()) {
      do {
        contestant.step();
      } while (contestant.at < contestant.size);
      Conductor.whole(System.out, contestant);
    } else {
      Conductor conductor =
          new Conductor(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
              System.out,
              contestant,
              "libtorch");
      while (!conductor.over()) {
        conductor.stepDone(contestant.step());
      }
    }
  }

  private int step() {
    if (at >= size) {
      order.close();
      order = torch.randperm(size);
      at = 0;
    }
    int n = Math.min(batch, size - at);
    try (PointerScope _ = new PointerScope()) {
      net.step(x, targets, order.narrow(0, at, n), n);
    }
    at += n;
    return n;
  }

  @Override
  public double accuracy() {
    int right = 0;
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode()) {
      int[] classes = new int[testLabels.length];
      predictInto(classes);
      for (int i = 0; i < classes.length; i++) {
        right += classes[i] == testLabels[i] ? 1 : 0;
      }
    }
    return (double) right / testLabels.length;
  }

  private void predictInto(int[] classes) {
    for (int from = 0; from < classes.length; from += Conductor.BLOCK) {
      int n = Math.min(Conductor.BLOCK, classes.length - from);
      try (PointerScope _ = new PointerScope()) {
        Tensor best = net.logits(testX.narrow(0, from, n)).argmax(one(), false);
        LongBuffer found = best.createBuffer();
        for (int i = 0; i < n; i++) {
          classes[from + i] = (int) found.get(i);
        }
      }
    }
  }

  private static LongOptional one() {
    return new LongOptional(1);
  }

  @Override
  public int predictOne(int image) {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode()) {
      return net.predictOne(rows[image]);
    }
  }

  @Override
  public void predictAll() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode()) {
      predictInto(new int[testLabels.length]);
    }
  }

  @Override
  public int testImages() {
    return testLabels.length;
  }
}
