package dev.layerwise.trackers.tensorboard;

import static dev.layerwise.trackers.TestRuns.lines;
import static dev.layerwise.trackers.TestRuns.resume;
import static dev.layerwise.trackers.TestRuns.spec;
import static dev.layerwise.trackers.TestRuns.train;
import static dev.layerwise.trackers.TestRuns.trainUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.RunTracker;
import dev.layerwise.trackers.Notices;
import dev.layerwise.trackers.RecordedRuns;
import dev.layerwise.trackers.Trackers;
import dev.layerwise.trackers.tensorboard.RecordFile.Point;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

class TensorBoardTest {
  @TempDir Path folder;

  private Path events() {
    return folder.resolve("events");
  }

  private TensorBoardTracker tracker() {
    return new TensorBoardTracker(events());
  }

  private static List<Float> curve(Path part, String tag) throws IOException {
    return RecordFile.points(part, tag).stream()
        .map(point -> point.value().getSimpleValue())
        .toList();
  }

  private static List<Float> measured(Path run, String event, String number) {
    return lines(run, event).stream().map(line -> (float) line.number(number)).toList();
  }

  @Test
  void theChecksumIsTheOneOfThePublishedExample() {
    assertEquals(0xe3069283, RecordFile.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void curvesAreWhatTheRunMeasured() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary = train(run, spec(), tracker());
    Path training = events().resolve("run/train");
    Path validation = events().resolve("run/validation");
    assertEquals(measured(run, "epoch", "trainLoss"), curve(training, "loss"));
    assertEquals(measured(run, "epoch", "trainAccuracy"), curve(training, "accuracy"));
    assertEquals(measured(run, "epoch", "objective"), curve(training, "objective"));
    assertEquals(measured(run, "validation", "validationLoss"), curve(validation, "loss"));
    assertEquals(measured(run, "validation", "validationAccuracy"), curve(validation, "accuracy"));
    assertEquals(
        lines(run, "epoch").stream().map(line -> line.step()).toList(),
        RecordFile.points(training, "loss").stream().map(Point::step).toList());
    assertEquals(
        List.of(summary.testAccuracy().floatValue()),
        curve(events().resolve("run/test"), "accuracy"));
    assertEquals(
        List.of(summary.validationAccuracy().floatValue()),
        curve(events().resolve("run"), "result/validation_accuracy"));
  }

  @Test
  void everyFileBeginsAsReadersExpect() throws IOException {
    train(folder.resolve("run"), spec(), tracker());
    for (String part : List.of("", "train", "validation", "test")) {
      List<Event> events = RecordFile.events(events().resolve("run").resolve(part));
      assertEquals("brain.Event:2", events.getFirst().getFileVersion(), part);
      assertTrue(events.getFirst().getWallTime() > 1.7e9, part);
      assertEquals(SessionLog.SessionStatus.START, events.get(1).getSessionLog().getStatus(), part);
      assertEquals(0, events.get(1).getStep(), part);
    }
  }

  @Test
  void longEpochsHaveCurvesOfTheirMiniBatches() throws IOException {
    Path run = folder.resolve("run");
    train(run, spec("batchSize", 1, "epochs", 2, "layers", List.of()), tracker());
    List<Point> points = RecordFile.points(events().resolve("run/train"), "batch_loss");
    assertEquals(List.of(100L, 200L, 300L, 400L), points.stream().map(Point::step).toList());
    double mean =
        points.stream()
            .limit(2)
            .mapToDouble(point -> point.value().getSimpleValue())
            .average()
            .orElseThrow();
    // The first epoch has 240 steps, the first 200 of which these two points are.
    assertEquals(lines(run, "epoch").getFirst().number("trainLoss"), mean, 0.5);
  }

  @Test
  void histogramsHoldEveryParameter() throws IOException {
    train(folder.resolve("run"), spec(), tracker());
    List<Point> points = RecordFile.points(events().resolve("run"), "parameters/layers.0.weight");
    assertEquals(4, points.size());
    for (Point point : points) {
      var histogram = point.value().getHisto();
      assertEquals(784 * 5, histogram.getNum());
      assertEquals(784 * 5, histogram.getBucketList().stream().mapToDouble(x -> x).sum());
      assertEquals(histogram.getBucketLimitCount(), histogram.getBucketCount());
      assertEquals(histogram.getMax(), histogram.getBucketLimitList().getLast());
      assertTrue(histogram.getMin() < histogram.getBucketLimit(0));
      assertTrue(histogram.getSumSquares() > 0);
    }
  }

  @Test
  void whatTheFirstLayerLooksForIsAPicture() throws IOException {
    train(folder.resolve("run"), spec(), tracker());
    List<Point> points = RecordFile.points(events().resolve("run"), "first_layer");
    // At the start, and after epochs 1, 2 and 4.
    assertEquals(4, points.size());
    Summary.Image image = points.getFirst().value().getImage();
    var picture =
        ImageIO.read(new ByteArrayInputStream(image.getEncodedImageString().toByteArray()));
    // Five units in rows of three.
    assertEquals(3 * 29 + 1, image.getWidth());
    assertEquals(2 * 29 + 1, image.getHeight());
    assertEquals(image.getWidth(), picture.getWidth());
    assertEquals(image.getHeight(), picture.getHeight());
    assertFalse(RecordFile.points(events().resolve("run"), "first_layer_best").isEmpty());
  }

  @Test
  void settingsReachTheHParamsPlugin() throws IOException {
    train(folder.resolve("run"), spec("l2", List.of(0.25, 0.5), "batchNorm", "after"), tracker());
    Point start =
        RecordFile.points(events().resolve("run"), "_hparams_/session_start_info").getFirst();
    assertEquals(DataClass.DATA_CLASS_TENSOR, start.value().getMetadata().getDataClass());
    assertEquals(1, start.value().getTensor().getFloatValCount());
    assertEquals("hparams", start.value().getMetadata().getPluginData().getPluginName());
    UnknownFieldSet info = content(start, 3);
    Map<String, Object> settings = new LinkedHashMap<>();
    for (ByteString entry : info.getField(1).getLengthDelimitedList()) {
      UnknownFieldSet pair = UnknownFieldSet.parseFrom(entry);
      String name = pair.getField(1).getLengthDelimitedList().getFirst().toStringUtf8();
      UnknownFieldSet value =
          UnknownFieldSet.parseFrom(pair.getField(2).getLengthDelimitedList().getFirst());
      settings.put(name, value(value));
    }
    assertEquals(16.0, settings.get("batchSize"));
    assertEquals(5.0, settings.get("layers"));
    assertEquals("0.25-0.5", settings.get("l2"));
    assertEquals("after", settings.get("batchNorm"));
    assertEquals(true, settings.get("shuffle"));
    assertFalse(settings.containsKey("threads"));
    assertFalse(settings.containsKey("seed"));
    Point end = RecordFile.points(events().resolve("run"), "_hparams_/session_end_info").getFirst();
    assertEquals(List.of(1L), content(end, 4).getField(1).getVarintList());
  }

  private static UnknownFieldSet content(Point point, int field)
      throws InvalidProtocolBufferException {
    UnknownFieldSet content =
        UnknownFieldSet.parseFrom(point.value().getMetadata().getPluginData().getContent());
    return UnknownFieldSet.parseFrom(content.getField(field).getLengthDelimitedList().getFirst());
  }

  private static Object value(UnknownFieldSet value) {
    if (value.hasField(2)) {
      return Double.longBitsToDouble(value.getField(2).getFixed64List().getFirst());
    }
    return value.hasField(4)
        ? (Object) (value.getField(4).getVarintList().getFirst() == 1)
        : value.getField(3).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  @Test
  void runsThatDifferInTheirSeedAreOneGroup() throws IOException {
    train(folder.resolve("one"), spec("seed", 1), tracker());
    train(folder.resolve("two"), spec("seed", 2), tracker());
    train(folder.resolve("other"), spec("seed", 1, "learningRate", 0.2), tracker());
    List<String> groups = new ArrayList<>();
    for (String run : List.of("one", "two", "other")) {
      Point start =
          RecordFile.points(events().resolve(run), "_hparams_/session_start_info").getFirst();
      groups.add(content(start, 3).getField(4).getLengthDelimitedList().getFirst().toStringUtf8());
    }
    assertEquals(groups.get(0), groups.get(1));
    assertFalse(groups.get(0).equals(groups.get(2)));
  }

  @Test
  void trackingChangesNoBit() {
    RunSummary plain = train(folder.resolve("plain"), spec(), RunTracker.NONE);
    RunSummary tracked = train(folder.resolve("tracked"), spec(), tracker());
    assertEquals(plain.parametersSha256(), tracked.parametersSha256());
    assertEquals(plain.validationLoss(), tracked.validationLoss());
  }

  @Test
  void aResumedRunVoidsWhatItWritesAgain() throws IOException {
    Path run = folder.resolve("run");
    trainUntil(run, spec(), tracker(), 20);
    resume(run, tracker());
    List<Path> files = RecordFile.files(events().resolve("run/validation"));
    assertEquals(2, files.size());
    Event second = Event.parseFrom(RecordFile.records(files.get(1)).get(1));
    assertEquals(SessionLog.SessionStatus.START, second.getSessionLog().getStatus());
    assertEquals(21, second.getStep());
  }

  @Test
  void anotherRunOfTheSameNameHasAFolderOfItsOwn() throws IOException {
    train(folder.resolve("a/run"), spec(), tracker());
    train(folder.resolve("b/run"), spec(), tracker());
    assertEquals(4, RecordFile.points(events().resolve("run/train"), "loss").size());
    assertEquals(4, RecordFile.points(events().resolve("run-2/train"), "loss").size());
  }

  @Test
  void aDiskThatFailsIsToldOnceAndTheTrainingGoesOn() throws IOException {
    Path way = events().resolve("run/validation");
    Notices notices = new Notices();
    RunTracker failing = new Trackers(List.of(tracker()), notices);
    Files.createDirectories(events().resolve("run"));
    Files.writeString(events().resolve("run/layerwise-run.txt"), folder.resolve("run") + "\n");
    Files.writeString(way, "in the way");
    RunSummary tracked = train(folder.resolve("run"), spec(), failing);
    RunSummary plain = train(folder.resolve("plain"), spec(), RunTracker.NONE);
    assertEquals(plain.parametersSha256(), tracked.parametersSha256());
    List<Notices.Notice> told = notices.take();
    assertEquals(1, told.size());
    assertTrue(told.getFirst().problem());
    assertTrue(told.getFirst().text().startsWith("TensorBoard: "), told.getFirst().text());
    assertTrue(told.getFirst().text().endsWith("the training went on without it"));
  }

  @Test
  void aRecordedRunIsToldAgain() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary = train(run, spec(), tracker());
    Path again = folder.resolve("again");
    RecordedRuns.tell(RunDirectory.open(run), new TensorBoardTracker(again));
    for (String part : List.of("train", "validation")) {
      assertEquals(
          curve(events().resolve("run").resolve(part), "loss"),
          curve(again.resolve("run").resolve(part), "loss"));
    }
    assertEquals(
        List.of(summary.testLoss().floatValue()), curve(again.resolve("run/test"), "loss"));
    assertFalse(RecordFile.points(again.resolve("run"), "first_layer_best").isEmpty());
    // The times are those of the run, so that an axis of time shows how long it took.
    double first = RecordFile.events(again.resolve("run/train")).getFirst().getWallTime();
    assertTrue(first < System.currentTimeMillis() / 1e3);
  }

  @Test
  void histogramsTakeAnyValues() {
    assertEquals(null, ValueHistogram.of(new float[0]));
    assertEquals(null, ValueHistogram.of(new float[] {Float.NaN, Float.POSITIVE_INFINITY}));
    ValueHistogram same = ValueHistogram.of(new float[] {2, 2, Float.NaN, 2});
    assertNotNull(same);
    assertArrayEquals(new double[] {2}, same.limits());
    assertArrayEquals(new double[] {3}, same.counts());
    ValueHistogram wide =
        ValueHistogram.of(new float[] {-Float.MAX_VALUE, 0, Float.MAX_VALUE, Float.MIN_VALUE});
    assertNotNull(wide);
    assertEquals(4, java.util.Arrays.stream(wide.counts()).sum());
    assertEquals(1, wide.counts()[0]);
    assertEquals(1, wide.counts()[63]);
    assertEquals(2, wide.counts()[32]);
    ValueHistogram ramp = ValueHistogram.of(new float[] {0, 1, 2, 3, 4, 5, 6, 64});
    assertNotNull(ramp);
    assertEquals(1, ramp.limits()[0]);
    assertEquals(1, ramp.counts()[6]);
    assertEquals(85, ramp.sum());
  }
}
