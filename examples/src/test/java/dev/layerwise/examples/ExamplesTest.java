package dev.layerwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every example runs, and prints what its readers are told to expect. */
@Execution(ExecutionMode.SAME_THREAD)
class ExamplesTest {
  private interface Program {
    void run() throws Exception;
  }

  private static String output(Program program) throws Exception {
    PrintStream standard = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(standard);
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  private static double number(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), text);
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void trainsAndPredicts(@TempDir Path folder) throws Exception {
    String file = folder.resolve("digits.safetensors").toString();
    String trained = output(() -> TrainDigits.main(new String[] {file}));
    assertTrue(number("accuracy=([0-9.]+)", trained) > 0.85, trained);
    String predicted = output(() -> PredictOnce.main(new String[] {file}));
    assertTrue(predicted.matches("[0-9] with probability [0-9.E-]+\\R"), predicted);
  }

  @Test
  void listens() throws Exception {
    String text = output(() -> CustomListener.main(new String[0]));
    assertTrue(text.contains("epoch 1 "), text);
    assertTrue(text.contains("it ended because it was interrupted"), text);
  }

  @Test
  void readsDataOfItsOwn() throws Exception {
    String text = output(() -> CustomData.main(new String[0]));
    assertTrue(number("([0-9.]+) of the test set", text) > 0.9, text);
    assertTrue(text.contains("75 degrees and 3.5 mm/s: faulty"), text);
  }

  @Test
  void loops() throws Exception {
    String text = output(() -> CustomLoop.main(new String[0]));
    assertTrue(number("accuracy=([0-9.]+)", text) > 0.8, text);
  }

  @Test
  void transfers() throws Exception {
    String text = output(() -> TransferWeights.main(new String[0]));
    double alone = number("alone +([0-9.]+)", text);
    double transferred = number("transferred +([0-9.]+)", text);
    assertTrue(transferred > alone + 0.1, text);
  }

  @Test
  void serves() throws Exception {
    String text = output(() -> ServeModel.main(new String[0]));
    assertEquals(0, text.indexOf("{\"classes\":["), text);
    assertTrue(text.contains("\"label\":0") && text.contains("\"label\":1"), text);
  }
}
