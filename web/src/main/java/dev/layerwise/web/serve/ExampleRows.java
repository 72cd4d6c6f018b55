package dev.layerwise.web.serve;

import java.util.Arrays;

/** The examples of a request as they are read: n × d features, row after row. */
final class ExampleRows {
  private final int inputs;
  private final int most;
  private float[] features;
  private int length;

  /**
   * Begins with none.
   *
   * @param inputs the features of an example, d
   * @param most how many examples a request may hold
   */
  ExampleRows(int inputs, int most) {
    this.inputs = inputs;
    this.most = most;
    this.features = new float[inputs];
  }

  /**
   * Begins the next example.
   *
   * @throws dev.layerwise.web.http.Problem if there are too many
   */
  void begin() {
    if (size() == most) {
      throw Refused.tooMany(most);
    }
    if (length + inputs > features.length) {
      long wanted = Math.min(2L * features.length, (long) most * inputs);
      features = Arrays.copyOf(features, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
  }

  /** Adds a feature of the example; the caller adds exactly d. */
  void add(float feature) {
    features[length++] = feature;
  }

  /** Adds an example whose features are bytes from 0 to 255. */
  void addBytes(byte[] values) {
    begin();
    for (byte value : values) {
      add(value & 0xFF);
    }
  }

  int size() {
    return length / inputs;
  }

  float[] features() {
    return features;
  }
}
