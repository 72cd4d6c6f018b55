package dev.layerwise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchmarksTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = Benchmarks.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  @Test
  void helpNamesEveryCommand() {
    assertEquals(0, run("--help"));
    for (String command : new String[] {"compare", "table", "growth", "jmh", "fetch"}) {
      assertTrue(out.toString().contains(command), out.toString());
    }
  }

  @Test
  void whatIsWrongTakesTwoLines() {
    assertEquals(2, run());
    assertEquals(2, run("compare", "--rounds", "many"));
    assertEquals(2, run("growth", "--only", "colours"));
    assertEquals(6, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("See 'benchmarks/run growth --help'."), err.toString());
  }

  @Test
  void whoMistypesACommandIsToldThoseThereAre() {
    assertEquals(2, run("nosuch"));
    assertEquals(
        "benchmarks: there is no command 'nosuch'; there are compare, table, growth, jmh and"
            + " fetch",
        err.toString().lines().findFirst().orElseThrow());
  }

  @Test
  void brokenImagesAreRefusedBeforeAnythingIsMeasured(@TempDir Path folder) throws Exception {
    for (String part : new String[] {"train", "t10k"}) {
      Files.writeString(folder.resolve(part + "-images-idx3-ubyte"), "no images");
      Files.writeString(folder.resolve(part + "-labels-idx1-ubyte"), "no labels");
    }
    assertEquals(2, run("compare", "--data", folder.toString(), "--peers", "layerwise"));
    assertTrue(err.toString().contains("not an IDX file"), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
  }
}
