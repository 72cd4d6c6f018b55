package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that use a model: on one of moons, and one of digits. */
class ModelCommandsTest {
  @TempDir static Path models;
  private static String moons = "";
  private static String digits = "";

  @TempDir Path folder;

  @BeforeAll
  static void trainTheModels() {
    moons = models.resolve("moons").toString();
    assertEquals(0, Cli.train(Path.of(moons)).exitCode());
    digits = models.resolve("digits").toString();
    Outcome outcome =
        Cli.run(
            "train",
            "--data-size",
            "300",
            "--layers",
            "8",
            "--epochs",
            "1",
            "--threads",
            "1",
            "--out",
            digits);
    assertEquals(0, outcome.exitCode(), outcome.err());
  }

  private String write(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), Arrays.asList(lines)).toString();
  }

  private static String refused(int exitCode, String... args) {
    Outcome outcome = Cli.run(args);
    assertEquals(exitCode, outcome.exitCode(), outcome.err());
    assertEquals("", outcome.out());
    assertTrue(outcome.err().startsWith("layerwise: "), outcome.err());
    return outcome.err().substring("layerwise: ".length()).strip();
  }

  @Test
  void aModelIsMeasuredOnNamedData() {
    Outcome outcome = Cli.run("evaluate", moons, "moons");
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertTrue(outcome.out().contains("moons, 1,000 examples"), outcome.out());
    assertTrue(outcome.out().contains("Accuracy"), outcome.out());
    assertTrue(outcome.out().contains("rows are actual classes"), outcome.out());
  }

  @Test
  void oneExampleIsNoneOfSeveral() throws IOException {
    String data = write("data.csv", "x,y,label", "1,2,A");
    Outcome measured = Cli.run("evaluate", moons, data);
    assertTrue(measured.out().contains("data.csv, 1 example\n"), measured.out());
    String out = folder.resolve("p.csv").toString();
    Outcome predicted = Cli.run("predict", moons, data, "--out", out);
    assertTrue(predicted.err().startsWith("1 prediction written to "), predicted.err());
  }

  @Test
  void aFolderOfClassesIsNothingToPredict() throws IOException {
    for (String name : List.of("cat", "dog")) {
      Path image = Files.createDirectories(folder.resolve("set").resolve(name)).resolve("1.png");
      ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
    }
    String set = folder.resolve("set").toString();
    assertEquals(
        set
            + ": holds no images itself but folders of images (cat, dog); name one of them, or"
            + " measure on all of them (evaluate)",
        refused(3, "predict", digits, set));
    assertEquals(0, Cli.run("predict", digits, set + "/cat").exitCode());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertTrue(refused(3, "predict", digits, empty.toString()).contains(": holds no images ("));
  }

  @Test
  void argumentsTheWrongWayRoundAreTold() throws IOException {
    String data = write("data.csv", "x,y,label", "1,2,A");
    for (String model : List.of(moons, moons + "/model.safetensors")) {
      assertEquals(
          data
              + ": is no run and no model, but "
              + model
              + " is: the run or model comes first, then the file to predict; exchange the two",
          refused(2, "predict", data, model));
    }
  }

  @Test
  void aRunIsNoDataToShow() {
    assertEquals(
        moons
            + ": is a run, and show takes data (a name such as mnist, a file, or a folder of"
            + " images); layerwise report "
            + moons
            + " shows a run, layerwise ui all of them",
        refused(2, "show", moons));
  }

  @Test
  void whatChoosesAmongImagesNeedsSome() {
    assertEquals(
        "examples: chooses among images, and moons has none; all of it is shown, leave it out",
        refused(2, "show", "moons", "--examples", "3"));
    assertTrue(refused(2, "show", "moons", "--seed", "3").startsWith("seed: chooses among"));
  }

  @Test
  void whatSaysHowToVerifyNeedsVerify() {
    String out = folder.resolve("m.onnx").toString();
    assertEquals(
        "tolerance: is what --verify accepts; add --verify",
        refused(2, "export", moons, "--out", out, "--tolerance", "1"));
    assertEquals(
        "data size: is for the data that --data names, and it names none; add --data, or leave it"
            + " out",
        refused(2, "export", moons, "--out", out, "--data-size", "9"));
  }

  @Test
  void aModelFileServesAsWellAsItsRun() throws IOException {
    String data = write("data.csv", "x,y,label", "1,2,A", "3,4,B");
    Outcome byRun = Cli.run("evaluate", moons, data, "--json");
    Outcome byFile = Cli.run("evaluate", moons + "/model.safetensors", data, "--json");
    assertEquals(byRun.out(), byFile.out());
    Map<String, Object> json = byRun.json(folder);
    assertEquals(2, json.get("examples"));
    assertTrue(json.get("loss") instanceof Double && json.get("accuracy") instanceof Double);
    assertEquals(List.of("A", "B"), json.get("classNames"));
    assertEquals("", byRun.err());
  }

  @Test
  void aSetWithOtherClassesIsNotWhatTheModelKnows() throws IOException {
    assertEquals(
        "digits: has 10 classes, the model knows 2", refused(3, "evaluate", moons, "digits"));
    String data = write("data.csv", "x,y,label", "1,2,A", "3,4,C");
    String message = refused(3, "evaluate", moons, data);
    assertTrue(message.startsWith(data + ": line 3"), message);
    assertTrue(message.contains("'C'"), message);
  }

  @Test
  void dataWithoutLabelsCannotBeMeasured() throws IOException {
    String data = write("data.csv", "x,y", "1,2", "3,4");
    String message = refused(3, "evaluate", moons, data);
    assertTrue(message.startsWith("data.csv: has no labels"), message);
  }

  @Test
  void predictionsAreCsvWithTheProbabilitiesOfAllClasses() throws IOException {
    Outcome outcome = Cli.run("predict", moons, write("data.csv", "x,y", "1,2", "3,4"));
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals("", outcome.err());
    List<String> lines = outcome.out().lines().toList();
    assertEquals("example,predicted,A,B", lines.getFirst());
    assertEquals(3, lines.size());
    for (int i = 1; i <= 2; i++) {
      String[] cells = lines.get(i).split(",", -1);
      assertEquals(String.valueOf(i), cells[0]);
      float a = Float.parseFloat(cells[2]);
      float b = Float.parseFloat(cells[3]);
      assertEquals(1, a + b, 1e-6);
      assertEquals(a > b ? "A" : "B", cells[1]);
    }
  }

  @Test
  void aHeaderOfNumbersThatTheModelKnowsIsNoExample() throws IOException {
    StringBuilder text = new StringBuilder("0,1,2,label\n");
    for (int i = 0; i < 40; i++) {
      text.append(i % 2).append(".5,1,").append(i).append(',').append(i % 2 + 7).append('\n');
    }
    String run = folder.resolve("run").toString();
    Outcome trained =
        Cli.run(
            "train",
            write("train.csv", text.toString()),
            "--layers",
            "4",
            "--epochs",
            "1",
            "--batch-size",
            "4",
            "--out",
            run);
    assertEquals(0, trained.exitCode(), trained.err());
    Outcome predicted = Cli.run("predict", run, write("data.csv", "0,1,2", "5,6,7"));
    assertEquals(0, predicted.exitCode(), predicted.err());
    assertEquals(2, predicted.out().lines().count(), predicted.out());
    String labelled = write("labelled.csv", "0,1,2,3", "5,6,7,8", "5,6,7,7");
    Outcome measured = Cli.run("evaluate", run, labelled, "--label-column", "-1", "--json");
    assertEquals(0, measured.exitCode(), measured.err());
    assertEquals(2, measured.json(folder).get("examples"));
  }

  @Test
  void predictionsGoToAFileOnRequest() throws IOException {
    String data = write("data.csv", "x,y,label", "1,2,A", "3,4,B");
    Path out = folder.resolve("out.csv");
    Outcome outcome = Cli.run("predict", moons, data, "--out", out.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals("", outcome.out());
    assertEquals(3, Files.readAllLines(out).size());
    assertTrue(outcome.err().contains("2 predictions written to " + out), outcome.err());
    assertTrue(outcome.err().contains("of the predictions agree with them"), outcome.err());
  }

  @Test
  void aFileThatCannotBeWrittenToIsNamed() throws IOException {
    String data = write("data.csv", "x,y", "1,2");
    String out = folder.resolve("absent/out.csv").toString();
    assertTrue(
        refused(3, "predict", moons, data, "--out", out)
            .startsWith(out + ": cannot be written: the folder"));
  }

  @Test
  void theWrongWidthIsToldWithBothWidths() throws IOException {
    String narrow = write("narrow.csv", "x", "1");
    assertEquals(
        "narrow.csv: the model takes 2 features, and this has 1",
        refused(3, "predict", moons, narrow));
    String wide = write("wide.csv", "x,y,z", "1,2,3");
    assertEquals(
        "wide.csv: the model takes 2 features, and this has 3; is one of the columns the label?"
            + " (--label-column)",
        refused(3, "predict", moons, wide));
  }

  @Test
  void columnsInAnotherOrderAreOtherExamples() throws IOException {
    String[] lines = new String[81];
    lines[0] = "age,height,label";
    for (int i = 1; i < lines.length; i++) {
      lines[i] = i + "," + (i % 2 == 0 ? 100 + i : i) + "," + (i % 2 == 0 ? "A" : "B");
    }
    String run = folder.resolve("named").toString();
    String data = write("people.csv", lines);
    Outcome trained =
        Cli.run("train", data, "--layers", "3", "--epochs", "1", "--threads", "1", "--out", run);
    assertEquals(0, trained.exitCode(), trained.err());
    for (String fine : List.of("Age,Height", "1,2")) {
      Outcome outcome = Cli.run("predict", run, write("fine.csv", fine, "30,170"));
      assertEquals(0, outcome.exitCode(), outcome.err());
    }
    String told =
        "swapped.csv: its feature 1 is 'height', and the model was trained with 'age' there; it"
            + " takes, in this order: age, height; order the columns so, or rename them if they"
            + " mean that";
    String swapped = write("swapped.csv", "height,age,label", "170,30,A");
    assertEquals(told, refused(3, "predict", run, swapped));
    assertEquals(told, refused(3, "evaluate", run, swapped));
  }

  @Test
  void imagesArePredictedByAModelOfImages() throws IOException {
    Path image = folder.resolve("seven.png");
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 6; i < 22; i++) {
      picture.setRGB(i, 6, 0xffffff);
      picture.setRGB(28 - i, i, 0xffffff);
    }
    assertTrue(ImageIO.write(picture, "png", image.toFile()));
    Outcome outcome = Cli.run("predict", digits, image.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals(
        "example,predicted,0,1,2,3,4,5,6,7,8,9", outcome.out().lines().findFirst().orElse(""));
    String message = refused(3, "predict", moons, image.toString());
    assertTrue(message.contains("not trained on images but on rows of 2 features"), message);

    message = refused(3, "predict", moons, folder.toString());
    assertTrue(message.startsWith(folder + ": is a folder of images, and the model"), message);

    ImageIO.write(new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
    message = refused(3, "predict", digits, image.toString());
    assertTrue(
        message.contains("28") && message.contains("20") && message.contains("--resize"), message);
    assertEquals(0, Cli.run("predict", digits, image.toString(), "--resize").exitCode());
    message = refused(2, "predict", digits, image.toString(), "--header", "yes");
    assertTrue(message.startsWith("header: yes has no effect on " + image), message);
  }

  @Test
  void whatIsDoneToImagesIsRefusedWithoutThem() throws IOException {
    Path points = Files.writeString(folder.resolve("points.csv"), "x,y\n0.1,0.2\n");
    for (String option : List.of("resize", "invert")) {
      assertEquals(
          option
              + ": is for image files and folders of them, and "
              + points
              + " is a text file, whose values are taken as they are; leave it out",
          refused(2, "predict", moons, points.toString(), "--" + option));
    }
    assertTrue(
        refused(2, "predict", moons, points.toString(), "--labels", "y.idx").contains("--labels"));
  }

  @Test
  void aSettingWithoutEffectOnTheDataIsRefused() throws IOException {
    String message = refused(2, "evaluate", moons, "mnist", "--data-size", "9");
    assertTrue(message.startsWith("data size: 9 has no effect on mnist"), message);
  }

  @Test
  void idxFilesArePredicted() throws IOException {
    byte[] idx = new byte[16 + 2 * 784];
    System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28}, 0, idx, 0, 16);
    Path file = Files.write(folder.resolve("images"), idx);
    Outcome outcome = Cli.run("predict", digits, file.toString());
    assertEquals(0, outcome.exitCode(), outcome.err());
    assertEquals(3, outcome.out().lines().count());
  }

  @Test
  void whatIsNoModelIsToldApart() throws IOException {
    String absent = folder.resolve("absent").toString();
    assertTrue(refused(3, "predict", absent, "x.csv").startsWith(absent + ": "));
    assertEquals(
        folder + ": is no run directory: it holds no run.yaml",
        refused(3, "predict", folder.toString(), "x.csv"));
    String text = write("model.safetensors", "no model");
    assertTrue(refused(3, "evaluate", text, "moons").startsWith(text + ": "));
    String checkpoint = moons + "/checkpoint.safetensors";
    assertTrue(
        refused(3, "evaluate", checkpoint, "moons").contains("this is a checkpoint and no model"));
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("run.yaml"), "epochs: 3\n");
    assertEquals(
        run + ": holds no model yet: its training has not ended (layerwise resume " + run + ")",
        refused(3, "evaluate", run.toString(), "moons"));
  }

  @Test
  void dataAreShownInTheTerminalAndAsAPicture() throws IOException {
    Outcome text = Cli.run("show", "moons");
    assertEquals(0, text.exitCode(), text.err());
    assertTrue(text.out().contains("moons: 1,000 examples, 2 classes"), text.out());
    assertFalse(text.out().contains("\u001b"), "an escape sequence");
    Outcome few = Cli.run("show", "moons", "--data-size", "60", "--data-noise", "0.3");
    assertTrue(few.out().contains("moons: 60 examples, 2 classes"), few.out() + few.err());
    Path png = folder.resolve("moons.png");
    assertEquals(0, Cli.run("show", "moons", "--png", png.toString()).exitCode());
    assertArrayEquals(
        new byte[] {(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(Files.readAllBytes(png), 4));
    Path absent = folder.resolve("absent/moons.png");
    assertTrue(
        refused(3, "show", "moons", "--png", absent.toString())
            .startsWith(absent + ": cannot be written: "));
    assertFalse(Files.exists(absent.getParent()));
  }

  @Test
  void anImageSetIsShownAsARowForEachClass() {
    Outcome outcome = Cli.run("show", "digits", "--examples", "2");
    assertEquals(0, outcome.exitCode(), outcome.err());
    for (int k = 0; k < 10; k++) {
      String name = String.valueOf(k);
      assertTrue(
          outcome.out().lines().anyMatch(line -> line.strip().startsWith(name)), outcome.out());
    }
    String message = refused(2, "show", "digits", "--examples", "0");
    assertTrue(message.contains("expected 1 to 1000 examples a class, got 0"), message);
  }

  @Test
  void infoTellsTheMachineAndTheKernels() {
    Outcome text = Cli.run("info");
    assertEquals(0, text.exitCode(), text.err());
    for (String fact : List.of("version", "jdk", "os", "cores", "kernels", "reason")) {
      assertTrue(text.out().lines().anyMatch(line -> line.startsWith(fact + " ")), text.out());
    }
    Outcome json = Cli.run("info", "--json", "--kernels", "scalar");
    assertEquals("scalar", json.json(folder).get("kernels"));
    assertTrue(String.valueOf(json.json(folder).get("reason")).startsWith("asked for"));
    String message = refused(2, "info", "--kernels", "gpu");
    assertTrue(message.startsWith("kernels: expected auto or one of "), message);
  }

  @Test
  void gradientsAreCheckedLayerByLayer() {
    Outcome outcome =
        Cli.run(
            "check-gradients", "moons", "--layers", "4,3", "--batch-norm", "--activation", "tanh");
    assertEquals(0, outcome.exitCode(), outcome.err());
    for (String parameter : List.of("layers.0.weight", "layers.0.bias", "layers.6.bias")) {
      assertTrue(outcome.out().contains(parameter), outcome.out());
    }
    assertTrue(outcome.out().contains("Worst: layers."), outcome.out());
    assertTrue(
        outcome.out().contains("All gradients are right: numeric errors below 1e-6"),
        outcome.out());
    Outcome json = Cli.run("check-gradients", "moons", "--layers", "4", "--json");
    assertEquals(1, json.out().lines().count());
    assertTrue(json.json(folder).get("rows") instanceof List<?>, json.out());
  }
}
