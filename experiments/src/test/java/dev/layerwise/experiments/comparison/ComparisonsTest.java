package dev.layerwise.experiments.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.TestRuns;
import dev.layerwise.experiments.comparison.Comparisons.Request;
import dev.layerwise.experiments.comparison.PairComparison.SeedTest;
import dev.layerwise.experiments.statistics.Holm;
import dev.layerwise.experiments.statistics.PairedTest;
import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.SweepListener;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonsTest {
  private static final Request USUAL = new Request(null, null, TestRuns.SOURCES);

  @TempDir Path folder;

  private Path train(String name, Object... settings) {
    Path path = folder.resolve(name);
    TestRuns.train(path, TestRuns.spec(settings));
    return path;
  }

  private Path sweep(String name, String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), yaml);
    Path out = folder.resolve(name);
    try (LocalExecutor executor = new LocalExecutor(2, TestRuns.SOURCES)) {
      new Sweep(
              SweepFile.read(file, Map.of()), new SweepDirectory(out), executor, SweepListener.NONE)
          .run();
    }
    return out;
  }

  private static double[] accuracies(ComparedVariant variant) {
    return variant.runs().stream().mapToDouble(run -> run.summary().testAccuracy()).toArray();
  }

  @Test
  void runsThatDifferInTheirSeedAloneAreRepeatsOfAVariant() {
    List<Path> runs =
        List.of(
            train("a1", "seed", 1),
            train("b1", "seed", 1, "learningRate", 1.5),
            train("a2", "seed", 2),
            train("b2", "seed", 2, "learningRate", 1.5, "threads", 2));
    Comparison comparison = Comparisons.compare(runs, USUAL);
    assertEquals(List.of("learningRate"), comparison.differing());
    assertEquals(
        List.of("learningRate 0.1", "learningRate 1.5"),
        comparison.variants().stream().map(ComparedVariant::label).toList());
    PairComparison pair = comparison.pairs().getFirst();
    assertEquals(List.of(1L, 2L), pair.seeds());
    PairedTest expected =
        PairedTest.of(
            accuracies(comparison.variants().get(0)), accuracies(comparison.variants().get(1)));
    assertEquals(expected, pair.test());
    assertEquals(expected.p(), pair.corrected());
    assertEquals(2, pair.predictions().size());
  }

  @Test
  void whatHasNoTestIsNotSaidToBeCorrected() {
    List<Path> runs = List.of(train("a"), train("b", "layers", 2), train("c", "layers", 3));
    Comparison without = Comparisons.compare(runs, new Request(null, null, null));
    assertTrue(
        without.notes().stream().noneMatch(note -> note.contains("corrected")),
        without.notes().toString());
    assertTrue(
        Comparisons.compare(runs, USUAL)
            .notes()
            .contains(
                "p-values over the test examples are corrected for 3 comparisons by the method of"
                    + " Holm."));
  }

  @Test
  void mcNemarIsAboutTheExamplesOfTheTestSet() {
    Path good = train("good", "learningRate", 0.5, "epochs", 8);
    Path bad = train("bad", "learningRate", 1e-6);
    Comparison comparison = Comparisons.compare(List.of(good, bad), USUAL);
    SeedTest test = comparison.pairs().getFirst().predictions().getFirst();
    double difference =
        comparison.variants().get(0).runs().getFirst().summary().testAccuracy()
            - comparison.variants().get(1).runs().getFirst().summary().testAccuracy();
    int examples = comparison.variants().getFirst().runs().getFirst().summary().testExamples();
    assertEquals(
        Math.round(difference * examples), test.test().onlyFirst() - test.test().onlySecond());
    assertTrue(test.corrected() < 0.01, test.toString());
    String sentence = comparison.pairs().getFirst().sentence();
    assertTrue(
        sentence.contains("learning rate 0.5") && sentence.contains("is more than chance"),
        sentence);
    assertTrue(
        comparison.notes().stream()
            .anyMatch(note -> note.contains("what another seed would bring")),
        comparison.notes().toString());
  }

  @Test
  void dataThatHaveMovedAreFoundInTheNamedFolder() throws IOException {
    Path here = folder.resolve("here");
    writePublishedSet(here.resolve("mnist"));
    Object[] settings = {"data", "mnist", "dataDir", here.toString(), "learningRate", 0.1};
    Path a = train("a", settings);
    settings[5] = 0.9;
    Path b = train("b", settings);
    Path there = Files.move(here, folder.resolve("there"));
    Comparison comparison =
        Comparisons.compare(List.of(a, b), new Request(null, null, TestRuns.SOURCES, there));
    assertEquals(1, comparison.pairs().getFirst().predictions().size());
  }

  /** A little set of 4 × 4 images in the four files of MNIST. */
  private static void writePublishedSet(Path mnist) throws IOException {
    Files.createDirectories(mnist);
    Random random = new Random(1);
    for (String part : List.of("train", "t10k")) {
      ByteBuffer images = ByteBuffer.allocate(16 + 100 * 16);
      ByteBuffer labels = ByteBuffer.allocate(8 + 100);
      images.putInt(0x0803).putInt(100).putInt(4).putInt(4);
      labels.putInt(0x0801).putInt(100);
      for (int i = 0; i < 100; i++) {
        byte[] pixels = new byte[16];
        random.nextBytes(pixels);
        images.put(pixels);
        labels.put((byte) (i % 10));
      }
      Files.write(mnist.resolve(part + "-images-idx3-ubyte"), images.array());
      Files.write(mnist.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
  }

  @Test
  void changedDataAreNoticedAndLeftOut() throws IOException {
    Path csv = folder.resolve("points.csv");
    StringBuilder lines = new StringBuilder("x,y,label\n");
    IntStream.range(0, 300)
        .forEach(i ->
            lines.append(i % 7).append(',').append(i % 11).append(',').append(i % 2).append('\n'));
    Files.writeString(csv, lines);
    Path a = train("a", "data", csv.toString());
    Path b = train("b", "data", csv.toString(), "learningRate", 0.9);
    Files.writeString(csv, "x,y,label\n1,2,a\n3,4,b\n");
    Request fresh = new Request(null, null, new DataSources(DownloadListener.NONE));
    Comparison comparison = Comparisons.compare(List.of(a, b), fresh);
    assertEquals(List.of(), comparison.pairs().getFirst().predictions());
    assertTrue(
        comparison.notes().stream().anyMatch(note -> note.contains("could not be made again")),
        comparison.notes().toString());
  }

  @Test
  void dataThatChangedUnderTheSameNameAreTold() throws IOException {
    Path csv = folder.resolve("points.csv");
    String points = "x,y,label\n" + "1,2,a\n2,1,b\n".repeat(100);
    Files.writeString(csv, points);
    Path a = train("a", "data", csv.toString());
    Path b = train("b", "data", csv.toString(), "learningRate", 0.9);
    Comparison same = Comparisons.compare(List.of(a, b), new Request(null, null, null));
    assertTrue(same.notes().stream().noneMatch(n -> n.contains("same data")), "" + same.notes());
    // One number of one example: nobody's accuracy tells.
    Files.writeString(csv, points.replaceFirst("1,2,a", "1,2.5,a"));
    DataSources fresh = new DataSources(DownloadListener.NONE);
    Request predicting = new Request(null, null, fresh);
    assertEquals(
        List.of(), Comparisons.compare(List.of(a, b), predicting).pairs().getFirst().predictions());
    Path c = folder.resolve("c");
    TestRuns.train(c, TestRuns.spec("data", csv.toString(), "learningRate", 0.9), fresh);
    Comparison other = Comparisons.compare(List.of(a, c), new Request(null, null, null));
    assertTrue(
        other
            .notes()
            .contains(
                "Not the same data, though described alike ("
                    + csv
                    + "): "
                    + c
                    + " had others than "
                    + a
                    + ". What differs between their figures may come from that."),
        other.notes().toString());
  }

  @Test
  void aRunThatWasStoppedIsSaidToBe() throws IOException {
    Path a = train("a");
    Path b = train("b", "learningRate", 0.9);
    Path summary = b.resolve("summary.json");
    Files.writeString(
        summary, Files.readString(summary).replace("\"epoch-limit\"", "\"interrupted\""));
    List<String> notes = Comparisons.compare(List.of(a, b), new Request(null, null, null)).notes();
    assertTrue(
        notes.stream().anyMatch(n -> n.startsWith(b + ": was stopped after")), notes.toString());
  }

  @Test
  void ofARunAndItsStoppedTwinTheCompleteOneCounts() throws IOException {
    Path stopped = train("stopped");
    Path summary = stopped.resolve("summary.json");
    Files.writeString(
        summary, Files.readString(summary).replace("\"epoch-limit\"", "\"interrupted\""));
    Path whole = train("whole");
    Path other = train("other", "learningRate", 0.9);
    for (List<Path> order :
        List.of(List.of(stopped, whole, other), List.of(whole, stopped, other))) {
      Comparison comparison = Comparisons.compare(order, new Request(null, null, null));
      assertEquals(whole, comparison.variants().getFirst().runs().getFirst().directory().path());
      String notes = comparison.notes().toString();
      assertTrue(notes.contains(stopped + " has the settings and the seed of " + whole), notes);
      assertFalse(notes.contains("as it was left"), notes);
    }
  }

  @Test
  void aRunThatIsNamedTwiceIsNoTwin() {
    Path run = train("run");
    Path again = run.resolve("..").resolve("run");
    List<String> notes = Comparisons.compare(List.of(run, again, run), USUAL).notes();
    assertEquals(
        List.of(run + " is named more than once, and counts once."),
        notes.stream().filter(note -> note.contains("counts once")).toList());
  }

  @Test
  void severalTestsAreCorrectedAndSaid() throws IOException {
    Path out =
        sweep(
            "three",
            """
            base: {data: moons, dataSize: 400, layers: 8, batchSize: 16, epochs: 4}
            variants:
              - {name: slow, learningRate: 0.001}
              - {name: middling, learningRate: 0.1}
              - {name: fast, learningRate: 1}
            repeats: 4
            """);
    Comparison comparison = Comparisons.compare(List.of(out), USUAL);
    assertEquals(3, comparison.pairs().size());
    double[] corrected =
        Holm.correct(comparison.pairs().stream().mapToDouble(pair -> pair.test().p()).toArray());
    for (int i = 0; i < 3; i++) {
      assertEquals(corrected[i], comparison.pairs().get(i).corrected());
    }
    assertTrue(
        comparison.notes().stream()
            .anyMatch(note -> note.contains("corrected for 3 comparisons by the method of Holm")));
    PairComparison first = comparison.pairs().getFirst();
    assertEquals(first.significant(), first.sentence().contains(" beats "), first.sentence());
    assertTrue(first.sentence().contains("over 4 seeds"), first.sentence());

    Comparison against = Comparisons.compare(List.of(out), new Request(null, "fast", null));
    assertEquals(2, against.pairs().size());
    assertEquals(List.of(), against.pairs().getFirst().predictions());
    assertEquals(
        against.pairs(), Comparisons.compare(List.of(out), new Request(null, "3", null)).pairs());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Comparisons.compare(List.of(out), new Request(null, "4", null)));
    assertTrue(e.getMessage().contains("'slow', 'middling', 'fast'; got '4'"), e.getMessage());

    assertEquals(3, ComparisonTables.variants(comparison).rows().size());
    assertEquals(4, TableText.csv(ComparisonTables.tests(comparison)).lines().count());
    String markdown = ComparisonTables.markdown(comparison);
    assertTrue(markdown.contains("- " + first.sentence()), markdown);
    assertTrue(
        dev.layerwise.runs.RunFiles.toJson(ComparisonTables.toMap(comparison)).length() > 10);
  }

  @Test
  void divergedRunsAreNamedAndDoNotCount() throws IOException {
    Path out =
        sweep(
            "diverging",
            """
            base: {data: moons, dataSize: 400, layers: 8, batchSize: 16, epochs: 4}
            grid: {learningRate: [0.1, 1e30]}
            """);
    Comparison comparison = Comparisons.compare(List.of(out), USUAL);
    assertEquals(List.of(), comparison.variants().get(1).done());
    assertEquals(List.of(), comparison.pairs());
    assertTrue(
        comparison.notes().stream().anyMatch(note -> note.contains("seed 1 diverged")),
        comparison.notes().toString());
  }

  @Test
  void whatCannotBeComparedIsSaid() throws IOException {
    Path one = train("one", "seed", 1);
    Path two = train("two", "seed", 2, "learningRate", 0.5);
    Comparison noSeed = Comparisons.compare(List.of(one, two), USUAL);
    assertTrue(
        noSeed.notes().stream().anyMatch(note -> note.contains("with the same seed")),
        noSeed.notes().toString());
    Comparison twice = Comparisons.compare(List.of(one, one), USUAL);
    assertEquals(1, twice.variants().size());
    assertTrue(
        twice.notes().getFirst().contains("is named more than once"), twice.notes().toString());
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.writeString(begun.resolve("run.yaml"), "data: moons\n");
    DataException e =
        assertThrows(DataException.class, () -> Comparisons.compare(List.of(begun), USUAL));
    assertTrue(e.getMessage().contains("has not ended; continue it first"), e.getMessage());
    assertThrows(
        DataException.class, () -> Comparisons.compare(List.of(folder.resolve("no")), USUAL));
  }

  @Test
  void lossesAreBetterWhenLess() {
    Path good = train("good", "learningRate", 0.5);
    Path bad = train("bad", "learningRate", 1e-6);
    Comparison comparison =
        Comparisons.compare(List.of(bad, good), new Request(Figure.TEST_LOSS, null, null));
    String sentence = comparison.pairs().getFirst().sentence();
    assertTrue(
        sentence.startsWith(
            "learning rate 0.5 leads learning rate 1.0E-6".replace("1.0E-6", "1e-6")),
        sentence);
    assertFalse(sentence.contains("points"), sentence);
  }
}
