package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people get wrong: each with a message that helps, and with nothing left behind. */
class BadInputTest {
  @TempDir Path folder;

  private Path write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), Arrays.asList(lines));
  }

  private Path idx(String name, int type, int[] sizes, int... bytes) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.writeInt(type << 8 | sizes.length);
    for (int size : sizes) {
      out.writeInt(size);
    }
    for (int b : bytes) {
      out.write(b);
    }
    return Files.write(folder.resolve(name), file.toByteArray());
  }

  /**
   * Runs {@code train} into a folder, which must not be there afterwards, and hands back the
   * message.
   */
  private String refused(int exitCode, Object... args) {
    Path run = folder.resolve("run");
    List<String> words = new ArrayList<>(List.of("train", "--out", run.toString()));
    for (Object arg : args) {
      words.add(arg.toString());
    }
    Outcome outcome = Cli.run(words.toArray(String[]::new));
    assertEquals(exitCode, outcome.exitCode(), outcome.err());
    assertEquals("", outcome.out(), "something was printed before the command failed");
    assertFalse(Files.exists(run), "the failed command left its run directory behind");
    assertTrue(outcome.err().startsWith("layerwise: "), outcome.err());
    assertFalse(outcome.err().contains("\tat "), outcome.err());
    assertFalse(outcome.err().contains("null"), outcome.err());
    return outcome.err().substring("layerwise: ".length()).strip();
  }

  private static void assertStarts(String start, String message) {
    assertTrue(message.startsWith(start), message);
  }

  private static void assertSays(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  @Test
  void aTruncatedIdxFile() throws IOException {
    Path images = idx("images", 8, new int[] {3, 2, 2}, 1, 2, 3, 4, 5);
    Path labels = idx("labels", 8, new int[] {3}, 0, 1, 0);
    assertStarts(images + ": ", refused(3, images, "--labels", labels));
  }

  @Test
  void anIdxFileOfAnotherKind() throws IOException {
    Path labels = idx("labels", 8, new int[] {3}, 0, 1, 0);
    Path unknown = idx("unknown", 7, new int[] {3, 1}, 0, 1, 0);
    Path images = idx("images", 8, new int[] {3, 1}, 0, 1, 0);
    assertStarts(unknown + ": ", refused(3, unknown, "--labels", labels));
    assertStarts(images + ": ", refused(3, images, "--labels", images));
  }

  @Test
  void namesOfOthersDoNotSteerTheTerminal() throws IOException {
    String header =
        "{\"\\u001b[31mred\\u0007\\u009b.foo\":"
            + "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] file = new byte[8 + header.length() + 4];
    file[0] = (byte) header.length();
    System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, file, 8, header.length());
    Path weights = Files.write(folder.resolve("weights.safetensors"), file);
    assertStarts(
        weights + ": tensor '?[31mred??.foo' is of no layer known here",
        refused(3, "moons", "--init", weights));
  }

  @Test
  void asManyLabelsAsExamples() throws IOException {
    Path images = idx("images", 8, new int[] {3, 1}, 1, 2, 3);
    Path labels = idx("labels", 8, new int[] {2}, 0, 1);
    String message = refused(3, images, "--labels", labels);
    assertSays("3", message);
    assertSays("2 labels", message);
  }

  @Test
  void aMissingCellIsToldWithItsLineAndColumn() throws IOException {
    Path file = write("data.csv", "x,y,label", "1,2,a", "3,,b");
    String message = refused(3, file);
    assertStarts(file + ": line 3, column 2", message);
  }

  @Test
  void aCellThatIsNoNumberIsToldWithItsLineAndColumn() throws IOException {
    Path file = write("data.csv", "x,y,label", "1,2,a", "3,four,b");
    String message = refused(3, file);
    assertStarts(file + ": line 3, column 2", message);
    assertSays("four", message);
  }

  @Test
  void aValueThatIsNotFinite() throws IOException {
    Path file = write("data.csv", "x,y,label", "1,2,a", "NaN,4,b");
    assertStarts(file + ": line 3, column 1", refused(3, file));
  }

  @Test
  void noExamples() throws IOException {
    Path file = write("data.csv", "x,y,label");
    assertEquals(file + ": has a header but no examples", refused(3, file));
    assertSays("is an empty file", refused(3, Files.createFile(folder.resolve("empty.csv"))));
  }

  @Test
  void oneClassOnly() throws IOException {
    Path file = write("data.csv", "x,label", "1,a", "2,a");
    assertStarts(file + ": ", refused(3, file, "--validation", "0", "--test", "0"));
  }

  @Test
  void aBatchLargerThanTheData() {
    assertEquals(
        "batch size: 999 is larger than the training set of 65 examples; choose 65 or less"
            + " (--batch-size)",
        refused(2, "moons", "--data-size", "100", "--batch-size", "999"));
  }

  @Test
  void aSettingWithoutEffectOnTheData() throws IOException {
    Path file = write("data.csv", "x,y,label", "1,2,a", "3,4,b");
    String says = "data size: 100 has no effect on " + file + " (a CSV file): ";
    assertStarts(says, refused(2, file, "--data-size", "100"));
    assertSays("--train", refused(2, file, "--data-size", "100"));
    assertStarts("data noise: 0.2 has no effect on digits", refused(2, "--data-noise", "0.2"));
    assertStarts("image size: 8x8 has no effect", refused(2, "moons", "--image-size", "8x8"));
    Path config = write("run.yaml", "data: " + file, "dataSize: 100");
    assertStarts(config + ": " + says, refused(2, "--config", config));
    Path json = write("run.json", "{\"dataSize\": 100}");
    assertStarts(json + ": " + says, refused(2, "--config", json, file));
    assertStarts(
        says.replace("size: 100", "size: 50"),
        refused(2, "--config", json, file, "--data-size=50"));
    for (String command : List.of("show", "find-learning-rate", "check-gradients")) {
      Outcome outcome = Cli.run(command, file.toString(), "--data-size", "100");
      assertEquals(2, outcome.exitCode(), command);
      assertStarts("layerwise: " + says, outcome.err());
    }
  }

  @Test
  void patienceWithNothingToWatch() {
    assertEquals(
        "patience: early stopping watches the validation loss, and there is no validation set"
            + " (--validation)",
        refused(2, "moons", "--validation", "0", "--patience-epochs", "2"));
  }

  @Test
  void aModelToStartFromThatIsNone() throws IOException {
    Path file = write("model.safetensors", "no model");
    assertStarts(file + ": ", refused(3, "moons", "--init", file));
    assertStarts(
        folder.resolve("absent") + ": ", refused(3, "moons", "--init", folder.resolve("absent")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--learning-rate -1 | learning rate: expected a positive number, got -1.0",
        "--learning-rate NaN | learning rate: expected a positive number, got NaN",
        "--epochs -3 | epochs: expected at least 1, got -3",
        "--dropout 0.5,NaN | dropout: expected a rate of at least 0 and below 1, got NaN",
        "--dropout 0.5,0.2 | dropout: expected one value, or one for each hidden layer (1), got 2:"
            + " [0.5, 0.2]",
        "--layers 20,x | layers: expected whole numbers such as 20,7,5, or none, got '20,x'",
        "--layers 0 | layers: expected at least 1 unit in every hidden layer, got [0]",
        "--activation rel | activation: expected one of sigmoid, tanh, relu, leaky-relu, elu, gelu,"
            + " silu, got 'rel'; did you mean 'relu'?",
        "--optimizer adam | optimizer: expected one of sgd, momentum, nesterov, got 'adam'",
        "--batch-norm=befor | batch norm: expected one of none, before, after, got 'befor'; did you"
            + " mean 'before'?",
        "--batch-norm befor | batch norm: expected one of none, before, after, got 'befor'; did you"
            + " mean 'before'?",
        "--momentum 0.9 | momentum: plain SGD has none; add --optimizer momentum or nesterov",
        "--kernels gpu | kernels: expected one of auto, scalar, vector, got 'gpu'",
        "--threads -2 | threads: expected 0 (as many as there are cores) to 1024, got -2",
        "--threads 5000000 | threads: expected 0 (as many as there are cores) to 1024, got 5000000",
        "--shift 1 | shift: only images can be moved, and these data are 2 features an example"
            + " without a height and width; train without it (--shift 0), or on data that say their"
            + " size, such as IDX files or folders of images",
        "--shift -1 | shift: expected 0 (off) or more pixels, got -1",
        "--data-size 0 | data size: expected at least 1 example, got 0; leave it out for as many as"
            + " the set usually has (--data-size)",
        "--validation -3 | validation: expected a share such as 0.2 or 20%, or a number of examples"
            + " such as 12000, got '-3'",
        "--test -3 | test: expected a share such as 0.2 or 20%, or a number of examples such as"
            + " 12000, got '-3'",
        "--table -1 | validate every: expected 0 (each epoch) or more steps, got -1",
      })
  void aSettingOutOfRange(String options, String message) {
    List<Object> args = new ArrayList<>(List.of("moons"));
    args.addAll(Arrays.asList((Object[]) options.split(" ")));
    assertEquals(message, refused(2, args.toArray()));
  }

  @Test
  void whatIsNoNumberIsToldInPlainWords() {
    assertSays(
        "'--epochs': expected a whole number, got '1.5'",
        Cli.run("train", "moons", "--epochs", "1.5").err());
    assertSays(
        "'--epochs': expected a number of at most 9 digits, got '3000000000'",
        Cli.run("train", "moons", "--epochs", "3000000000").err());
    assertSays(
        "'--learning-rate': expected a number, got 'fast'",
        Cli.run("train", "moons", "--learning-rate", "fast").err());
    assertEquals(2, Cli.run("serve", "runs/x", "--port", "x").exitCode());
  }

  /** It would be the folder that one is in. */
  @Test
  void anEmptyNameNamesNothing() {
    for (String option : List.of("--out", "--config")) {
      Outcome outcome = Cli.run("train", "moons", option, "");
      assertEquals(2, outcome.exitCode(), option);
      assertSays("'" + option + "'", outcome.err());
      assertSays("expected a name, got nothing", outcome.err());
    }
    assertEquals("init: expected a name or a file, got nothing", refused(2, "moons", "--init", ""));
    assertSays("got ''", refused(2, "moons", "--validation", ""));
    assertStarts("data size: expected", Cli.run("show", "--data-size", "0").err().substring(11));
  }

  @Test
  void anEmptyConfigurationFileIsNotOneOfDefaults() throws IOException {
    Path file = write("c.yaml", "# epochs: 3");
    assertEquals(
        file + ": holds no setting; for the defaults alone leave it out (--config)",
        refused(3, "--config", file, "moons"));
  }

  @Test
  void whatTheParserDoesNotKnowIsSaidPlainly() {
    assertTrue(err("trian").startsWith("layerwise: there is no command 'trian'"), err("trian"));
    assertTrue(
        err("train", "moons", "xor").startsWith("layerwise: 'xor' is one argument too many"));
    String option = err("train", "--layer=3");
    assertTrue(option.startsWith("layerwise: there is no option '--layer'\n"), option);
    assertTrue(option.contains("--layers"), option);
    assertTrue(err("--epochs", "3", "train").contains("its options stand behind it"));
  }

  private static String err(String... args) {
    Cli.Outcome outcome = Cli.run(args);
    assertEquals(ExitCode.USAGE, outcome.exitCode(), outcome.err());
    return outcome.err().replace("\r", "");
  }

  @Test
  void unknownNamesAreToldWithTheNearestKnownOne() {
    assertSays("did you mean 'mnist'?", refused(3, "mnst"));
    assertSays("Possible solutions: --epochs", refused(2, "moons", "--epoch", "3"));
    Outcome command = Cli.run("trian");
    assertEquals(2, command.exitCode());
    assertTrue(command.err().contains("Did you mean: layerwise train?"), command.err());
  }

  @Test
  void aWrongNumberNamesItsOption() {
    String message = refused(2, "moons", "--epochs", "many");
    assertStarts("Invalid value for option '--epochs'", message);
    assertSays("See 'layerwise train --help'.", message);
  }

  @Test
  void aConfigurationFileThatIsWrongIsNamed() throws IOException {
    Path file = write("c.yaml", "epoch: 3");
    assertEquals(
        file + ": there is no setting 'epoch'; did you mean 'epochs'?",
        refused(2, "--config", file));
    assertStarts(folder.resolve("absent") + ": ", refused(3, "--config", folder.resolve("absent")));
  }

  @Test
  void anOutputDirectoryThatHoldsARunIsRefusedBeforeTheDataAreRead() {
    Path run = folder.resolve("run");
    assertEquals(0, Cli.train(run).exitCode());
    String digest = Cli.summary(run).parametersSha256();
    Outcome again = Cli.run("train", "no-such-data", "--out", run.toString());
    assertEquals(3, again.exitCode());
    assertEquals("", again.out());
    assertTrue(
        again
            .err()
            .startsWith(
                "layerwise: " + run + ": the output directory already exists and holds a run"),
        again.err());
    assertEquals(digest, Cli.summary(run).parametersSha256());
  }

  @Test
  void anOutputDirectoryUnderAFile() throws IOException {
    Path file = write("file", "");
    Outcome outcome = Cli.run("train", "moons", "--out", file.resolve("run").toString());
    assertEquals(3, outcome.exitCode());
    assertEquals(
        "layerwise: " + file + ": is a file, and a folder is needed here; name another (--out)\n",
        outcome.err());
  }

  @Test
  void aDamagedCheckpoint() throws IOException {
    Path run = folder.resolve("run");
    Cli.train(run);
    Path checkpoint = run.resolve("checkpoint.safetensors");
    Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), 1000));
    Outcome outcome = Cli.run("resume", run.toString());
    assertEquals(3, outcome.exitCode());
    assertStarts("layerwise: " + checkpoint + ": ", outcome.err());
    assertSays("no training can be resumed from it", outcome.err());
  }

  @Test
  void aDescriptionThatWasSpoiltNamesItsFile() throws IOException {
    Path run = folder.resolve("run");
    Cli.train(run);
    Path description = Files.writeString(run.resolve("run.yaml"), "epochs: 0\n");
    Outcome outcome = Cli.run("resume", run.toString());
    assertEquals(
        "layerwise: " + description + ": epochs: expected at least 1, got 0\n", outcome.err());
  }

  @Test
  void anEmptyDescriptionIsNotOneOfDefaults() throws IOException {
    Path run = folder.resolve("run");
    Cli.train(run);
    Path description = Files.writeString(run.resolve("run.yaml"), "");
    Outcome outcome = Cli.run("resume", run.toString());
    assertEquals(3, outcome.exitCode());
    assertStarts("layerwise: " + description + ": is empty, and", outcome.err());
  }

  @Test
  void aSettingThatNeedsAnother() {
    assertStarts("min-delta: it says", refused(2, "moons", "--min-delta", "0.1"));
    assertStarts("L2 scaling: no layer has", refused(2, "moons", "--l2-scaling", "none"));
  }

  @Test
  void aRunWithoutACheckpointSaysHowToTrainAgain() throws IOException {
    Path run = folder.resolve("run");
    Cli.train(run);
    Files.delete(run.resolve("checkpoint.safetensors"));
    Outcome outcome = Cli.run("resume", run.toString());
    assertEquals(3, outcome.exitCode());
    assertSays("layerwise train --config " + run.resolve("run.yaml"), outcome.err());
  }

  @Test
  void noCommand() {
    Outcome outcome = Cli.run();
    assertEquals(2, outcome.exitCode());
    assertEquals("layerwise: a command is missing\nSee 'layerwise --help'.\n", outcome.err());
  }

  @Test
  void aNameThatNoFileCanHave() {
    Outcome outcome = Cli.run("train", "a\0b");
    assertEquals(2, outcome.exitCode());
    assertStarts("layerwise: a\0b: cannot be the name of a file here (", outcome.err());
    assertSays("LC_ALL=C.UTF-8", outcome.err());
  }

  @Test
  void aDashboardOfAFile() throws IOException {
    Path file = write("data.csv", "x,y,label", "1,2,a");
    Outcome outcome = Cli.run("ui", "--port", "0", "--runs", file.toString());
    assertEquals(3, outcome.exitCode());
    assertEquals(
        "layerwise: "
            + file
            + ": is a file, and the dashboard needs a folder of runs; name another (--runs)",
        outcome.err().strip());
  }

  @Test
  void threadsThatTheSystemRefusesAreNoLackOfHeap() {
    assertEquals(
        "threads: the system refuses to start so many; choose fewer (--threads)",
        Main.explain(
            new OutOfMemoryError(
                "unable to create native thread: possibly out of memory or process/resource limits"
                    + " reached")));
    assertSays("-Xmx8g", Main.explain(new OutOfMemoryError("Java heap space")));
  }
}
