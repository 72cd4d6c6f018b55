package dev.layerwise.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import dev.layerwise.interop.numpy.NpyFiles;
import dev.layerwise.interop.numpy.NumpyArray;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and data in the formats of others. */
class FormatCommandsTest {
  @TempDir private static Path models;
  @TempDir private Path folder;
  private static Path moons;

  @BeforeAll
  static void train() {
    moons = models.resolve("moons");
    assertEquals(0, Cli.train(moons, "--batch-norm", "--activation", "gelu").exitCode());
  }

  private Outcome succeed(Object... args) {
    String[] texts = List.of(args).stream().map(String::valueOf).toArray(String[]::new);
    Outcome outcome = Cli.run(texts);
    assertEquals(0, outcome.exitCode(), outcome.err());
    return outcome;
  }

  private static String refused(int exitCode, Object... args) {
    Outcome outcome = Cli.run(List.of(args).stream().map(String::valueOf).toArray(String[]::new));
    assertEquals(exitCode, outcome.exitCode(), outcome.err());
    return outcome.err();
  }

  private byte[] predictions(Object model) throws IOException {
    Path data = Files.writeString(folder.resolve("data.csv"), "x,y\n0.5,0.25\n-1,2\n3,-0.5\n");
    Path out = folder.resolve("predictions.csv");
    succeed("predict", model, data, "--out", out);
    return Files.readAllBytes(out);
  }

  @Test
  void aModelComesBackFromOnnxWithTheSamePredictions() throws IOException {
    Path onnx = folder.resolve("moons.onnx");
    Path back = folder.resolve("back.safetensors");
    for (String[] more : new String[][] {{}, {"--softmax"}}) {
      Outcome written = Cli.run(concat(more, "export", moons, "--out", onnx));
      assertEquals(0, written.exitCode(), written.err());
      assertTrue(written.out().startsWith("Written: " + onnx), written.out());
      Outcome read = succeed("import", onnx, "--out", back);
      assertTrue(read.out().contains("batch norm"), read.out());
      assertArrayEquals(predictions(moons), predictions(back));
    }
  }

  private static String[] concat(String[] more, Object... first) {
    List<String> all =
        new java.util.ArrayList<>(List.of(first).stream().map(String::valueOf).toList());
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aModelComesBackFromPyTorchsLayoutWithTheSamePredictions() throws IOException {
    Path file = folder.resolve("torch.safetensors");
    Path back = folder.resolve("back.safetensors");
    succeed("export", moons, "--format", "safetensors", "--out", file);
    succeed("import", file, "--out", back);
    assertArrayEquals(predictions(moons), predictions(back));
  }

  @Test
  void aTrainingStartsFromPyTorchsLayout() {
    Path file = folder.resolve("torch.safetensors");
    succeed("export", moons, "--out", file);
    Outcome fits =
        Cli.train(
            folder.resolve("run"),
            "--batch-norm",
            "--activation",
            "gelu",
            "--init",
            file.toString());
    assertEquals(0, fits.exitCode(), fits.err());
    Outcome misfit = Cli.train(folder.resolve("other"), "--layers", "5", "--init", file.toString());
    assertEquals(ExitCode.DATA, misfit.exitCode());
    assertTrue(misfit.err().contains("its weights do not fit the network"), misfit.err());
    assertFalse(Files.exists(folder.resolve("other")));
  }

  @Test
  void exportsThatCannotBeAreRefusedBeforeAnythingIsWritten() {
    Path out = folder.resolve("model.bin");
    assertTrue(refused(2, "export", moons, "--out", out).contains("does not tell the format"));
    assertTrue(
        refused(2, "export", moons, "--out", out, "--format", "safetensors", "--softmax")
            .contains("is for ONNX"));
    assertTrue(
        refused(2, "export", moons, "--out", out, "--format", "onnx", "--data", "moons")
            .contains("add --verify"));
    Path model = moons.resolve("model.safetensors");
    assertTrue(
        refused(2, "export", model, "--out", out, "--format", "onnx", "--verify")
            .contains("name some (--data)"));
    assertTrue(
        refused(3, "export", moons, "--out", out, "--format", "onnx", "--verify")
            .contains("layerwise-onnxruntime"));
    assertFalse(Files.exists(out));
  }

  @Test
  void importsThatCannotBeAreRefused() throws IOException {
    Path out = folder.resolve("model.safetensors");
    Path text = Files.writeString(folder.resolve("text.onnx"), "no graph at all, but words");
    assertTrue(refused(3, "import", text, "--out", out).contains("this is a text file"));
    assertTrue(
        refused(3, "import", folder.resolve("absent.onnx"), "--out", out)
            .contains("there is no such file"));
    assertTrue(
        refused(2, "import", text, "--out", out, "--scaling-factor", "1/0")
            .contains("expected a number"));
    assertTrue(refused(2, "import", text, "--out", out, "--image", "28").contains("such as 28x28"));
    assertFalse(Files.exists(out));
  }

  @Test
  void arraysAreTrainedOnMeasuredAndPredicted() {
    float[] x = new float[400];
    long[] y = new long[200];
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 2;
      x[2 * i] = y[i] + 0.001f * i;
      x[2 * i + 1] = 1 - y[i];
    }
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("x", NumpyArray.of(x, 200, 2));
    arrays.put("y", NumpyArray.of(y, 200));
    Path archive = folder.resolve("data.npz");
    NpyFiles.writeArchive(archive, arrays);
    Path run = folder.resolve("run");
    succeed("train", archive, "--layers", "4", "--epochs", "3", "--threads", "1", "--out", run);
    Path features = folder.resolve("x.npy");
    Path labels = folder.resolve("y.npy");
    NpyFiles.write(features, NumpyArray.of(x, 200, 2));
    NpyFiles.write(labels, NumpyArray.of(y, 200));
    Outcome byArchive = succeed("evaluate", run, archive, "--json");
    Outcome byFiles = succeed("evaluate", run, features + "," + labels, "--json");
    assertEquals(byArchive.out().replace("data.npz", ""), byFiles.out().replace("x.npy", ""));
    Path out = folder.resolve("predictions.npz");
    succeed("predict", run, features, "--out", out);
    assertEquals(List.of("predicted", "scores", "class_names"), NpyFiles.names(out));
    Path scores = folder.resolve("scores.npy");
    succeed("predict", run, archive, "--out", scores);
    assertEquals(List.of(200L, 2L), NpyFiles.read(scores).shape());
    assertTrue(refused(3, "train", features).contains("a NumPy array file without its labels"));
  }

  @Test
  void foldersOfImagesAreADataSet() throws IOException {
    for (String part : List.of("train", "test")) {
      for (String name : List.of("dark", "light")) {
        Path images = Files.createDirectories(folder.resolve("set").resolve(part).resolve(name));
        for (int i = 0; i < 30; i++) {
          BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
          for (int p = 0; p < 12; p++) {
            int grey = (name.equals("dark") ? 20 : 200) + i + p + (part.equals("test") ? 1 : 0);
            image.getRaster().setSample(p % 4, p / 4, 0, grey);
          }
          ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
        }
      }
    }
    Path set = folder.resolve("set");
    Path run = folder.resolve("run");
    Outcome trained =
        succeed("train", set, "--layers", "4", "--epochs", "20", "--threads", "1", "--out", run);
    assertTrue(trained.out().contains("images of 3×4 pixels in 2 classes"), trained.out());
    Outcome measured = succeed("evaluate", run, set);
    assertTrue(measured.out().contains("set, 60 examples"), measured.out());
    succeed("predict", run, set.resolve("test/light"));
    Files.move(set.resolve("test/light"), set.resolve("test/bright"));
    assertTrue(
        refused(3, "evaluate", run, set).contains("is none of the known classes (dark, light)"));
  }

  private Path image(String name, int height, int width, int grey) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int p = 0; p < height * width; p++) {
      image.getRaster().setSample(p % width, p / width, 0, grey);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void imagesOfOtherSizesAreNamedOrScaled() throws IOException {
    for (int i = 0; i < 8; i++) {
      image("set/dark/" + i + ".png", 6, 6, 20 + i);
      image("set/light/" + i + ".png", 6, 6, 200 + i);
    }
    Path odd = image("set/light/odd.png", 12, 9, 201);
    Path set = folder.resolve("set");
    String message = refused(3, "train", set, "--out", folder.resolve("none"));
    assertTrue(
        message.contains(
            odd
                + ": is 9 pixels wide and 12 high, and 0.png is 6 by 6; name a size for all"
                + " (--image-size 6x6)"),
        message);
    assertTrue(refused(2, "train", set, "--image-size", "6").contains("expected height and width"));
    Path run = folder.resolve("run");
    Outcome trained =
        succeed(
            "train",
            set,
            "--image-size",
            "4x5",
            "--layers",
            "3",
            "--epochs",
            "2",
            "--batch-size",
            "4",
            "--out",
            run);
    assertTrue(trained.out().contains("images of 4×5 pixels in 2 classes"), trained.out());
    succeed("evaluate", run, set, "--image-size", "4x5");
    succeed("predict", run, set.resolve("light"), "--resize");
  }

  @Test
  void dataBecomeArraysAndComeBack() throws IOException {
    Path csv =
        Files.writeString(
            folder.resolve("flowers.csv"),
            "length,width,species\n1.5,2,rose\n-3,0.25,lily\n7,1e-3,rose\n");
    Path npz = folder.resolve("flowers.npz");
    Outcome written = succeed("convert", csv, "--label-column", "species", "--out", npz);
    assertTrue(written.err().contains("3 examples written to " + npz), written.err());
    Map<String, NumpyArray> arrays = NpyFiles.readArchive(npz, NpyFiles.names(npz));
    assertEquals(List.of(3L, 2L), arrays.get("x_train").shape());
    assertEquals("lily", arrays.get("class_names").values().text(0));
    assertEquals("1", arrays.get("y_train").values().text(0));
    for (int i = 0; i < 4; i++) {
      image("set/train/dark/" + i + ".png", 3, 4, 20 + i);
      image("set/train/light/" + i + ".png", 3, 4, 200 + i);
      image("set/test/light/" + i + ".png", 3, 4, 210 + i);
    }
    Path images = folder.resolve("images.npz");
    succeed("convert", folder.resolve("set"), "--out", images);
    arrays = NpyFiles.readArchive(images, NpyFiles.names(images));
    assertEquals(List.of(8L, 3L, 4L), arrays.get("x_train").shape());
    assertEquals(List.of(4L, 3L, 4L), arrays.get("x_test").shape());
    Path run = folder.resolve("run");
    Outcome trained =
        succeed(
            "train", images, "--layers", "3", "--epochs", "2", "--batch-size", "2", "--out", run);
    assertTrue(trained.out().contains("images of 3×4 pixels in 2 classes"), trained.out());
    succeed("evaluate", run, images);
    assertTrue(refused(2, "convert", csv, "--out", "flowers.csv").contains("ends in .npz"));
  }

  @Test
  void classesThatAreNumbersComeBackFromArrays() throws IOException {
    for (List<String> classes : List.of(List.of("1", "2", "3"), List.of("-1", "0", "1"))) {
      StringBuilder text = new StringBuilder("a,b,label\n");
      for (int i = 0; i < 60; i++) {
        text.append(i % 3 + 0.5).append(',').append(i % 3).append(',');
        text.append(classes.get(i % 3)).append('\n');
      }
      Path csv = Files.writeString(folder.resolve("numbers.csv"), text);
      Path npz = folder.resolve("numbers.npz");
      succeed("convert", csv, "--out", npz);
      Path run = folder.resolve("run" + classes.getFirst());
      succeed("train", csv, "--layers", "8", "--epochs", "20", "--batch-size", "4", "--out", run);
      Outcome byText = succeed("evaluate", run, csv, "--json");
      Outcome byArray = succeed("evaluate", run, npz, "--json");
      assertEquals(byText.out().replace(".csv", ""), byArray.out().replace(".npz", ""));
    }
  }

  @Test
  void aTestSetOfAnotherWidthIsNotConverted() {
    Path npz = folder.resolve("odd.npz");
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("x_train", NumpyArray.of(new float[6], 2, 3));
    arrays.put("y_train", NumpyArray.of(List.of("a", "b")));
    arrays.put("x_test", NumpyArray.of(new float[8], 2, 4));
    arrays.put("y_test", NumpyArray.of(List.of("a", "b")));
    NpyFiles.writeArchive(npz, arrays);
    Path out = folder.resolve("out.npz");
    assertTrue(
        refused(3, "convert", npz, "--out", out)
            .contains(
                npz + ": its test set has 4 features and its training set 3; give both the same"));
    assertFalse(Files.exists(out));
  }

  @Test
  void generatedDataAreConvertedInTheSizeThatIsAskedFor() {
    Path npz = folder.resolve("digits.npz");
    succeed("convert", "digits", "--data-size", "120", "--data-seed", "7", "--out", npz);
    Map<String, NumpyArray> arrays = NpyFiles.readArchive(npz, NpyFiles.names(npz));
    assertEquals(List.of(120L, 28L, 28L), arrays.get("x_train").shape());
    assertEquals(List.of(20L, 28L, 28L), arrays.get("x_test").shape());
    Path moons = folder.resolve("moons.npz");
    succeed("convert", "moons", "--data-size", "50", "--data-noise", "0", "--out", moons);
    arrays = NpyFiles.readArchive(moons, NpyFiles.names(moons));
    assertEquals(List.of(50L, 2L), arrays.get("x_train").shape());
    String message = refused(2, "convert", "moons", "--data-noise", "-1", "--out", moons);
    assertTrue(message.contains("data noise: expected 0 or more, got -1"), message);
  }

  /** The module that decodes Parquet is on no test path here, as with a plain installation. */
  @Test
  void withoutTheModuleParquetIsExplained() throws IOException {
    Path file = Files.write(folder.resolve("data.parquet"), "PAR1....PAR1".getBytes(UTF_8));
    String message = refused(3, "train", file);
    assertTrue(message.contains("layerwise-parquet"), message);
    assertTrue(message.contains("LAYERWISE_PARQUET=1"), message);
  }

  @Test
  void onnxFilesSayThemselvesWhatIsBetweenTheirLayers() {
    Path onnx = folder.resolve("moons.onnx");
    succeed("export", moons, "--out", onnx);
    Path out = folder.resolve("back.safetensors");
    assertTrue(
        refused(2, "import", onnx, "--out", out, "--activation", "tanh")
            .contains("activation: an"));
    assertTrue(
        refused(2, "import", onnx, "--out", out, "--batch-norm", "after")
            .contains("batch norm: an"));
    assertFalse(Files.exists(out));
  }

  @Test
  void examplesOfOneClassThatAreAllRightAreNoSignOfANetworkThatLearntNothing() throws IOException {
    Path one = Files.writeString(folder.resolve("one.csv"), "x,y,label\n0,1.2,0\n0.1,1.1,0\n");
    Path run = folder.resolve("run");
    assertEquals(
        0,
        Cli.run("train", "moons", "--epochs", "30", "--learning-rate", "0.5", "--out", run + "")
            .exitCode());
    Outcome measured = succeed("evaluate", run, one);
    assertTrue(measured.out().contains("1.0000"), measured.out());
    assertFalse(measured.out().contains("learnt nothing"), measured.out());
  }
}
