package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
  @TempDir Path folder;

  private static List<String> linesOf(String text, String pattern) {
    return text.lines().filter(line -> line.matches(pattern)).toList();
  }

  @Test
  void aTrainingTellsItsDataNetworkPlanAndResult() {
    Path run = folder.resolve("run");
    Outcome outcome = Cli.train(run);
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exitCode());
    String out = outcome.out();
    assertTrue(out.contains("moons: examples of 2 features in 2 classes"), out);
    assertTrue(out.contains("130 training · 40 validation · 30 test"), out);
    assertEquals(2, linesOf(out, " +[AB] +\\d+ +\\d+ +\\d+").size(), out);
    assertTrue(out.contains("2-8-2, 42 parameters"), out);
    assertTrue(out.contains(" 0  dense                2 → 8          24"), out);
    assertTrue(out.contains("mini-batches of 16, at most 3 epochs (27 steps)"), out);
    assertTrue(out.contains("because all 3 epochs are done; after 27 steps in "), out);
    assertTrue(out.contains("examples/s"), out);
    for (String part : List.of("training", "validation", "test")) {
      assertEquals(1, linesOf(out, " +" + part + " +\\d\\.\\d{4} +\\d\\.\\d{4} +\\d+").size(), out);
    }
    assertTrue(out.contains("Confusion of the test set"), out);
    assertTrue(out.contains(" taken for "), out);
    assertTrue(out.contains("Written   " + run), out);
  }

  /** 'a' and 'A' are letters of an alphabet; 'True' and 'true' are hardly meant to be two. */
  @Test
  void classesThatDifferInCaseAloneAreTold() throws IOException {
    StringBuilder lines = new StringBuilder("x,label\n");
    List<String> labels = List.of("True", "true", "a", "A", "False");
    for (int i = 0; i < 50; i++) {
      lines.append(i).append(',').append(labels.get(i % 5)).append('\n');
    }
    Path data = Files.writeString(folder.resolve("data.csv"), lines);
    Outcome outcome =
        Cli.run(
            "train", data.toString(), "--epochs", "1", "--out", folder.resolve("run").toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    List<String> told = linesOf(outcome.out(), ".*in upper and lower case alone.*");
    assertEquals(1, told.size(), outcome.out());
    assertTrue(told.getFirst().contains("'True' and 'true'"), outcome.out());
  }

  @Test
  void oneIsNotSeveral() {
    Outcome outcome =
        Cli.train(
            folder.resolve("run"), "--epochs", "1", "--batch-size", "130", "--validation", "0");
    String out = outcome.out();
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(out.contains("mini-batches of 130, at most 1 epoch (2 steps)"), out);
    assertTrue(out.contains("because its one epoch is done; after 2 steps in "), out);
  }

  @Test
  void adviceAfterADivergenceNamesTheRateThatWasGiven() {
    Outcome outcome =
        Cli.train(
            folder.resolve("run"),
            "--learning-rate",
            "3e6",
            "--scaling",
            "none",
            "--loss",
            "mean-squared-error",
            "--schedule",
            "exponential:0.01");
    assertEquals(4, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("--learning-rate 300000 instead of 3000000;"), outcome.out());
  }

  /** 20,000 examples of two bytes, a label and a place are 200 kB. */
  @Test
  void memoryForATestSetOfItsOwnIsCounted() throws IOException {
    StringBuilder lines = new StringBuilder("x,y,label\n");
    for (int i = 0; i < 20_000; i++) {
      lines.append(i % 7).append(',').append(i % 5).append(i % 2 == 0 ? ",A\n" : ",B\n");
    }
    Path test = Files.writeString(folder.resolve("test.csv"), lines);
    Outcome outcome = Cli.train(folder.resolve("run"), "--test", test.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains(" MB of memory: 0.2 for the data, "), outcome.out());
  }

  /** Of two patiences, the one that is over first is told before and after. */
  @Test
  void thePatienceThatIsToldIsTheOneThatEndsTheTraining() {
    Outcome outcome =
        Cli.train(
            folder.resolve("run"),
            "--epochs",
            "20",
            "--patience-epochs",
            "1",
            "--patience-steps",
            "30",
            "--min-delta",
            "1");
    String out = outcome.out();
    assertTrue(
        out.contains("stops when the validation loss has not improved by 1 over 9 steps"), out);
    assertTrue(
        out.contains("because the validation loss has not improved by 1.0 over 9 steps"), out);
  }

  @Test
  void movedImagesAreToldAndKeptInTheDescription() {
    Path run = folder.resolve("run");
    Outcome outcome =
        Cli.run(
            "train",
            "digits",
            "--data-size",
            "100",
            "--layers",
            "none",
            "--epochs",
            "1",
            "--shift",
            "2",
            "--out",
            run.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("of 32 images, moved by up to 2 pixels, at most"));
    assertEquals(2, Cli.summary(run).settings().get("shift"));
  }

  @Test
  void whereOutputIsNoTerminalEveryEpochIsOnePlainLine() {
    Outcome outcome = Cli.train(folder.resolve("run"));
    assertFalse(outcome.out().contains("\u001b"), "an escape sequence");
    assertFalse(outcome.out().contains("\r"), "a carriage return");
    String figures = "\\d\\.\\d{4} \\d\\.\\d{4}";
    assertEquals(
        3,
        linesOf(
                outcome.out(),
                "epoch \\d/3  step \\d+  train "
                    + figures
                    + "  validation "
                    + figures
                    + "  best \\d\\.\\d{4}  .*")
            .size(),
        outcome.out());
  }

  @Test
  void theTableHasARowForEveryValidation() {
    Outcome outcome = Cli.train(folder.resolve("run"), "--table", "5");
    List<String> rows = linesOf(outcome.out(), " +\\d+ +\\d+( +\\d\\.\\d{4}){4}(  best)?");
    assertEquals(
        List.of("5", "10", "15", "20", "25", "27"),
        rows.stream().map(row -> row.strip().split(" +")[1]).toList());
    assertEquals(
        List.of("1", "2", "2", "3", "3", "3"),
        rows.stream().map(row -> row.strip().split(" +")[0]).toList());
    assertTrue(
        outcome
            .out()
            .contains(
                "epoch  iteration  train accuracy  validation accuracy  train loss  validation"
                    + " loss"));
    assertEquals(List.of(), linesOf(outcome.out(), "epoch \\d/.*"));
  }

  @Test
  void theTablesColumnsStandUnderTheirTitles() {
    List<String> table =
        linesOf(
            Cli.train(folder.resolve("run"), "--table", "9", "--learning-rate", "1e-6").out(),
            "(epoch  it| +\\d+ +\\d+ +[01]\\.).*");
    for (String title :
        List.of(
            "iteration",
            "train accuracy",
            "validation accuracy",
            "train loss",
            "validation loss")) {
      int end = table.getFirst().indexOf(title) + title.length();
      for (String row : table.subList(1, table.size())) {
        assertTrue(Character.isDigit(row.charAt(end - 1)), title + " in " + row);
        assertTrue(row.length() == end || row.charAt(end) == ' ', title + " in " + row);
      }
    }
  }

  @Test
  void withJsonStandardOutputIsOneObjectAndProgressGoesToStandardError() {
    Path run = folder.resolve("run");
    Outcome outcome = Cli.train(run, "--json");
    assertEquals(0, outcome.exitCode());
    assertEquals(1, outcome.out().lines().count());
    assertTrue(outcome.out().startsWith("{") && outcome.out().endsWith("}\n"), outcome.out());
    Map<String, Object> json = outcome.json(folder);
    for (String key :
        List.of(
            "trainAccuracy",
            "validationAccuracy",
            "testAccuracy",
            "trainLoss",
            "validationLoss",
            "testLoss",
            "epochs",
            "steps",
            "trainSeconds",
            "examplesPerSecond")) {
      assertTrue(json.get(key) instanceof Number, key + " in " + outcome.out());
    }
    assertEquals("epoch-limit", json.get("stopReason"));
    assertEquals(run.toString(), json.get("runDirectory"));
    assertTrue(((String) json.get("parametersSha256")).matches("[0-9a-f]{64}"), outcome.out());
    assertEquals(3, linesOf(outcome.err(), "epoch \\d/3 .*").size(), outcome.err());
    assertTrue(outcome.err().contains("Result"), outcome.err());
  }

  @Test
  void figuresOfSetsThatDoNotExistAreLeftOut() {
    Outcome outcome =
        Cli.train(folder.resolve("run"), "--json", "--validation", "0", "--test", "0");
    Map<String, Object> json = outcome.json(folder);
    assertFalse(
        json.containsKey("validationLoss") || json.containsKey("testAccuracy"), outcome.out());
    assertTrue(
        outcome.err().contains("130 training · no validation · no test")
            || outcome.err().contains("200 training · no validation · no test"),
        outcome.err());
  }

  @Test
  void theSameCommandGivesTheSameWeights() {
    Cli.train(folder.resolve("one"));
    Cli.train(folder.resolve("two"));
    Cli.train(folder.resolve("three"), "--seed", "2");
    String digest = Cli.summary(folder.resolve("one")).parametersSha256();
    assertEquals(digest, Cli.summary(folder.resolve("two")).parametersSha256());
    assertNotEquals(digest, Cli.summary(folder.resolve("three")).parametersSha256());
  }

  @Test
  void aRunsDescriptionTrainsItAgain() {
    Cli.train(folder.resolve("one"), "--dropout", "0.2", "--batch-norm", "--l2", "0.1,0.2");
    Outcome again =
        Cli.run(
            "train",
            "--config",
            folder.resolve("one/run.yaml").toString(),
            "--out",
            folder.resolve("two").toString());
    assertEquals(0, again.exitCode(), again.err());
    assertEquals(
        Cli.summary(folder.resolve("one")).parametersSha256(),
        Cli.summary(folder.resolve("two")).parametersSha256());
  }

  @Test
  void optionsWinOverTheConfigurationFile() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("c.yaml"),
            "data: circles\nepochs: 1\nlayers: [6, 5]\ndataSize: 100\nthreads: 1\nshuffle: true\n");
    Path run = folder.resolve("run");
    Outcome outcome =
        Cli.run(
            "train",
            "--config",
            config.toString(),
            "--epochs",
            "5",
            "--epochs",
            "2",
            "--no-shuffle",
            "--out",
            run.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals("2-6-5-2", Cli.summary(run).network());
    assertEquals(2, Cli.summary(run).epochs());
    assertEquals(false, Cli.summary(run).settings().get("shuffle"));
    assertEquals("circles", Cli.summary(run).settings().get("data"));
  }

  @Test
  void anOptionThatIsRepeatedCountsAsItStandsLastAndSpoilsNoOther() {
    Path run = folder.resolve("run");
    Outcome outcome =
        Cli.train(run, "--epochs", "1", "--layers", "5,4", "--l2", "1", "--l2", "0.5");
    assertEquals(0, outcome.exitCode(), outcome.err());
    Map<String, Object> settings = Cli.summary(run).settings();
    assertEquals(1, settings.get("epochs"));
    assertEquals(16, settings.get("batchSize"));
    assertEquals(List.of(5, 4), settings.get("layers"));
    assertEquals(List.of(0.5), settings.get("l2"));
  }

  @Test
  void batchNormMayBeFollowedByTheData() {
    for (List<String> words :
        List.of(
            List.of("--batch-norm", "moons"),
            List.of("--batch-norm", "after", "moons"),
            List.of("--batch-norm=after", "moons"),
            List.of("moons", "--batch-norm"),
            List.of("--batch-norm", "none", "moons", "--batch-norm"))) {
      Path run = folder.resolve("run" + words.hashCode());
      List<String> args = new ArrayList<>(List.of("train", "--out", run.toString()));
      args.addAll(Cli.SMALL);
      args.addAll(words);
      Outcome outcome = Cli.run(args.toArray(String[]::new));
      assertEquals(0, outcome.exitCode(), outcome.err());
      assertTrue(
          outcome.out().contains("relu                 8 → 8\n           2  batch norm"),
          outcome.out());
    }
  }

  @Test
  void aTrainingThatDivergesSaysSoAndWhatToTry() {
    Outcome outcome = Cli.train(folder.resolve("run"), "--learning-rate", "1e30");
    assertEquals(4, outcome.exitCode());
    assertTrue(outcome.out().contains("Diverged at step "), outcome.out());
    assertTrue(outcome.out().contains("First to go: "), outcome.out());
    assertTrue(outcome.out().contains("gradient norm"), outcome.out());
    assertTrue(
        outcome.out().contains("Try a smaller learning rate: --learning-rate 1e29 instead of 1e30"),
        outcome.out());
    assertTrue(Files.exists(folder.resolve("run/model.safetensors")));
  }

  @Test
  void aTimeLimitIsToldAsItWasGiven() {
    Outcome outcome = Cli.train(folder.resolve("run"), "--max-seconds", "1e-9");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(
        outcome.out().contains("because the time limit of 1.0E-9 s was reached; after 1 step in "),
        outcome.out());
  }

  @Test
  void keptGoingADivergedTrainingFinishesItsTable() {
    Outcome outcome =
        Cli.train(folder.resolve("run"), "--learning-rate", "1e30", "--keep-going", "--table", "9");
    assertEquals(4, outcome.exitCode());
    assertEquals(
        3, linesOf(outcome.out(), " +[123] +(9|18|27) +NaN +NaN +NaN +NaN").size(), outcome.out());
  }

  @Test
  void aFailureIsOneLineAndNoStackTrace() {
    Outcome outcome = Cli.train(folder.resolve("run"), "--epochs", "0");
    assertEquals(2, outcome.exitCode());
    assertEquals("", outcome.out());
    assertEquals("layerwise: epochs: expected at least 1, got 0\n", outcome.err());
  }

  @Test
  void aRunIsResumedByItsDirectory() {
    Path run = folder.resolve("run");
    Cli.train(run);
    Cli.train(folder.resolve("alone"), "--epochs", "5");
    Outcome outcome = Cli.run("resume", run.toString(), "--epochs", "5", "--json");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.err().contains("Resumed after step 27 of 45"), outcome.err());
    assertEquals(1, outcome.out().lines().count());
    assertEquals(
        Cli.summary(folder.resolve("alone")).parametersSha256(),
        outcome.json(folder).get("parametersSha256"));
  }

  @Test
  void aNewRunDirectoryIsNamedAfterDataAndNetworkAndNeverTaken() throws IOException {
    Outcome outcome = Cli.train(folder.resolve("run"));
    assertEquals(0, outcome.exitCode());
    try (var session =
        dev.layerwise.runs.RunSession.prepare(
            dev.layerwise.runs.RunSession.specOf(
                dev.layerwise.runs.RunDirectory.open(folder.resolve("run"))),
            new dev.layerwise.runs.DataSources(
                dev.layerwise.interop.published.DownloadListener.NONE))) {
      Path first = RunNames.next(folder, session);
      assertTrue(
          first.getFileName().toString().matches("\\d{8}-\\d{6}-moons-2-8-2"), first.toString());
      Files.createDirectory(first);
      assertFalse(Files.exists(RunNames.next(folder, session)));
    }
  }
}
