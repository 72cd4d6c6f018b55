package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
  private static SplitPlan plan(String validation, String test, boolean stratified) {
    return plan(null, validation, test, stratified);
  }

  private static SplitPlan plan(
      @Nullable String training, String validation, String test, boolean stratified) {
    return new SplitPlan(
        training == null ? null : SplitSize.parse(training),
        SplitSize.parse(validation),
        SplitSize.parse(test),
        stratified);
  }

  /** Data whose classes have the given numbers of examples, one class after the other. */
  private static Dataset data(int... counts) {
    int[] labels =
        IntStream.range(0, counts.length)
            .flatMap(k -> IntStream.generate(() -> k).limit(counts[k]))
            .toArray();
    List<String> names = IntStream.range(0, counts.length).mapToObj(k -> "c" + k).toList();
    return new Dataset(
        "set", new ByteFeatures(labels.length, 1, new byte[labels.length]), labels, names, null);
  }

  private static String failure(Dataset data, SplitPlan plan) {
    return assertThrows(DataException.class, () -> Splits.split(data, plan, 1)).getMessage();
  }

  private static int[] union(Split split) {
    return Stream.of(split.training(), split.validation(), split.test())
        .flatMapToInt(Arrays::stream)
        .sorted()
        .toArray();
  }

  @Test
  void aFifthOfSixtyThousandIsTwelveThousand() {
    Split split = Splits.split("set", 60_000, SplitPlan.validation(SplitSize.parse("0.2")), 1);
    assertEquals("Split[48000 training, 12000 validation, 0 test]", split.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partsNeverOverlapAndLeaveNothingOut(boolean stratified) {
    Dataset data = data(41, 7, 52, 100);
    for (long seed = 0; seed < 20; seed++) {
      Split split = Splits.split(data, plan("0.2", "31", stratified), seed);
      assertArrayEquals(IntStream.range(0, 200).toArray(), union(split));
      assertEquals(40, split.validation().length);
      assertEquals(31, split.test().length);
    }
  }

  @Test
  void theSeedDecides() {
    Dataset data = data(50, 50);
    Split split = Splits.split(data, plan("30", "0", true), 5);
    assertEquals(split, Splits.split(data, plan("30", "0", true), 5));
    assertNotEquals(split, Splits.split(data, plan("30", "0", true), 6));
  }

  /** Held still, for a run's record names its split by the seed alone. */
  @Test
  void theSameRowsOnEveryMachine() {
    Split split = Splits.split("set", 12, plan("3", "2", false), 42);
    assertEquals(
        "[7, 8, 11] [4, 5]",
        Arrays.toString(split.validation()) + " " + Arrays.toString(split.test()));
  }

  @Test
  void rowsKeepTheOrderOfTheData() {
    Split split = Splits.split("set", 100, plan("30", "20", false), 3);
    for (int[] part : List.of(split.training(), split.validation(), split.test())) {
      assertArrayEquals(Arrays.stream(part).sorted().toArray(), part);
    }
  }

  @Test
  void stratifiedPartsHaveEveryClassInProportion() {
    Dataset data = data(600, 300, 100);
    Split split = Splits.split(data, plan("0.2", "50", true), 9);
    assertArrayEquals(new int[] {30, 15, 5}, split.testOf(data).classCounts());
    assertArrayEquals(new int[] {120, 60, 20}, split.validationOf(data).classCounts());
    assertArrayEquals(new int[] {450, 225, 75}, split.trainingOf(data).classCounts());
  }

  /** 10 of 4 + 4 + 12: shares 2, 2 and 6; of 5 + 5 + 11 in 7: 1 2/3, 1 2/3 and 3 2/3. */
  @ParameterizedTest
  @CsvSource({
    "'4,4,12', 10, '2,2,6'",
    "'5,5,11', 7, '2,2,3'",
    "'0,1', 1, '0,1'",
    "'3,3', 0, '0,0'"
  })
  void sharesAreRoundedByTheLargestRemainders(String counts, int size, String expected) {
    int[] shares = Splits.apportion(numbers(counts), size);
    assertArrayEquals(numbers(expected), shares);
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  @Test
  void aClassWithoutExamplesDoesNotPreventStratifying() {
    Split split = Splits.split(data(0, 10, 10), plan("0.5", "0", true), 1);
    assertEquals(10, split.validation().length);
  }

  @Test
  void theTrainingSetMayBeLimited() {
    Dataset data = data(500, 500);
    Split split = Splits.split(data, plan("90", "10", "0.1", true), 1);
    assertArrayEquals(new int[] {45, 45}, split.trainingOf(data).classCounts());
    assertEquals(200, union(split).length);
    assertEquals(200, IntStream.of(union(split)).distinct().count());
  }

  @Test
  void withNothingToSplitOffTheDataAreTheTrainingSet() {
    Dataset data = data(2, 2);
    assertSame(data, Splits.split(data, plan("0", "0", false), 1).trainingOf(data));
  }

  @Test
  void impossibleSizesAreRefused() {
    Dataset data = data(5, 5);
    assertEquals(
        "set: validation set: 11 examples asked for, but there are only 10",
        failure(data, plan("11", "0", false)));
    assertEquals(
        "set: 10 for validation and 0 for test leave none of the 10 examples to train on; make one"
            + " of them smaller",
        failure(data, plan("10", "0", false)));
    assertTrue(failure(data, plan("0.5", "50%", true)).contains("leave none of the 10 examples"));
    assertEquals(
        "set: validation set: 0.01 of 10 examples is none; ask for a larger share, or for a number"
            + " of examples",
        failure(data, plan("0.01", "0", false)));
    assertEquals(
        "set: training set: 9 examples asked for, but 2 for validation and 0 for test leave only 8"
            + " of 10",
        failure(data, plan("9", "0.2", "0", false)));
    assertTrue(failure(data, plan("0", "1", "0", false)).contains("at least 1 example is needed"));
    assertEquals(
        "set: has no examples, there is nothing to split", failure(data(), plan("1", "0", false)));
  }

  @Test
  void aClassTooSmallToStratifyIsNamed() {
    assertEquals(
        "set: class c1 has 1 example, too few for this stratified split: none would be in the"
            + " validation set; choose other sizes, add examples, or split without stratifying",
        failure(data(99, 1), plan("0.2", "0", true)));
    assertTrue(failure(data(9, 1), plan("9", "0", true)).contains("class c1 has 1 example"));
    assertTrue(
        failure(data(9, 1), plan("8", "0", true)).contains("none would be in the training set"));
  }

  @Test
  void stratifyingNeedsLabels() {
    Dataset unlabelled = Dataset.unlabelled("set", data(3, 3).features(), List.of(), null);
    assertTrue(failure(unlabelled, plan("1", "0", true)).contains("has no labels"));
  }
}
