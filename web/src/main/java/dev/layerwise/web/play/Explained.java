package dev.layerwise.web.play;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Examples;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Why a model says what it says of an image. */
final class Explained {
  /** The wiped images that are predicted at a time, and the bytes they may take. */
  private static final int MOST_WIPED = 1000;

  private static final int BATCH_BYTES = 1 << 22;

  private static final double LEAST = 1e-12;

  private Explained() {}

  /**
   * A training example.
   *
   * @param image its pixels
   * @param label its class
   * @param distance the Euclidean distance of the pixels, taken as 0 to 1
   */
  record Neighbour(byte[] image, int label, double distance) {}

  /** What a model says of some images, one a row. */
  static Predictions predict(Model model, byte[] images) {
    int columns = model.network().spec().inputs();
    int count = images.length / columns;
    return Predictions.of(
        model.network(),
        new ByteFeatures(count, columns, images),
        IntStream.range(0, count).toArray(),
        model.scaling());
  }

  /**
   * How much each pixel spoke for a class: the fall of the class's log-odds, {@code ln(p / q)} with
   * q the sum of the other classes' p, when the patch of 3 × 3 pixels around it is paper. Positive
   * pixels spoke for it, negative ones against it; 0 where the patch was paper anyway. The pixels
   * of large images are judged several at a time.
   *
   * @return a value for every pixel, 127 or -127 for the greatest magnitude
   */
  static byte[] mattered(Model model, byte[] image, ImageShape shape, int label) {
    int pixels = image.length;
    List<Patch> patches =
        Patch.cover(shape).stream().filter(patch -> patch.hasInk(image, shape)).toList();
    int most = Math.clamp(BATCH_BYTES / pixels, 1, MOST_WIPED);
    double[] falls = new double[pixels];
    double greatest = LEAST;
    for (int from = 0; from < patches.size(); from += most) {
      List<Patch> some = patches.subList(from, Math.min(patches.size(), from + most));
      Predictions predictions = predict(model, batch(image, some, shape));
      for (int k = 0; k < some.size(); k++) {
        double fall = logOdds(predictions, 0, label) - logOdds(predictions, k + 1, label);
        some.get(k).fill(falls, fall, shape);
        greatest = Math.max(greatest, Math.abs(fall));
      }
    }
    byte[] shares = new byte[pixels];
    for (int at = 0; at < pixels; at++) {
      shares[at] = (byte) Math.round(127 * falls[at] / greatest);
    }
    return shares;
  }

  /** The image as it is, so that every batch holds what it is compared with, and without each. */
  private static byte[] batch(byte[] image, List<Patch> patches, ImageShape shape) {
    byte[] batch = new byte[(patches.size() + 1) * image.length];
    System.arraycopy(image, 0, batch, 0, image.length);
    for (int k = 0; k < patches.size(); k++) {
      int from = (k + 1) * image.length;
      System.arraycopy(image, 0, batch, from, image.length);
      patches.get(k).wipe(batch, from, shape);
    }
    return batch;
  }

  private static double logOdds(Predictions predictions, int row, int label) {
    double others = 0;
    for (int k = 0; k < predictions.scores().columns(); k++) {
      others += k == label ? 0 : predictions.scores().get(row, k);
    }
    return Math.log(Math.max(LEAST, predictions.scores().get(row, label)))
        - Math.log(Math.max(LEAST, others));
  }

  /** The training examples whose pixels are nearest, the nearest first. */
  static List<Neighbour> nearest(byte[] image, Examples training, int count) {
    record Place(int row, double distance) {}
    PriorityQueue<Place> nearest =
        new PriorityQueue<>(Comparator.comparingDouble(Place::distance).reversed());
    for (int row : training.rows()) {
      double distance = distance(image, training, row);
      if (nearest.size() < count || distance < nearest.element().distance()) {
        nearest.add(new Place(row, distance));
        if (nearest.size() > count) {
          nearest.remove();
        }
      }
    }
    List<Neighbour> neighbours = new ArrayList<>();
    for (Place place : nearest) {
      byte[] pixels = new byte[image.length];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (byte) Math.clamp(Math.round(training.features().get(place.row(), j)), 0, 255);
      }
      neighbours.add(
          new Neighbour(pixels, training.labels()[place.row()], Math.sqrt(place.distance()) / 255));
    }
    neighbours.sort(Comparator.comparingDouble(Neighbour::distance));
    return neighbours;
  }

  private static double distance(byte[] image, Examples training, int row) {
    if (training.features() instanceof ByteFeatures bytes) {
      // Of some 180 × 180 pixels on, an int could overflow.
      long sum = 0;
      byte[] values = bytes.values();
      int at = row * image.length;
      for (int j = 0; j < image.length; j++) {
        int difference = (image[j] & 0xFF) - (values[at + j] & 0xFF);
        sum += (long) difference * difference;
      }
      return (double) sum;
    }
    double sum = 0;
    for (int j = 0; j < image.length; j++) {
      double difference = (image[j] & 0xFF) - training.features().get(row, j);
      sum += difference * difference;
    }
    return sum;
  }
}
