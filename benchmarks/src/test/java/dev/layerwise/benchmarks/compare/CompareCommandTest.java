package dev.layerwise.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CompareCommandTest {
  private static void assertRefused(String expected, String... arguments) {
    StringWriter errors = new StringWriter();
    CommandLine command = new CommandLine(new CompareCommand());
    command.setErr(new PrintWriter(errors));
    assertEquals(2, command.execute(arguments));
    assertTrue(errors.toString().contains(expected), errors.toString());
  }

  @Test
  void wrongOptionsAreRefusedBeforeAnythingIsMeasured() {
    assertRefused("'W9'", "--only", "W9");
    assertRefused("'jax'", "--peers", "jax");
    assertRefused("--threads: expected 1 or more, got [0]", "--threads", "0");
    assertRefused("--rounds: expected 1 or more, got 0", "--rounds", "0");
    assertRefused("--rounds: expected 1 or more, got -1", "--rounds", "-1");
    assertRefused("--synthetic", "--data", "no-such-folder");
  }
}
