package dev.layerwise.benchmarks.compare;

import static dev.layerwise.benchmarks.compare.Samples.measured;
import static dev.layerwise.benchmarks.compare.Samples.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.benchmarks.roofline.Probe.Limits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SessionTest {
  @TempDir private Path folder;

  private static Session session(String workload, boolean asInstalled) {
    return new Session(
        "2026-11-21T12:00:00Z",
        Map.of("processor", "abacus"),
        asInstalled,
        "MNIST",
        0.19,
        new Comparison.Effort(5, 1, 5, List.of(1, 2)),
        List.of(new Limits(1, 200e9, 8e9, 30e9, 100e9), new Limits(2, 400e9, 16e9, 40e9, 200e9)),
        Map.of(Peer.LAYERWISE, "Layerwise, vector kernels", Peer.NUMPY, "NumPy 2"),
        List.of("TensorFlow Java is left out: it was not fetched"),
        result(
            workload,
            measured(Peer.LAYERWISE, 1, 1_400_000),
            measured(Peer.LAYERWISE, 2, 2_100_000),
            measured(Peer.NUMPY, 1, 700_400)));
  }

  @Test
  void whatIsSavedIsReadBackInTheOrderOfTheWorkloads() throws Exception {
    session("W6", false).save(folder);
    session("W1/64", false).save(folder);
    assertEquals(List.of(session("W1/64", false), session("W6", false)), Session.readAll(folder));
    Session.clear(folder);
    assertEquals(List.of(), Session.readAll(folder));
  }

  @Test
  void theTableIsPrintedWithoutMeasuring() throws Exception {
    session("W1/64", false).save(folder);
    Path page = folder.resolve("page.md");
    String empty =
        """
        <!-- comparison:begin -->
        <!-- comparison:end -->
        <!-- roofline:begin -->
        <!-- roofline:end -->
        """;
    Files.writeString(page, empty);
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new TableCommand()).setOut(new PrintWriter(out));
    assertEquals(0, command.execute("--from", folder.toString(), "--write", page.toString()));
    assertTrue(out.toString().contains("50 % reached"), out.toString());
    assertTrue(out.toString().contains("TensorFlow Java is left out"), out.toString());
    String written = Files.readString(page);
    assertTrue(written.contains("- Machine: processor abacus"), written);
    assertTrue(written.contains("| W1/64 | 1 | 64.1 k |"), written);
  }

  @Test
  void whatWasMeasuredAsInstalledHasMarksOfItsOwn() throws Exception {
    session("W1/64", true).save(folder);
    Path page = folder.resolve("page.md");
    Files.writeString(
        page, "<!-- comparison-as-installed:begin -->\n<!-- comparison-as-installed:end -->\n");
    new Publication(Session.readAll(folder)).write(folder, page);
    assertTrue(Files.readString(page).contains("peers as installed"), Files.readString(page));
    assertFalse(Files.readString(page).contains("comparison:begin"));
  }

  @Test
  void aFolderWithoutOrWithBrokenRecordsIsRefused() throws Exception {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new TableCommand()).setErr(new PrintWriter(err));
    assertEquals(2, command.execute("--from", folder.toString()));
    assertTrue(err.toString().contains("found no measurements in " + folder), err.toString());
    Files.createDirectories(folder.resolve("workloads"));
    Files.writeString(folder.resolve("workloads/W6.json"), "{\"time\": 1");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Session.readAll(folder)).getMessage();
    assertTrue(message.contains("W6.json: not a record"), message);
  }
}
