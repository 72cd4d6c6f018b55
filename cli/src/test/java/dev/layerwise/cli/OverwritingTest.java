package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command destroys what it reads, nor what makes a run, because of a name mistyped. */
class OverwritingTest {
  @TempDir Path folder;

  private Path run = Path.of("");
  private Path csv = Path.of("");

  @BeforeEach
  void makeARun() throws IOException {
    run = folder.resolve("run");
    csv = folder.resolve("points.csv");
    assertEquals(0, Cli.train(run, "--epochs", "1").exitCode());
    List<String> lines = new ArrayList<>(List.of("x,y,label"));
    for (int i = 0; i < 64; i++) {
      lines.add(i + "," + i * i % 7 + "," + (i % 2 == 0 ? "A" : "B"));
    }
    Files.write(csv, lines);
  }

  /** Runs a command whose output would take the place of a file. */
  private void keeps(Path file, Object... args) throws IOException {
    byte[] before = Files.readAllBytes(file);
    Outcome outcome = Cli.run(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    assertEquals(3, outcome.exitCode(), outcome.out() + outcome.err());
    assertTrue(outcome.err().startsWith("layerwise: "), outcome.err());
    assertTrue(outcome.err().contains("would be overwritten; name another file"), outcome.err());
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void predictKeepsTheExamples() throws IOException {
    keeps(csv, "predict", run, csv, "--out", csv);
    Path alias = Files.createSymbolicLink(folder.resolve("alias.csv"), csv);
    keeps(csv, "predict", run, csv, "--out", alias);
    keeps(csv, "predict", run, csv, "--out", folder.resolve("run/../points.csv"));
  }

  @Test
  void predictKeepsTheModel() throws IOException {
    Path model = run.resolve("model.safetensors");
    keeps(model, "predict", run, csv, "--out", model);
    keeps(model, "predict", model, csv, "--out", model);
  }

  @Test
  void exportKeepsTheModel() throws IOException {
    Path model = run.resolve("model.safetensors");
    keeps(model, "export", run, "--out", model);
    Path copy = Files.copy(model, folder.resolve("copy.safetensors"));
    keeps(copy, "export", copy, "--out", copy);
  }

  @Test
  void importKeepsTheFileOfOthers() throws IOException {
    Path onnx = folder.resolve("net.onnx");
    assertEquals(0, Cli.run("export", run.toString(), "--out", onnx.toString()).exitCode());
    keeps(onnx, "import", onnx, "--out", onnx);
  }

  @Test
  void reportsKeepTheRun() throws IOException {
    keeps(run.resolve("run.yaml"), "report", run, "--out", run.resolve("run.yaml"));
    keeps(run.resolve("metrics.jsonl"), "compare", run, "--html", run.resolve("metrics.jsonl"));
  }

  /** Another file's predictions, too, would destroy what a run was trained on. */
  @Test
  void whatARunWasTrainedOnIsKept() throws IOException {
    Path trained = folder.resolve("trained");
    Path test = folder.resolve("test.csv");
    Files.writeString(test, "x,y,label\n0.5,3,A\n1.5,2,B\n");
    Outcome outcome =
        Cli.run(
            "train",
            csv.toString(),
            "--test",
            test.toString(),
            "--epochs",
            "1",
            "--out",
            trained.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    Path other = Files.copy(csv, folder.resolve("other.csv"));
    for (Path data : List.of(csv, test)) {
      keeps(data, "report", trained, "--out", data);
      keeps(data, "compare", run, trained, "--html", data);
      keeps(data, "predict", trained, other, "--out", data);
      keeps(data, "predict", trained.resolve("model.safetensors"), other, "--out", data);
    }
    Path sweep = folder.resolve("sweep");
    outcome =
        Cli.run(
            "sweep",
            csv.toString(),
            "--vary",
            "batchSize=16,32",
            "--epochs",
            "1",
            "--out",
            sweep.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    keeps(csv, "report", sweep, "--out", csv);
  }

  @Test
  void picturesCurvesAndConversionsKeepTheData() throws IOException {
    keeps(csv, "show", csv, "--png", csv);
    keeps(csv, "find-learning-rate", csv, "--layers", "2", "--steps", "20", "--csv", csv);
    Path arrays = folder.resolve("points.npz");
    assertEquals(0, Cli.run("convert", csv.toString(), "--out", arrays.toString()).exitCode());
    keeps(arrays, "convert", arrays, "--out", arrays);
  }

  @Test
  void aCurveKeepsAllThatDescribesTheTraining() throws IOException {
    List<Object> find = List.of("find-learning-rate", "moons", "--steps", "20");
    Path config = Files.writeString(folder.resolve("settings.yaml"), "layers: [8]\n");
    Path weights = Files.copy(run.resolve("model.safetensors"), folder.resolve("w.safetensors"));
    keeps(config, with(find, "--config", config, "--csv", config));
    keeps(weights, with(find, "--layers", 8, "--init", weights, "--csv", weights));
    keeps(csv, with(find, "--validation", csv, "--csv", csv));
    keeps(csv, with(find, "--test", csv, "--csv", csv));
  }

  private static Object[] with(List<Object> command, Object... more) {
    return Stream.concat(command.stream(), Arrays.stream(more)).toArray();
  }

  @Test
  void whatWasWrittenBeforeIsWrittenAnew() {
    String report = folder.resolve("report.html").toString();
    String predictions = run.resolve("predictions.csv").toString();
    for (int i = 0; i < 2; i++) {
      assertEquals(0, Cli.run("report", run.toString(), "--out", report).exitCode());
      assertEquals(0, Cli.run("report", run.toString()).exitCode());
      assertEquals(
          0, Cli.run("predict", run.toString(), csv.toString(), "--out", predictions).exitCode());
    }
  }

  @Test
  void figuresNeedAFolder() throws IOException {
    Path page = folder.resolve("page.html");
    byte[] before = Files.readAllBytes(csv);
    Outcome outcome =
        Cli.run("report", run.toString(), "--out", page.toString(), "--figures", csv.toString());
    assertEquals(3, outcome.exitCode());
    assertEquals(
        "layerwise: " + csv + ": is a file, and figures need a folder; name another (--figures)",
        outcome.err().strip());
    assertTrue(Files.notExists(page), "half of what was asked for was written");
    assertArrayEquals(before, Files.readAllBytes(csv));
  }

  /** A file that has no place is refused before the work, not after it. */
  @Test
  void filesNeedAFolder() {
    String nowhere = folder.resolve("none/page.html").toString();
    Outcome outcome = Cli.run("compare", run.toString(), "--html", nowhere);
    assertEquals(3, outcome.exitCode(), outcome.out() + outcome.err());
    assertEquals("", outcome.out());
    assertTrue(
        outcome.err().contains("the folder " + folder.resolve("none") + " does not exist"),
        outcome.err());
  }
}
