package dev.layerwise.benchmarks.predictors;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Images to predict, as arrays of their own and one behind the other. */
final class Examples {
  static final int COUNT = 1_024;

  /** COUNT × inputs. */
  final float[] all;

  /** COUNT arrays of inputs. */
  final float[][] each = new float[COUNT][];

  private Examples(float[] all) {
    this.all = all;
    for (int i = 0; i < COUNT; i++) {
      each[i] = Arrays.copyOfRange(all, i * TestNetwork.INPUTS, (i + 1) * TestNetwork.INPUTS);
    }
  }

  /** Drawn digits, four fifths of whose pixels are zero. */
  static Examples digits() {
    Dataset digits = Digits.test(COUNT, Digits.SEED);
    float[] all = new float[COUNT * TestNetwork.INPUTS];
    for (int i = 0; i < all.length; i++) {
      all[i] = digits.features().get(i / TestNetwork.INPUTS, i % TestNetwork.INPUTS);
    }
    return new Examples(all);
  }

  /** Pixels from 1 to 255 without any order. */
  static Examples noise() {
    SplittableRandom random = new SplittableRandom(1);
    float[] all = new float[COUNT * TestNetwork.INPUTS];
    for (int i = 0; i < all.length; i++) {
      all[i] = 1 + random.nextInt(255);
    }
    return new Examples(all);
  }
}
