package dev.layerwise.web.serve;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.image.ImageFiles;
import dev.layerwise.interop.image.ImageOptions;
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

  /**
   * Adds an image.
   *
   * @param where the image, for messages
   * @throws dev.layerwise.web.http.Problem if it cannot be read, or there are too many
   */
  void addImage(String where, byte[] content, ImageOptions options) {
    begin();
    try {
      for (byte value : ImageFiles.read(where, content, options)) {
        add(value & 0xFF);
      }
    } catch (DataException e) {
      throw Refused.image(where, e);
    }
  }

  int size() {
    return length / inputs;
  }

  float[] features() {
    return features;
  }
}
