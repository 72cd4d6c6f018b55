package dev.layerwise.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The start-up script and the notebook run in a shell as a class would run them. */
class TeachingTest {
  private static final Path FOLDER = Path.of("teaching");

  private static String run(List<String> sources) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    System.setOut(out);
    try (JShell shell = JShell.builder().executionEngine("local").out(out).err(out).build()) {
      shell.addToClasspath(System.getProperty("java.class.path"));
      for (String source : sources) {
        evaluate(shell, source);
      }
    } finally {
      System.setOut(standard);
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  private static void evaluate(JShell shell, String source) {
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      String snippet = info.source() == null ? rest : info.source();
      for (SnippetEvent event : shell.eval(snippet)) {
        List<String> said = new ArrayList<>();
        shell.diagnostics(event.snippet()).forEach(found -> said.add(found.getMessage(null)));
        assertEquals(List.of(), said, snippet);
        assertEquals(null, event.exception(), snippet);
        assertEquals(Snippet.Status.VALID, event.status(), snippet);
      }
      rest = info.source() == null ? "" : info.remaining();
    }
  }

  @Test
  void startUpScript() throws Exception {
    String script = Files.readString(FOLDER.resolve("layerwise.jsh"));
    List<String> lesson = new ArrayList<>(List.of(script));
    // The lines that the script proposes.
    script
        .lines()
        .filter(line -> line.startsWith("//   ") && !line.contains("jshell --"))
        .map(line -> line.substring(5))
        .forEach(lesson::add);
    assertEquals(6, lesson.size());
    String text = run(lesson);
    assertTrue(text.contains("epoch  5  training loss"), text);
    assertTrue(text.contains("class "), text);
  }

  @Test
  void notebook() throws Exception {
    JsonNode notebook = new ObjectMapper().readTree(FOLDER.resolve("digits.ipynb").toFile());
    List<String> cells = new ArrayList<>();
    for (JsonNode cell : notebook.get("cells")) {
      StringBuilder source = new StringBuilder();
      cell.get("source").forEach(line -> source.append(line.stringValue()));
      // The kernel's own words, such as those that fetch the jar.
      if (cell.get("cell_type").stringValue().equals("code") && source.charAt(0) != '%') {
        cells.add(source.toString());
      }
    }
    String text = run(cells);
    assertTrue(text.contains("784-32-10"), text);
    assertTrue(text.contains("epoch  5  training loss"), text);
    assertTrue(text.contains("accuracy="), text);
  }
}
