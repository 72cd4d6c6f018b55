package dev.layerwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program works with the Vector API and without it; without, it says so in one line. */
class KernelsAbsentTest {
  private record Result(String out, List<String> err) {}

  private static Result java(Path folder, String model, List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PredictOnce.class.getName(), model));
    Path err = folder.resolve("err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    List<String> said = lines(err);
    assertEquals(0, process.exitValue(), said.toString());
    return new Result(out, said);
  }

  private static List<String> lines(Path file) throws IOException {
    return java.nio.file.Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
        .toList();
  }

  @Test
  void predictsTheSameClassWithAndWithoutTheVectorApi(@TempDir Path folder) throws Exception {
    String model = folder.resolve("model.safetensors").toString();
    TrainDigits.main(new String[] {model});
    Result with = java(folder, model, List.of("--add-modules", "jdk.incubator.vector"));
    Result without = java(folder, model, List.of());

    assertEquals(with.out().split(" ", 2)[0], without.out().split(" ", 2)[0]);
    assertEquals(List.of(), with.err());
    // Java's own logger writes the place on a line before the message.
    String notice = String.join("\n", without.err());
    assertTrue(notice.contains("scalar kernels, since there are no 'vector' kernels"), notice);
    assertTrue(notice.contains("--add-modules jdk.incubator.vector"), notice);
    assertEquals(
        1, without.err().stream().filter(line -> line.contains("scalar kernels")).count(), notice);
  }
}
