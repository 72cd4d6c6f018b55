package dev.layerwise.runs;

import static dev.layerwise.runs.TestRuns.load;
import static dev.layerwise.runs.TestRuns.spec;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.interop.numpy.NumpyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunDataLoaderTest {
  @TempDir Path folder;

  /** A CSV file of x, y, label with the labels a and b in turn. */
  private Path points(String name, int rows) throws IOException {
    Stream<String> lines =
        IntStream.range(0, rows).mapToObj(i -> i + ".5," + 3 * i + "," + (i % 2 == 0 ? "a" : "b"));
    return write(name, Stream.concat(Stream.of("x,y,label"), lines).toArray(String[]::new));
  }

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), Arrays.asList(lines));
  }

  private static String refusal(RunSpec spec) {
    return assertThrows(DataException.class, () -> load(spec)).getMessage();
  }

  private static int size(Examples examples) {
    return examples == null ? 0 : examples.size();
  }

  @ParameterizedTest
  @CsvSource({"0.2, 0.15, true", "50, 30, false", "20%, 1, false", "0.5, 0, true", "0, 10%, false"})
  void noExampleIsInTwoParts(String validation, String test, boolean stratified) {
    RunData data = load(spec("validation", validation, "test", test, "stratified", stratified));
    IntStream rows = Arrays.stream(data.training().rows());
    for (Examples part : new Examples[] {data.validation(), data.test()}) {
      rows = IntStream.concat(rows, part == null ? IntStream.empty() : Arrays.stream(part.rows()));
    }
    assertArrayEquals(IntStream.range(0, 200).toArray(), rows.sorted().toArray());
  }

  @Test
  void sizesAreSharesOrNumbersOfAll() {
    RunData data = load(spec("validation", "0.2", "test", "30", "train", "100"));
    assertEquals(100, size(data.training()));
    assertEquals(40, size(data.validation()));
    assertEquals(30, size(data.test()));
  }

  @Test
  void noneMeansNone() {
    RunData data = load(spec("validation", "0", "test", "0"));
    assertNull(data.validation());
    assertNull(data.test());
    assertEquals(200, size(data.training()));
  }

  @Test
  void aSetWithoutATestSetOfItsOwnGivesAShareOfItself() {
    RunData data = load(spec("validation", "0"));
    assertEquals(30, size(data.test()));
    assertSame(data.training().features(), data.test().features());
  }

  @Test
  void theTestSetThatComesWithADataSetIsTaken() {
    RunData data = load(spec("data", "digits", "dataSize", 60, "validation", "0"));
    assertEquals(60, size(data.training()));
    assertEquals(10, size(data.test()));
    assertEquals(
        List.of("training", "test"), data.sources().stream().map(RunData.Source::role).toList());
  }

  @Test
  void aTestSetMayBeSplitOffAlthoughOneComesWithTheData() {
    RunData data = load(spec("data", "digits", "dataSize", 60, "validation", "0", "test", "20"));
    assertEquals(40, size(data.training()));
    assertEquals(20, size(data.test()));
    assertSame(data.training().features(), data.test().features());
  }

  @Test
  void validationAndTestSetsMayBeFiles() throws IOException {
    RunData data =
        load(
            spec(
                "data", points("train.csv", 20).toString(),
                "validation", points("validation.csv", 6).toString(),
                "test", points("test.csv", 4).toString()));
    assertEquals(20, size(data.training()));
    assertEquals(6, size(data.validation()));
    assertEquals(4, size(data.test()));
    assertEquals(
        List.of("train.csv", "validation.csv", "test.csv"),
        data.sources().stream().map(RunData.Source::name).toList());
  }

  @Test
  void labelsOfOtherFilesMeanTheClassesOfTheTrainingSet() throws IOException {
    Path train = points("train.csv", 20);
    Path test = write("test.csv", "x,y,label", "1,1,b", "2,2,b");
    RunData data = load(spec("data", train.toString(), "validation", "0", "test", test.toString()));
    assertArrayEquals(new int[] {1, 1}, data.test().labels());
    Path strange = write("strange.csv", "x,y,label", "1,1,c");
    String message =
        refusal(spec("data", train.toString(), "validation", "0", "test", strange.toString()));
    assertTrue(message.startsWith(strange + ": line 2"), message);
    assertTrue(message.contains("'c'"), message);
  }

  @Test
  void otherFilesMustHaveTheTrainingSetsFeatures() throws IOException {
    Path train = points("train.csv", 20);
    Path test = write("test.csv", "x,label", "1,b", "2,a");
    assertEquals(
        test + ": the test set has 1 feature an example, the training set 2",
        refusal(spec("data", train.toString(), "validation", "0", "test", test.toString())));
    Path turned = write("turned.csv", "Y,x,label", "1,1,b", "2,2,a");
    String message =
        refusal(spec("data", train.toString(), "validation", turned.toString(), "test", "0"));
    assertTrue(
        message.startsWith(
            turned + ": feature 1 of the validation set is 'Y', that of the training set 'x'"),
        message);
    Path upper = write("upper.csv", "X,Y,label", "1,1,b", "2,2,a");
    load(spec("data", train.toString(), "validation", upper.toString(), "test", "0"));
  }

  @Test
  void otherSetsMustHaveTheTrainingSetsClasses() throws IOException {
    Path train = points("train.csv", 20);
    assertEquals(
        "moons: the classes of the test set are A, B; those of the training set are a, b",
        refusal(spec("data", train.toString(), "validation", "0", "test", "moons")));
    assertEquals(
        "blobs: the test set has 3 classes, the training set 2",
        refusal(spec("data", train.toString(), "validation", "0", "test", "blobs")));
  }

  @Test
  void aTestSetMayBeNamed() {
    RunData data = load(spec("validation", "0", "test", "circles"));
    assertEquals(200, size(data.test()));
    assertEquals("circles", data.sources().get(1).name());
  }

  @Test
  void whatIsNeitherSizeNorFileIsToldWithItsSetting() {
    assertEquals(
        "validation: expected a share such as 0.2, a number of examples such as 12000, or the name"
            + " of a data set or a file, got 'absent.csv'",
        refusal(spec("validation", "absent.csv")));
    assertEquals(
        "test: expected a share such as 0.2 or 20%, or a number of examples such as 12000, got"
            + " '-5'",
        assertThrows(IllegalArgumentException.class, () -> spec("test", "-5")).getMessage());
    assertEquals(
        "validation: share of the examples: expected a number between 0 and 1, such as 0.2, got"
            + " 1.5",
        assertThrows(IllegalArgumentException.class, () -> load(spec("validation", "1.5")))
            .getMessage());
  }

  @Test
  void partsThatLeaveNothingToTrainOnAreRefused() {
    String message = refusal(spec("validation", "150", "test", "50"));
    assertTrue(message.contains("150 for validation and 50 for test leave none"), message);
  }

  @Test
  void scalingIsFittedOnTheTrainingPartAlone() {
    for (String kind : List.of("unit", "standard")) {
      RunData data = load(spec("scaling", kind, "validation", "0.4"));
      assertEquals(
          Scaling.fit(
              Scaling.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)),
              data.set().features(),
              data.training().rows()),
          data.scaling());
      int[] all = IntStream.range(0, data.set().size()).toArray();
      assertNotEquals(
          Scaling.fit(data.scaling().kind(), data.set().features(), all), data.scaling());
    }
  }

  @Test
  void anOutlierInTheTestSetLeavesTheScalingAsItIs() throws IOException {
    Path train = points("train.csv", 20);
    Path test = write("test.csv", "x,y,label", "1e6,-1e6,a", "2,2,b");
    RunSpec with = spec("data", train.toString(), "validation", "0", "test", test.toString());
    RunSpec without = spec("data", train.toString(), "validation", "0", "test", "0");
    assertEquals(load(without).scaling(), load(with).scaling());
  }

  @Test
  void stratifiedPartsKeepTheSharesOfTheClasses() throws IOException {
    Stream<String> lines =
        IntStream.range(0, 100).mapToObj(i -> i + "," + (i % 10 == 0 ? "rare" : "usual"));
    Path file =
        write("data.csv", Stream.concat(Stream.of("x,label"), lines).toArray(String[]::new));
    RunData data =
        load(spec("data", file.toString(), "validation", "0.2", "test", "0.3", "stratified", true));
    assertEquals(5, rare(data.training()));
    assertEquals(2, rare(data.validation()));
    assertEquals(3, rare(data.test()));
  }

  private static long rare(Examples examples) {
    return Arrays.stream(examples.rows()).filter(row -> examples.labels()[row] == 0).count();
  }

  @Test
  void oneClassIsNothingToLearn() throws IOException {
    Path file = write("data.csv", "x,label", "1,a", "2,a", "3,a");
    String message = refusal(spec("data", file.toString(), "validation", "0", "test", "0"));
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains("one class") || message.contains("two classes"), message);
  }

  @Test
  void aTrainingPartOfOneClassIsNothingToLearn() throws IOException {
    Path file = write("data.csv", "x,label", "1,a", "2,b");
    String message = refusal(spec("data", file.toString(), "validation", "1", "test", "0"));
    assertTrue(message.startsWith("data.csv: the only training example is of class '"), message);
    assertTrue(message.contains("at least two classes"), message);
  }

  @Test
  void noExamplesAreNothingToLearn() throws IOException {
    Path file = write("data.csv", "x,label");
    assertEquals(file + ": has a header but no examples", refusal(spec("data", file.toString())));
  }

  @Test
  void dataWithoutLabelsCannotBeLearnt() throws IOException {
    Path file = write("data.csv", "x,y", "1,2", "3,4", "5,6");
    String message = refusal(spec("data", file.toString(), "validation", "0", "test", "0"));
    assertTrue(message.startsWith("data.csv: has no labels"), message);
    assertTrue(message.contains("--label-column"), message);
  }

  @Test
  void aMistypedNameIsToldWithTheNearestOne() {
    String message = refusal(spec("data", "moon"));
    assertTrue(message.startsWith("moon: there is no such file"), message);
    assertTrue(message.contains("did you mean 'moons'?"), message);
  }

  @Test
  void anIdxFileWithoutItsLabelsSaysHowToNameThem() throws IOException {
    Path file =
        Files.write(
            folder.resolve("images.idx"), new byte[] {0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7});
    assertEquals(
        file + ": is an IDX file without its labels; name their file (--labels)",
        refusal(spec("data", file.toString())));
    assertEquals(
        file
            + ": is an IDX file without its labels; name their file (behind a comma: "
            + file
            + ",LABELS)",
        refusal(spec("data", "moons", "test", file.toString())));
  }

  /** As everywhere else that data are named. */
  @Test
  void labelsMayStandBehindAComma() throws IOException {
    byte[] header = {0, 0, 8, 2, 0, 0, 0, 20, 0, 0, 0, 1};
    Path images =
        Files.write(folder.resolve("images.idx"), Arrays.copyOf(header, header.length + 20));
    byte[] classes = {
      0, 0, 8, 1, 0, 0, 0, 20, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1
    };
    Path labels = Files.write(folder.resolve("labels.idx"), classes);
    RunData together = load(spec("data", images + "," + labels));
    RunData apart = load(spec("data", images.toString(), "labels", labels.toString()));
    assertEquals(apart.training().size(), together.training().size());
    assertArrayEquals(apart.training().labels(), together.training().labels());
    assertEquals(
        images
            + ","
            + labels
            + ": its labels are named twice, behind the comma and by --labels; name them once",
        refusal(spec("data", images + "," + labels, "labels", labels.toString())));
    assertTrue(
        refusal(spec("data", folder.resolve("none.idx") + "," + labels))
            .startsWith(folder.resolve("none.idx") + ": there is no such file"));
  }

  @Test
  void whatIsMeasuredOnIsNothingThatWasTrainedOnOrChosenBy() throws IOException {
    String same = " set, example by example, so that figures would flatter; name other data, or a";
    assertEquals(
        "validation: digits (test) is the same as the test"
            + same
            + " share to split off (--validation 0.2)",
        refusal(spec("data", "digits", "dataSize", 100, "validation", "digits"))
            .replaceFirst(": digits[^i]* is", ": digits (test) is"));
    Path file = points("points.csv", 20);
    String message = refusal(spec("data", file.toString(), "dataSize", 0, "test", file.toString()));
    assertTrue(message.startsWith("test: "), message);
    assertTrue(message.contains("is the same as the training" + same), message);
  }

  @Test
  void theTestPartOfAnArchiveIsLikeItsTrainingPart() {
    Path file = folder.resolve("sets.npz");
    NumpyData.write(file, new NumpyData.Sets(table(80, 3), table(10, 2)));
    assertTrue(
        refusal(spec("data", file.toString(), "dataSize", 0))
            .endsWith("the test set has 2 features an example, the training set 3"));
  }

  private static Dataset table(int rows, int columns) {
    float[] values = new float[rows * columns];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 2;
      values[i * columns] = i + 0.5f;
    }
    FloatFeatures features = new FloatFeatures(rows, columns, values);
    return new Dataset("table", features, labels, List.of("0", "1"), null);
  }

  @Test
  void aHeaderOfNumbersIsTheSameInEveryFile() throws IOException {
    List<String> lines = new ArrayList<>(List.of("0,1,label"));
    IntStream.range(0, 20)
        .forEach(i -> lines.add(i + ".5," + 2 * i + "," + (i % 2 == 0 ? "a" : "b")));
    Path training = write("training.csv", lines.toArray(String[]::new));
    Path test = write("test.csv", "0,1,2", "5,6,a", "7,8,b");
    RunSpec spec =
        spec(
            "data",
            training.toString(),
            "dataSize",
            0,
            "labelColumn",
            "-1",
            "test",
            test.toString());
    assertEquals(2, size(load(spec).test()));
  }
}
