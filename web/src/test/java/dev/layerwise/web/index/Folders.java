package dev.layerwise.web.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Makes folders with run directories as trainings leave them, without training. */
public final class Folders {
  private Folders() {}

  /** Writes a finished run, with all files that the index looks at. */
  public static Path run(Path folder, int batchSize, double testAccuracy, String started)
      throws IOException {
    result(folder, batchSize, testAccuracy);
    Files.writeString(
        folder.resolve("environment.json"),
        "{\"started\":\"" + started + "\",\"network\":\"784-64-10\"}");
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        "{\"event\":\"epoch\",\"step\":10,\"epoch\":1,\"trainLoss\":0.5,\"trainAccuracy\":0.8}\n");
    return folder;
  }

  /** Writes a description and a result, which is all that most entries need. */
  private static void result(Path folder, int batchSize, double testAccuracy) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("run.yaml"),
        "data: digits\nbatchSize: " + batchSize + "\nlayers:\n- 64\nepochs: 5\n");
    Files.writeString(
        folder.resolve("summary.json"),
        """
        {"trainAccuracy":0.9,"validationAccuracy":%s,"testAccuracy":%s,"trainLoss":0.1,
        "validationLoss":0.2,"testLoss":0.3,"epochs":5,"steps":100,"bestEpoch":4,"bestStep":80,
        "stopReason":"epoch-limit","stopExplanation":"all 5 epochs are done","diverged":false,
        "trainSeconds":1.5,"examplesPerSecond":1000.0,"trainingExamples":800,
        "validationExamples":100,"testExamples":100,"network":"784-64-10","parameters":50890,
        "parametersSha256":"00","kernels":"scalar","threads":1,"confusion":[[1]],
        "classNames":["0"],"settings":{},"runDirectory":"x"}
        """
            .formatted(testAccuracy - 0.01, testAccuracy));
  }

  /** Writes many finished runs of various settings. */
  public static void runs(Path root, int count) throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      result(
          root.resolve(String.format("run-%05d", i)),
          8 << random.nextInt(6),
          0.5 + 0.5 * random.nextDouble());
    }
  }
}
