package dev.layerwise.web.play;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictions;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pixels mattered, of images of any size. */
class ExplainedTest {
  private static Model model(ImageShape shape) {
    NetworkSpec spec = NetworkSpec.builder(shape.height() * shape.width(), 2).build();
    Network network = new Network(spec, ScalarKernels.INSTANCE);
    network.initialize(4);
    Scaling scaling = new Scaling(Scaling.Kind.UNIT, new float[] {0}, new float[] {1 / 2550f});
    return new Model(network, scaling, List.of("a", "b"), shape, Map.of());
  }

  /** Ink in some pixels, but for the lower eighth. */
  private static byte[] image(ImageShape shape) {
    SplittableRandom random = new SplittableRandom(9);
    byte[] image = new byte[shape.height() * shape.width()];
    for (int at = 0; at < image.length / 8 * 7; at++) {
      image[at] = (byte) Math.max(0, random.nextInt(-255, 256));
    }
    return image;
  }

  /** A pixel after the other, of which the larger size does not go into one batch. */
  @ParameterizedTest
  @CsvSource({"5, 7", "28, 28", "48, 48"})
  void aPixelOfASmallImageMattersAsMuchAsItsSurroundings(int height, int width) {
    ImageShape shape = new ImageShape(height, width);
    Model model = model(shape);
    byte[] image = image(shape);
    double whole = logOdds(model, image);
    double[] falls = new double[image.length];
    for (int at = 0; at < image.length; at++) {
      byte[] wiped = image.clone();
      for (int near = 0; near < image.length; near++) {
        if (Math.abs(near / width - at / width) <= 1 && Math.abs(near % width - at % width) <= 1) {
          wiped[near] = 0;
        }
      }
      falls[at] = whole - logOdds(model, wiped);
    }
    double greatest = Arrays.stream(falls).map(Math::abs).max().orElseThrow();
    byte[] mattered = Explained.mattered(model, image, shape, 0);
    for (int at = 0; at < image.length; at++) {
      assertEquals(127 * falls[at] / greatest, mattered[at], 0.6, "pixel " + at);
    }
  }

  /** The squares of the first distance add up to more than 2³¹. */
  @Test
  void theNearestOfLargeImagesIsTheMostAlike() {
    ImageShape shape = new ImageShape(200, 200);
    int pixels = shape.height() * shape.width();
    byte[] images = new byte[2 * pixels];
    Arrays.fill(images, pixels, 2 * pixels, (byte) 254);
    Dataset set =
        new Dataset(
            "images",
            new ByteFeatures(2, pixels, images),
            new int[] {0, 1},
            List.of("paper", "ink"),
            shape);
    byte[] ink = new byte[pixels];
    Arrays.fill(ink, (byte) 255);
    List<Explained.Neighbour> nearest = Explained.nearest(ink, Examples.all(set), 2);
    assertEquals(1, nearest.get(0).label());
    assertEquals(200 / 255.0, nearest.get(0).distance(), 1e-12);
    assertEquals(200, nearest.get(1).distance(), 1e-12);
  }

  private static double logOdds(Model model, byte[] image) {
    Predictions predictions = Explained.predict(model, image);
    return Math.log(predictions.scores().get(0, 0)) - Math.log(predictions.scores().get(0, 1));
  }

  /** Wiping each pixel of such an image out by itself would take gigabytes. */
  @ParameterizedTest
  @CsvSource({"224, 224", "130, 400", "1, 60000"})
  void largeImagesAreExplainedInCoarserPatches(int height, int width) {
    ImageShape shape = new ImageShape(height, width);
    byte[] image = image(shape);
    byte[] mattered = Explained.mattered(model(shape), image, shape, 0);
    int[] magnitudes =
        IntStream.range(0, mattered.length).map(at -> Math.abs(mattered[at])).toArray();
    assertEquals(127, Arrays.stream(magnitudes).max().orElseThrow());
    int inked =
        (int) IntStream.range(0, image.length / 8 * 7).filter(at -> magnitudes[at] > 0).count();
    assertTrue(inked > image.length / 2, "explained: " + inked);
    // Far from all ink nothing could be wiped out.
    int blank = image.length / 16 * 15;
    assertArrayEquals(
        new byte[image.length - blank], Arrays.copyOfRange(mattered, blank, image.length));
  }

  @Test
  void nothingMattersOnPaper() {
    ImageShape shape = new ImageShape(224, 224);
    byte[] paper = new byte[224 * 224];
    assertArrayEquals(paper, Explained.mattered(model(shape), paper, shape, 1));
  }
}
