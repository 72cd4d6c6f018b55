package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset.ImageShape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static final int PIXELS = 28 * 28;

  /** If this fails, every published figure about the digits is about other digits. */
  @Test
  void theUsualSetsNeverChange() {
    Dataset training = Digits.training(Digits.TRAINING_EXAMPLES, Digits.SEED);
    Dataset test = Digits.test(Digits.TEST_EXAMPLES, Digits.SEED);

    assertEquals(
        "8be902d55c460edfd9c574343f633763589e1b26b0c588ac9b8d4a3696c1023b",
        training.features().sha256());
    assertEquals(
        "373ad77f5762351b8baacf0ae12926cb46cc0a47a557ee97814424edd567a5fe",
        test.features().sha256());
    assertEquals(-610529685, Arrays.hashCode(training.labels()));
    assertEquals(137015749, Arrays.hashCode(test.labels()));
  }

  @Test
  void examplesAreImagesWithTenClasses() {
    Dataset digits = Digits.training(30, 1);

    assertEquals(new ImageShape(28, 28), digits.image());
    assertEquals(30, digits.size());
    assertEquals(PIXELS, digits.features().columns());
    assertEquals("0 1 2 3 4 5 6 7 8 9", String.join(" ", digits.classNames()));
  }

  @Test
  void everyRunOfTenHoldsEveryDigit() {
    int[] labels = Digits.training(500, 9).requireLabels();

    for (int from = 0; from < 500; from += 10) {
      int[] run = Arrays.copyOfRange(labels, from, from + 10);
      Arrays.sort(run);
      assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, run);
    }
    assertNotEquals(
        firstLabels(Digits.training(10, 9), 10), firstLabels(Digits.training(10, 10), 10));
  }

  @Test
  void moreExamplesLeaveTheFirstOnesAsTheyWere() {
    Dataset few = Digits.training(7, 3);
    Dataset many = Digits.training(451, 3);

    assertArrayEquals(few.labels(), Arrays.copyOf(many.requireLabels(), 7));
    assertArrayEquals(pixels(few), Arrays.copyOf(pixels(many), 7 * PIXELS));
  }

  @Test
  void noImageOccursTwiceInOrAcrossTheParts() {
    Set<ByteBuffer> seen = new HashSet<>();
    int images = 0;
    for (long seed = 1; seed <= 2; seed++) {
      for (Dataset part : List.of(Digits.training(600, seed), Digits.test(600, seed))) {
        byte[] pixels = pixels(part);
        for (int i = 0; i < part.size(); i++) {
          seen.add(ByteBuffer.wrap(Arrays.copyOfRange(pixels, i * PIXELS, (i + 1) * PIXELS)));
          images++;
        }
      }
    }

    assertEquals(images, seen.size());
  }

  @Test
  void digitsLieInTheMiddleOfTheirPaper() {
    Dataset digits = Digits.training(1000, 5);

    for (int i = 0; i < digits.size(); i++) {
      double ink = 0;
      double across = 0;
      double down = 0;
      double edge = 0;
      for (int p = 0; p < PIXELS; p++) {
        double value = digits.features().get(i, p);
        int row = p / 28;
        int column = p % 28;
        ink += value;
        across += value * (column + 0.5);
        down += value * (row + 0.5);
        edge += row == 0 || row == 27 || column == 0 || column == 27 ? value : 0;
      }
      assertEquals(14, across / ink, 3.2, "centre of mass of example " + i);
      assertEquals(14, down / ink, 3.2, "centre of mass of example " + i);
      assertTrue(edge < 0.06 * ink, "ink at the edge of example " + i);
      assertTrue(ink > 4_000 && ink < 70_000, "ink of example " + i + ": " + ink);
    }
  }

  @Test
  void imagesAreMostlyPaperWithSomeFullInk() {
    byte[] pixels = pixels(Digits.training(1000, 5));
    long sum = 0;
    long paper = 0;
    long full = 0;
    for (byte pixel : pixels) {
      int value = pixel & 0xFF;
      sum += value;
      paper += value < 16 ? 1 : 0;
      full += value > 220 ? 1 : 0;
    }

    assertEquals(28.5, (double) sum / pixels.length, 2.5);
    assertEquals(0.82, (double) paper / pixels.length, 0.04);
    assertEquals(0.05, (double) full / pixels.length, 0.03);
  }

  /** Far below what a network learns, far above chance: the classes differ, but not trivially. */
  @Test
  void theMeanImagesTellSomeOfTheDigits() {
    Dataset training = Digits.training(2000, 4);
    double[][] means = new double[10][PIXELS];
    for (int i = 0; i < training.size(); i++) {
      for (int p = 0; p < PIXELS; p++) {
        means[training.requireLabels()[i]][p] += training.features().get(i, p) / 200;
      }
    }
    Dataset test = Digits.test(500, 4);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int digit = 0; digit < 10; digit++) {
        double distance = 0;
        for (int p = 0; p < PIXELS; p++) {
          double difference = test.features().get(i, p) - means[digit][p];
          distance += difference * difference;
        }
        if (distance < least) {
          least = distance;
          best = digit;
        }
      }
      right += best == test.requireLabels()[i] ? 1 : 0;
    }

    assertTrue(right > 300 && right < 450, right + " of 500");
  }

  @Test
  void aCountOutOfRangeIsRefused() {
    for (int count : new int[] {0, -1, Integer.MAX_VALUE}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Digits.training(count, 1))
              .getMessage();
      assertEquals(
          "digits: expected 1 to 2739137 examples, got "
              + count
              + "; choose a number in that range",
          message);
    }
  }

  private static byte[] pixels(Dataset digits) {
    return ((ByteFeatures) digits.features()).values();
  }

  private static List<Integer> firstLabels(Dataset digits, int count) {
    return Arrays.stream(digits.requireLabels()).limit(count).boxed().toList();
  }
}
