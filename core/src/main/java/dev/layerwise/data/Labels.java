package dev.layerwise.data;

import dev.layerwise.random.RandomStream;

/** The labels of generated sets. */
final class Labels {
  private Labels() {}

  /**
   * Labels of which every run {@code classes * k .. classes * (k + 1) - 1} is a random order of all
   * classes, so that they are balanced and do not depend on {@code count}.
   *
   * @param stream the name of the examples' random stream, of which the labels' is derived
   */
  static int[] balanced(String stream, int count, int classes, long seed) {
    int[] labels = new int[count];
    int[] block = new int[classes];
    long origin = RandomStream.origin(seed, stream + "/order");
    for (int from = 0; from < count; from += classes) {
      for (int c = 0; c < classes; c++) {
        block[c] = c;
      }
      RandomStream.at(RandomStream.advance(origin, from / classes)).shuffle(block);
      System.arraycopy(block, 0, labels, from, Math.min(classes, count - from));
    }
    return labels;
  }
}
