package dev.layerwise.studies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyTimingTest {
  @TempDir Path folder;

  /** Two of the settings, with all that the loop knows and with none of it. */
  private StudyPlan plan() {
    Study study = Studies.named("batch-size");
    Map<String, Object> runs = new java.util.LinkedHashMap<>(study.sweeps().get("runs"));
    runs.put(
        "variants",
        List.of(
            Map.of("name", "plain"),
            Map.of("name", "batch-norm+l2", "batchNorm", "after", "l2", 0.05)));
    runs.put("grid", Map.of("batchSize", List.of(16)));
    Study small =
        new Study(
            study.name(),
            study.title(),
            study.question(),
            study.about(),
            study.method(),
            null,
            "",
            study.quick(),
            Map.of("runs", runs),
            List.of(),
            "",
            "runs",
            Map.of());
    Map<String, Object> settings =
        Map.of("data", "digits", "dataSize", 3000, "train", "2000", "validation", "500");
    return StudyPlan.of(small, new StudyOptions(false, null, settings), folder.resolve("study"));
  }

  private static boolean hasNumpy() throws IOException, InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "import numpy")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void bothLoopsAreTimedAndLearnTheSame() throws Exception {
    assumeTrue(hasNumpy(), "no python3 with NumPy on the PATH");
    StudyPlan plan = plan();
    plan.begin(SmallStudies.SOURCES);
    List<LoopTime> heard = new ArrayList<>();
    LoopTimes times = NumpyTiming.measure(plan, SmallStudies.SOURCES, "python3", heard::add);
    assertEquals(2, times.times().size());
    assertEquals(heard, times.times());
    assertEquals(Optional.of(times), LoopTimes.read(plan.directory().loopTimes()));
    for (LoopTime time : times.times()) {
      assertTrue(time.ours() > 0 && time.numpy() > 0, time.toString());
      // From other first weights and in another order, so alike and not the same.
      assertEquals(time.oursAccuracy(), time.numpyAccuracy(), 0.3, time.toString());
      assertTrue(Math.min(time.oursAccuracy(), time.numpyAccuracy()) > 0.25, time.toString());
    }
  }

  @Test
  void aPythonThatIsMissingOrBrokenIsNamed() throws IOException {
    StudyPlan plan = plan();
    plan.begin(SmallStudies.SOURCES);
    String missing = refusal(plan, folder.resolve("python9").toString());
    assertTrue(missing.contains("python9: cannot be started"), missing);
    assertTrue(missing.contains("--numpy=PYTHON"), missing);
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
    Path broken = folder.resolve("python-without");
    Files.writeString(broken, "#!/bin/sh\necho 'No module named numpy' >&2\nexit 1\n");
    assertTrue(broken.toFile().setExecutable(true));
    String without = refusal(plan, broken.toString());
    assertTrue(without.contains("ended early: No module named numpy"), without);
    assertFalse(Files.exists(plan.directory().loopTimes()));
  }

  private static String refusal(StudyPlan plan, String python) {
    return String.valueOf(
        assertThrows(
                DataException.class,
                () -> NumpyTiming.measure(plan, SmallStudies.SOURCES, python, time -> {}))
            .getMessage());
  }

  @Test
  void otherStudiesAreNotTimed() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NumpyTiming.requireFor(Studies.named("deep-net")));
    assertTrue(String.valueOf(e.getMessage()).contains("batch-size is"), e.getMessage());
    NumpyTiming.requireFor(Studies.named("batch-size"));
  }

  @Test
  void aDamagedRecordIsSaidToBeOne() throws IOException {
    Path file = Files.writeString(folder.resolve("numpy.json"), "{");
    DataException e = assertThrows(DataException.class, () -> LoopTimes.read(file));
    assertTrue(String.valueOf(e.getMessage()).contains("delete it"), e.getMessage());
  }
}
