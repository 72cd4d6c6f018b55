package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommandTest {
  private static final String FILE =
      """
      base: {data: moons, dataSize: 200, layers: 8, batchSize: 16, epochs: 3}
      grid: {learningRate: [0.01, 0.5]}
      """;

  @TempDir Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("rates.yaml"), yaml);
  }

  private Outcome quick(Path out, String... more) {
    List<String> args = new ArrayList<>(List.of("sweep", "moons", "--out", out.toString()));
    args.addAll(Cli.SMALL);
    args.addAll(Arrays.asList(more));
    return Cli.run(args.toArray(String[]::new));
  }

  @Test
  void aSweepTellsEveryTrialTheTableTheBestAndWhereItIs() throws IOException {
    Path out = folder.resolve("out");
    Outcome outcome = Cli.run("sweep", file(FILE).toString(), "--out", out.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    String text = outcome.out();
    assertTrue(text.contains("Sweep     rates: 2 trials, "), text);
    assertTrue(text.contains("trial 1/2  learningRate 0.01  done"), text);
    assertTrue(text.contains("best so far"), text);
    assertTrue(text.contains("Best      learningRate 0.5"), text);
    assertTrue(text.contains("The test set is measured once, at the end of each trial"), text);
    assertTrue(text.contains("layerwise train --config " + out.resolve("best.yaml")), text);
    assertFalse(text.contains("\u001b"), "escape sequences where there is no terminal");

    Outcome again = Cli.run("sweep", file(FILE).toString(), "--out", out.toString());
    assertEquals(0, again.exitCode(), again.err());
    assertTrue(again.out().contains("all have ended before"), again.out());
    assertFalse(again.out().contains("trial 1/2"), again.out());
    assertEquals(0, Cli.run("sweep", out.toString()).exitCode());
    Path best = folder.resolve("best");
    Outcome trained =
        Cli.run("train", "--config", out.resolve("best.yaml").toString(), "--out", best.toString());
    assertEquals(0, trained.exitCode(), trained.err());
    assertEquals(
        Cli.summary(out.resolve("trials/002")).parametersSha256(),
        Cli.summary(best).parametersSha256());
  }

  @Test
  void jsonIsOneObjectOnStandardOutput() {
    Outcome outcome =
        quick(folder.resolve("out"), "--vary", "batch-norm=none,after", "--repeats", "2", "--json");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals(1, outcome.out().lines().count());
    Map<String, Object> json = outcome.json(folder);
    assertEquals(4, ((List<?>) json.get("trials")).size());
    assertEquals(2, ((List<?>) json.get("variants")).size());
    assertEquals(true, json.get("finished"));
    assertTrue(outcome.err().contains("moons-batchNorm: 4 trials (2 variants × 2 seeds)"));
  }

  /** As in a file, where a grid may have one value and a list one variant. */
  @Test
  void aSingleValueIsOneVariant() {
    Outcome outcome = quick(folder.resolve("out"), "--vary", "batch-norm=after", "--repeats", "2");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("moons-batchNorm: 2 trials (1 variant × 2 seeds)"));
  }

  @Test
  void valuesOnTheCommandLineCombine() throws IOException {
    Path out = folder.resolve("out");
    Outcome outcome =
        quick(
            out, "--vary", "optimizer=sgd,momentum", "--vary", "dropout=0,0.2", "--parallel", "1");
    assertEquals(0, outcome.exitCode(), outcome.err());
    List<String> table = Files.readAllLines(out.resolve("table.csv"));
    assertEquals(5, table.size());
    assertTrue(
        table.getFirst().startsWith("trial,optimizer,dropout,epochs,steps,"), table.getFirst());
    Path layers = folder.resolve("layers");
    Outcome nets =
        Cli.run(
            "sweep",
            "moons",
            "--data-size",
            "200",
            "--epochs",
            "1",
            "--out",
            layers.toString(),
            "--vary",
            "layers=8,6-4,none");
    assertEquals(0, nets.exitCode(), nets.err());
    assertEquals("2-6-4-2", Cli.summary(layers.resolve("trials/002")).network());
    assertEquals("2-2", Cli.summary(layers.resolve("trials/003")).network());
  }

  /** Trained for longer, a trial would win a table that says it was not. */
  @Test
  void aTrialIsNotResumedWithOtherLimits() throws IOException {
    Path out = folder.resolve("out");
    assertEquals(0, quick(out, "--vary", "learning-rate=0.1,0.2").exitCode());
    String table = Files.readString(out.resolve("table.csv"));
    String trial = out.resolve("trials/001").toString();
    refused(2, trial + ": is a trial of a sweep", "resume", trial, "--epochs", "90");
    assertEquals(0, Cli.run("resume", trial, "--threads", "1").exitCode());
    assertEquals(0, Cli.run("sweep", out.toString()).exitCode());
    assertEquals(withoutTimes(table), withoutTimes(Files.readString(out.resolve("table.csv"))));
  }

  private static String withoutTimes(String table) {
    return table.replaceAll("(?m)^((?:[^,]*,){4})[^,]*", "$1");
  }

  @Test
  void aSweepDoesNotFailWithATrial() {
    Outcome outcome = quick(folder.resolve("out"), "--vary", "learning-rate=0.1,1e30");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(
        outcome.out().contains("(learning rate 1e30) diverged: the loss became"), outcome.out());
    Outcome none = quick(folder.resolve("none"), "--vary", "learning-rate=1e31,1e30");
    assertEquals(4, none.exitCode());
    assertTrue(none.out().contains("Best      none"), none.out());
  }

  private void refused(int exitCode, String says, String... args) {
    Outcome outcome = Cli.run(args);
    assertEquals(exitCode, outcome.exitCode(), outcome.out() + outcome.err());
    assertTrue(outcome.err().contains(says), outcome.err());
    assertFalse(outcome.err().contains("\tat "), outcome.err());
  }

  @Test
  void settingsWithoutEffectAreRefusedWithTheirPlace() throws IOException {
    Path table = Files.writeString(folder.resolve("t.csv"), "x,y,label\n1,2,a\n3,4,b\n");
    Path file = folder.resolve("idle.yaml");
    Files.writeString(
        file, "base: {data: " + table + ", dataSize: 100}\ngrid: {batchSize: [1, 2]}\n");
    refused(
        2,
        "layerwise: " + file + ": base: data size: 100 has no effect on " + table,
        "sweep",
        file.toString());
    Files.writeString(file, "base: {data: " + table + "}\ngrid: {batchSize: [1, 2]}\n");
    refused(
        2, "layerwise: data size: 9 has no effect", "sweep", file.toString(), "--data-size", "9");
    String vary = "data=moons," + table;
    refused(
        2,
        "variant 3 (data " + table + ", dataSize 50): data size: 50 has no effect",
        "sweep",
        "--vary",
        vary,
        "--vary",
        "dataSize=50,60");
    // Of a base it is enough to be of use to some.
    Cli.Outcome outcome =
        Cli.run(
            "sweep",
            "--vary",
            "data=moons," + table,
            "--data-size",
            "50",
            "--batch-size",
            "999",
            "--out",
            folder.resolve("sweep").toString());
    assertTrue(outcome.err().contains("batch size"), outcome.err());
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingRuns() throws IOException {
    String out = folder.resolve("out").toString();
    String file = file(FILE).toString();
    refused(2, "name a sweep file, or say what varies", "sweep");
    refused(
        2,
        "variants 1 (threads 1) and 2 (threads 2) differ in the number of threads alone",
        "sweep",
        "moons",
        "--vary",
        "threads=1,2");
    refused(2, "nowhere.yaml: there is no such sweep file", "sweep", "nowhere.yaml");
    refused(2, "is no sweep file (.yaml) and no sweep directory", "sweep", "moons");
    refused(2, "vary: expected a setting and its values", "sweep", "--vary", "batchSize");
    refused(2, "did you mean 'batchSize'?", "sweep", "--vary", "bachSize=1,2");
    refused(
        2,
        "vary: batchSize is there twice",
        "sweep",
        "--vary",
        "batchSize=1",
        "--vary",
        "batch-size=2");
    refused(2, "vary: batchSize: expected values", "sweep", "--vary", "batchSize=1,,2");
    refused(2, "vary: layers: expected hidden units", "sweep", "--vary", "layers=8-x");
    refused(
        2,
        "is varied and given as an option",
        "sweep",
        "--vary",
        "batchSize=1,2",
        "--batch-size",
        "3");
    refused(2, "what varies stands in " + file, "sweep", file, "--vary", "batchSize=1,2");
    refused(2, "parallel: expected at least 1", "sweep", file, "--out", out, "--parallel", "0");
    refused(
        2,
        "variant 2 (batchSize 999): batch size",
        "sweep",
        "moons",
        "--data-size",
        "200",
        "--vary",
        "batchSize=9,999",
        "--out",
        out);
    refused(2, "select: expected one of", "sweep", file, "--select", "luck");
    refused(2, "prune: expected", "sweep", file, "--prune", "luck");
    refused(3, "there is no such file, nor a data set", "sweep", "mons", "--vary", "batchSize=1,2");
    assertFalse(Files.exists(folder.resolve("out")), "something was written");
    assertEquals(0, Cli.run("sweep", file, "--out", out).exitCode());
    refused(2, "a sweep that has begun keeps its description", "sweep", out, "--epochs", "9");
    refused(3, "holds another sweep", "sweep", file, "--out", out, "--epochs", "9");
  }

  @Test
  void runsAreCompared() {
    Path out = folder.resolve("out");
    assertEquals(0, quick(out, "--vary", "learning-rate=1e-6,0.5", "--repeats", "3").exitCode());
    Outcome text = Cli.run("compare", out.toString());
    assertEquals(0, text.exitCode(), text.err());
    assertTrue(text.out().contains("6 runs of 2 variants"), text.out());
    assertTrue(text.out().contains("over 3 seeds (p"), text.out());
    assertEquals(3, Cli.run("compare", out.toString(), "--format", "csv").out().lines().count());
    assertTrue(
        Cli.run("compare", out.toString(), "--format", "markdown")
            .out()
            .contains("## Final figures"));
    assertTrue(
        Cli.run("compare", out.toString(), "--format", "latex").out().contains("\\begin{tabular}"));
    Map<String, Object> json = Cli.run("compare", out.toString(), "--json").json(folder);
    assertEquals(1, ((List<?>) json.get("tests")).size());
    String one = out.resolve("trials/001").toString();
    String other = out.resolve("trials/004").toString();
    Outcome weights = Cli.run("compare", one, other, "--weights");
    assertEquals(0, weights.exitCode(), weights.err());
    assertTrue(weights.out().contains("layer 1"), weights.out());
    assertTrue(weights.out().contains("cosine"), weights.out());
    assertEquals(
        2,
        ((List<?>) Cli.run("compare", one, other, "--weights", "--json").json(folder).get("layers"))
            .size());
    refused(2, "weights: two runs are compared, got 1", "compare", one, "--weights");
    refused(
        2, "against: expected the number of a variant", "compare", one, other, "--against", "x");
    refused(2, "figure: expected one of", "compare", one, other, "--figure", "acc");
    refused(3, "there is no such run", "compare", folder.resolve("no").toString());
  }

  @Test
  void aLearningRateIsSuggested() throws IOException {
    Path csv = folder.resolve("rates.csv");
    Outcome outcome =
        Cli.run("find-learning-rate", "moons", "--layers", "8", "--csv", csv.toString());
    assertEquals(0, outcome.exitCode(), outcome.out() + outcome.err());
    assertTrue(outcome.out().contains("Suggested "), outcome.out());
    assertTrue(outcome.out().lines().allMatch(line -> line.length() <= 100), outcome.out());
    assertTrue(Files.readAllLines(csv).getFirst().equals("step,learningRate,loss,smoothedLoss"));
    assertTrue(outcome.out().contains(", which is on the brink; it runs away from "));
    // Where the range ends before the loss runs away, nobody knows the brink.
    Outcome low = Cli.run("find-learning-rate", "moons", "--layers", "8", "--to", "0.2");
    assertEquals(0, low.exitCode(), low.out() + low.err());
    assertFalse(low.out().contains("brink"), low.out());
    assertTrue(low.out().contains(", and does not run away up to 0.20 (--to)"), low.out());
    Outcome none =
        Cli.run(
            "find-learning-rate",
            "moons",
            "--layers",
            "8",
            "--from",
            "1e-9",
            "--to",
            "1e-8",
            "--json");
    assertEquals(5, none.exitCode());
    assertEquals(null, none.json(folder).get("suggestion"));
    refused(
        2,
        "range: expected a lowest rate above 0",
        "find-learning-rate",
        "--from",
        "3",
        "--to",
        "1");
  }
}
