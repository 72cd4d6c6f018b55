package dev.layerwise.benchmarks.growth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One thing that grows while all else stays.
 *
 * @param name what grows
 * @param label the same with what it counts, for the chart's axis
 * @param description the network, for the chart
 * @param settings the settings, in order
 */
record Sweep(String name, String label, String description, List<Setting> settings) {
  /** A value of what grows, and the network and mini-batch that it stands for. */
  record Setting(int value, List<Integer> hidden, int batch) {}

  private static final int BATCH = 128;
  private static final int DEEP_UNITS = 100;
  private static final int DEEPEST = 20;

  Sweep {
    settings = List.copyOf(settings);
  }

  /** All sweeps but that of threads, which all of them take part in. */
  static List<Sweep> all() {
    List<Setting> units = new ArrayList<>();
    // Between the powers of two as well, where tiles and vectors do not come out even.
    for (int u :
        new int[] {
          16, 20, 32, 50, 64, 100, 128, 200, 256, 300, 512, 700, 1024, 1500, 2048, 3000, 4096
        }) {
      units.add(new Setting(u, List.of(u), BATCH));
    }
    List<Setting> batches = new ArrayList<>();
    for (int b = 1; b <= 8192; b *= 2) {
      batches.add(new Setting(b, List.of(DEEP_UNITS), b));
    }
    List<Setting> depths = new ArrayList<>();
    for (int depth = 1; depth <= DEEPEST; depth++) {
      depths.add(new Setting(depth, Collections.nCopies(depth, DEEP_UNITS), BATCH));
    }
    return List.of(
        new Sweep("units", "units of the hidden layer", "784-u-10, ReLU, batch " + BATCH, units),
        new Sweep("batch", "batch size", "784-" + DEEP_UNITS + "-10, ReLU", batches),
        new Sweep(
            "depth",
            "hidden layers",
            "hidden layers of " + DEEP_UNITS + ", ReLU, batch " + BATCH,
            depths));
  }
}
