package dev.layerwise.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import dev.layerwise.interop.onnx.OnnxEngine;
import dev.layerwise.tensor.Matrix;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * ONNX Runtime 1.29 looks at the command line of its process with a regular expression, which calls
 * itself for each character; a class path of some 4,000 characters used to end the process.
 */
class LongCommandLineTest {
  static final class Start {
    public static void main(String[] arguments) {
      System.out.println(new OnnxRuntimeEngine().name());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8_000, 120_000})
  void startsWhateverTheLengthOfTheCommandLine(int length) throws Exception {
    String classPath =
        Stream.of(
                Start.class,
                OnnxRuntimeEngine.class,
                OnnxEngine.class,
                Matrix.class,
                OrtEnvironment.class)
            .map(LongCommandLineTest::place)
            .collect(Collectors.joining(File.pathSeparator));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String option = "--enable-native-access=ALL-UNNAMED";
    String main = Start.class.getName();
    List<String> command = List.of(java, option, "-cp", classPath, main, "a".repeat(length));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), out);
    assertTrue(out.startsWith("ONNX Runtime "), out);
  }

  private static String place(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }
}
