package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.kernel.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moved images beside what a loop over their pixels makes of them. */
class ShiftedImagesTest {
  private static final int ROWS = 40;
  private static final int HEIGHT = 5;
  private static final int WIDTH = 4;
  private static final int PIXELS = HEIGHT * WIDTH;

  /** Where an image went. */
  private record Place(int down, int right) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return down != other.down ? down - other.down : right - other.right;
    }
  }

  /** Every pixel of an image has a value of its own, none is 0, and every image has others. */
  private static float pixel(int example, int line, int column) {
    return 1 + example * 5 + line * WIDTH + column;
  }

  private static Features features(boolean bytes) {
    byte[] small = new byte[ROWS * PIXELS];
    float[] large = new float[ROWS * PIXELS];
    for (int i = 0; i < large.length; i++) {
      large[i] = pixel(i / PIXELS, i % PIXELS / WIDTH, i % WIDTH);
      small[i] = (byte) large[i];
    }
    return bytes ? new ByteFeatures(ROWS, PIXELS, small) : new FloatFeatures(ROWS, PIXELS, large);
  }

  private static Examples examples(boolean bytes) {
    return new Examples(
        features(bytes),
        new int[ROWS],
        IntStream.range(3, ROWS).toArray(),
        new ImageShape(HEIGHT, WIDTH));
  }

  /** The image moved, pixel by pixel. */
  private static float[] naive(int example, Place place) {
    float[] moved = new float[PIXELS];
    for (int line = 0; line < HEIGHT; line++) {
      for (int column = 0; column < WIDTH; column++) {
        int y = line - place.down();
        int x = column - place.right();
        boolean inside = y >= 0 && y < HEIGHT && x >= 0 && x < WIDTH;
        moved[line * WIDTH + column] = inside ? pixel(example, y, x) : 0;
      }
    }
    return moved;
  }

  /** Where an image must have gone to look like that. */
  private static Place placeOf(int example, float[] moved, int most) {
    List<Place> places = new ArrayList<>();
    for (int down = -most; down <= most; down++) {
      for (int right = -most; right <= most; right++) {
        if (Arrays.equals(naive(example, new Place(down, right)), moved)) {
          places.add(new Place(down, right));
        }
      }
    }
    assertEquals(1, places.size(), () -> "example " + example + " " + Arrays.toString(moved));
    return places.getFirst();
  }

  private static float[] row(Features features, int row) {
    float[] values = new float[PIXELS];
    for (int k = 0; k < PIXELS; k++) {
      values[k] = features.get(row, k);
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({"true,1", "true,2", "true,3", "false,1", "false,3"})
  void everyPlaceIsEquallyLikelyAndWhatBecomesVacantIsZero(boolean bytes, int most) {
    ShiftedImages shifted = new ShiftedImages(examples(bytes), most, 7, 2);
    Map<Place, Integer> seen = new TreeMap<>();
    int epochs = 50 * (2 * most + 1) * (2 * most + 1) / ROWS * 4;
    for (int epoch = 0; epoch < epochs; epoch++) {
      shifted.beginEpoch(epoch);
      for (int example = 0; example < ROWS; example++) {
        shifted.fill(example, example % 2);
        Place place = placeOf(example, row(shifted.features(), example % 2), most);
        seen.merge(place, 1, Integer::sum);
      }
    }
    int places = (2 * most + 1) * (2 * most + 1);
    assertEquals(places, seen.size());
    // Chi-squared: its mean is the number of places less 1, and its variance twice that.
    double expected = (double) epochs * ROWS / places;
    double chi =
        seen.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertTrue(Math.abs(chi - (places - 1)) < 4 * Math.sqrt(2.0 * (places - 1)), "chi² " + chi);
  }

  private static MiniBatches batches(
      Examples examples, Scaling scaling, int size, boolean shuffle, long seed, boolean sparse) {
    return new MiniBatches(
        examples,
        scaling,
        size,
        shuffle,
        2,
        seed,
        ScalarKernels.INSTANCE,
        sparse ? Sparsity.WHOLE : Sparsity.NONE);
  }

  /** What an epoch makes of every example, by its first value before it was moved. */
  private static Map<Integer, List<Float>> epoch(
      MiniBatches batches, Examples examples, int epoch) {
    Map<Integer, List<Float>> inputs = new TreeMap<>();
    batches.beginEpoch(epoch);
    for (int k = 0; k < batches.perEpoch(); k++) {
      batches.draw(k);
      float[] all = batches.inputs().toMatrix().data();
      for (int i = 0; i < batches.inputs().rows(); i++) {
        List<Float> row = new ArrayList<>();
        for (int j = 0; j < PIXELS; j++) {
          row.add(all[i * PIXELS + j]);
        }
        inputs.put(batches.labels()[i], row);
      }
    }
    assertEquals(examples.size(), inputs.size());
    return inputs;
  }

  private static Examples numbered(boolean bytes) {
    Examples examples = examples(bytes);
    return new Examples(
        examples.features(), IntStream.range(0, ROWS).toArray(), examples.rows(), examples.image());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereAnExampleGoesFollowsFromSeedEpochAndExampleAlone(boolean sparse) {
    Examples examples = numbered(true);
    MiniBatches through = batches(examples, Scaling.NONE, 8, true, 1, sparse);
    Map<Integer, List<Float>> first = epoch(through, examples, 0);
    Map<Integer, List<Float>> second = epoch(through, examples, 1);
    assertNotEquals(first, second, "another epoch, other places");
    assertEquals(second, epoch(batches(examples, Scaling.NONE, 8, true, 1, sparse), examples, 1));
    assertEquals(second, epoch(batches(examples, Scaling.NONE, 5, false, 1, !sparse), examples, 1));
    assertNotEquals(
        second, epoch(batches(examples, Scaling.NONE, 8, true, 2, sparse), examples, 1));
  }

  /** Also in the epochs in which others need not search for zeros any more. */
  @ParameterizedTest
  @CsvSource({"true,NONE", "true,UNIT", "true,STANDARD", "false,UNIT", "false,STANDARD"})
  void imagesAreMovedBeforeTheyAreScaled(boolean bytes, Scaling.Kind kind) {
    Examples examples = numbered(bytes);
    Scaling scaling = Scaling.fit(kind, examples.features(), examples.rows());
    MiniBatches plain = batches(examples, Scaling.NONE, 7, true, 3, false);
    MiniBatches scaled = batches(examples, scaling, 7, true, 3, true);
    for (int epoch = 0; epoch < 3; epoch++) {
      Map<Integer, List<Float>> raw = epoch(plain, examples, epoch);
      epoch(scaled, examples, epoch)
          .forEach((example, got) -> {
            float[] want = new float[PIXELS];
            for (int j = 0; j < PIXELS; j++) {
              want[j] = raw.get(example).get(j);
            }
            scaling.apply(want, 0, PIXELS);
            float[] row = new float[PIXELS];
            for (int j = 0; j < PIXELS; j++) {
              row[j] = got.get(j);
            }
            assertArrayEquals(want, row, 1e-6f);
          });
    }
  }

  /** Four fifths of the pixels are zero, so that examples are packed. */
  @Test
  void mostlyEmptyImagesArePackedAnewInEveryEpoch() {
    Dataset digits = Digits.training(30, Digits.SEED);
    Examples examples = Examples.all(digits);
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, digits.features());
    MiniBatches packed =
        new MiniBatches(examples, scaling, 8, true, 2, 1, ScalarKernels.INSTANCE, Sparsity.WHOLE);
    MiniBatches full =
        new MiniBatches(examples, scaling, 8, true, 2, 1, ScalarKernels.INSTANCE, Sparsity.NONE);
    assertEquals(1, packed.inputs().sparse().size());
    for (int epoch = 0; epoch < 3; epoch++) {
      packed.beginEpoch(epoch);
      full.beginEpoch(epoch);
      for (int k = 0; k < packed.perEpoch(); k++) {
        packed.draw(k);
        full.draw(k);
        float[] want = full.inputs().toMatrix().data();
        float[] got = packed.inputs().toMatrix().data();
        int count = full.inputs().rows() * full.inputs().columns();
        assertArrayEquals(Arrays.copyOf(want, count), Arrays.copyOf(got, count), 0f);
      }
    }
  }

  @Test
  void rowsMayBeFilledInParts() {
    Examples examples = numbered(true);
    MiniBatches whole = batches(examples, Scaling.NONE, 24, true, 1, false);
    MiniBatches parts = batches(examples, Scaling.NONE, 24, true, 1, false);
    whole.beginEpoch(0);
    parts.beginEpoch(0);
    whole.draw(0);
    parts.begin(0);
    for (int from : new int[] {16, 0, 8}) {
      parts.fill(from, 8);
    }
    assertArrayEquals(whole.inputs().toMatrix().data(), parts.inputs().toMatrix().data(), 0f);
  }

  @Test
  void onlyImagesLargeEnoughCanBeMoved() {
    Examples points =
        new Examples(new FloatFeatures(2, 2, new float[4]), new int[2], new int[] {0, 1});
    String none = refusal(1, points);
    assertTrue(none.startsWith("shift: only images can be moved, and these data are 2 features"));
    MiniBatches.requireShiftable(0, points);
    MiniBatches.requireShiftable(3, examples(true));
    assertEquals(
        "shift: moved by 4 pixels, nothing may be left of an image of 5 x 4; choose 3 or less"
            + " (--shift)",
        refusal(4, examples(true)));
  }

  private static String refusal(int shift, Examples examples) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class, () -> MiniBatches.requireShiftable(shift, examples))
            .getMessage());
  }
}
