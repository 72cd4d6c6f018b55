package dev.layerwise.benchmarks.tensorflow;

import dev.layerwise.benchmarks.compare.Conductor;
import dev.layerwise.benchmarks.compare.Images;
import dev.layerwise.benchmarks.compare.Settings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The workloads in TensorFlow's graph mode: a step is one run of the session. */
final class TensorFlowContestant implements Conductor.Contestant {
  private final TrainingGraph graph;
  private final Session session;
  private final float[] testFeatures;
  private final int[] testLabels;
  private final List<TFloat32> single = new ArrayList<>();
  private final List<TFloat32> blocks = new ArrayList<>();
  private final int[] order;
  private final int batch;
  private final Random random = new Random(2);
  private int at;

  private TensorFlowContestant(Settings settings) {
    Images images = new Images(settings.data(), settings.standardised());
    float[] targets = new float[images.trainingSize() * TrainingGraph.CLASSES];
    int[] labels = images.trainingLabels();
    for (int i = 0; i < labels.length; i++) {
      targets[i * TrainingGraph.CLASSES + labels[i]] = 1;
    }
    Graph nodes = new Graph();
    graph = new TrainingGraph(nodes, settings, images.trainingFeatures(), targets);
    List<Op> assignments = graph.assignments();
    session =
        new Session(
            nodes,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(settings.threads())
                .setInterOpParallelismThreads(1)
                .build());
    graph.initialize(session, assignments);
    testFeatures = images.testFeatures();
    testLabels = images.testLabels();
    for (int from = 0; from < testLabels.length; from += Conductor.BLOCK) {
      blocks.add(tensor(from, Math.min(Conductor.BLOCK, testLabels.length - from)));
    }
    order = IntStream.range(0, labels.length).toArray();
    at = order.length;
    batch = settings.batch();
  }

  private TFloat32 tensor(int from, int count) {
    int d = TrainingGraph.INPUTS;
    return TFloat32.tensorOf(
        Shape.of(count, d),
        DataBuffers.of(Arrays.copyOfRange(testFeatures, from * d, (from + count) * d)));
  }

  /** Serves commands until told to quit, or trains one epoch and evaluates. */
  static void main(String... arguments) {
    Settings settings = Settings.parse(arguments);
    TensorFlowContestant contestant = new TensorFlowContestant(settings);
    if (settings.whole()) {
      do {
        contestant.step();
      } while (contestant.at < contestant.order.length);
      Conductor.whole(System.out, contestant);
    } else {
      Conductor conductor =
          new Conductor(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
              System.out,
              contestant,
              "TensorFlow " + TensorFlow.version());
      while (!conductor.over()) {
        conductor.stepDone(contestant.step());
      }
    }
  }

  private int step() {
    if (at >= order.length) {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
      at = 0;
    }
    int n = Math.min(batch, order.length - at);
    try (TInt32 rows =
        TInt32.tensorOf(Shape.of(n), DataBuffers.of(Arrays.copyOfRange(order, at, at + n)))) {
      session.runner().feed(graph.rows, rows).addTarget(graph.step).run().close();
    }
    at += n;
    return n;
  }

  @Override
  public double accuracy() {
    int[] classes = new int[testLabels.length];
    predictInto(classes);
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += classes[i] == testLabels[i] ? 1 : 0;
    }
    return (double) right / classes.length;
  }

  private void predictInto(int[] classes) {
    int next = 0;
    for (TFloat32 block : blocks) {
      try (Result result = session.runner().feed(graph.images, block).fetch(graph.classes).run()) {
        TInt64 found = (TInt64) result.get(0);
        for (long i = 0; i < found.size(); i++) {
          classes[next++] = (int) found.getLong(i);
        }
      }
    }
  }

  @Override
  public int predictOne(int image) {
    while (single.size() <= image) {
      single.add(tensor(single.size(), 1));
    }
    try (Result result =
        session.runner().feed(graph.images, single.get(image)).fetch(graph.classes).run()) {
      return (int) ((TInt64) result.get(0)).getLong(0);
    }
  }

  @Override
  public void predictAll() {
    predictInto(new int[testLabels.length]);
  }

  @Override
  public int testImages() {
    return testLabels.length;
  }
}
