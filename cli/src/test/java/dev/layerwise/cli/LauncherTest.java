package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, in a tree of its own whose Java and Maven do nothing. */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "layerwise");

  @TempDir Path folder;

  /** Real, since the path of a temporary folder may lead over a symbolic link. */
  private Path tree = Path.of("");

  @BeforeEach
  void makeTree() throws IOException {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "it is a script for bash");
    tree = Files.createDirectory(folder.toRealPath().resolve("tree"));
    Files.copy(LAUNCHER, tree.resolve("layerwise"));
    Path libraries = Files.createDirectories(tree.resolve("cli/target/ungated/lib"));
    Files.createFile(libraries.resolve("library.jar"));
    Files.createFile(libraries.resolveSibling("layerwise-cli-1.jar"));
    Files.createFile(tree.resolve("pom.xml"));
    Files.writeString(
        Files.createDirectories(tree.resolve("java/bin")).resolveSibling("release"),
        "JAVA_VERSION=\"25\"\n");
    // Tells what it was given; a training goes on for as long as it has input.
    script(
        tree.resolve("java/bin/java"),
        "printf '<%s>\\n' \"$@\"; [[ ${!#} != train ]] || while read -r _; do :; done");
    script(Files.createDirectory(tree.resolve("maven")).resolve("mvn"), "exit 0");
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + text + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Process start(Path directory, Map<String, String> variables, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LAYERWISE_"));
    builder.environment().put("JAVA_HOME", tree.resolve("java").toString());
    builder
        .environment()
        .merge("PATH", tree.resolve("maven").toString(), (all, own) -> own + ":" + all);
    builder.environment().putAll(variables);
    return builder.redirectError(folder.resolve("errors").toFile()).start();
  }

  /** What Java was given, an argument a line. */
  private List<String> run(Path directory, Map<String, String> variables, String... command)
      throws Exception {
    Process process = start(directory, variables, command);
    process.getOutputStream().close();
    List<String> given =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("errors")));
    return given;
  }

  private Path launched() {
    return tree.resolve("target/launcher");
  }

  private void assertStarted(List<String> given, String... arguments) {
    int classPath = given.indexOf("<-cp>") + 1;
    assertTrue(given.get(classPath).startsWith("<" + launched() + "/"), given.toString());
    int main = given.indexOf("<dev.layerwise.cli.Main>") + 1;
    assertEquals(
        Arrays.stream(arguments).map(argument -> "<" + argument + ">").toList(),
        given.subList(main, given.size()));
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    assertStarted(
        run(folder, Map.of(), tree + "/layerwise", "show", "", "a  b", "*", "-x"),
        "show",
        "",
        "a  b",
        "*",
        "-x");
  }

  /** With it, cd goes elsewhere first, and prints where. */
  @Test
  void aSearchPathOfCdDoesNotMatter() throws Exception {
    Files.createDirectories(folder.resolve("elsewhere/tree"));
    String path = folder.resolve("elsewhere") + ":" + tree.getParent();
    assertStarted(
        run(tree.getParent(), Map.of("CDPATH", path), "bash", "tree/layerwise", "info"), "info");
  }

  @Test
  void aLinkIsFollowedAlsoWhereItIsNamedWithoutAFolder() throws Exception {
    Path link = Path.of("tree", "layerwise");
    Files.createSymbolicLink(tree.resolveSibling("lw"), link);
    assertStarted(run(tree.getParent(), Map.of(), "bash", "lw", "info"), "info");
    assertStarted(run(tree, Map.of(), "../lw", "info"), "info");
  }

  @Test
  void optionsOfJavaMayStandOnSeveralLines() throws Exception {
    Map<String, String> options = Map.of("LAYERWISE_JAVA_OPTS", "\n-Xmx1g  -Da=*\n-Db=c\n");
    List<String> given = run(folder, options, tree + "/layerwise", "info");
    assertTrue(given.containsAll(List.of("<-Xmx1g>", "<-Da=*>", "<-Db=c>")), given.toString());
  }

  /** The JVM refuses to begin with two. */
  @Test
  void theCollectorIsTheUsersChoice() throws Exception {
    String ours = "<-XX:+UseSerialGC>";
    assertTrue(run(folder, Map.of(), tree + "/layerwise", "info").contains(ours));
    for (String variable : List.of("LAYERWISE_JAVA_OPTS", "JDK_JAVA_OPTIONS")) {
      Map<String, String> chosen = Map.of(variable, "-Xmx1g -XX:+UseZGC");
      assertFalse(run(folder, chosen, tree + "/layerwise", "info").contains(ours), variable);
    }
    Map<String, String> other = Map.of("LAYERWISE_JAVA_OPTS", "-XX:-UseGCOverheadLimit");
    assertTrue(run(folder, other, tree + "/layerwise", "info").contains(ours));
  }

  @Test
  void whatIsRefusedFetchesNothing() throws Exception {
    for (String tolerance : List.of("-1", "small", "")) {
      run(
          folder,
          Map.of(),
          tree + "/layerwise",
          "export",
          "run",
          "--out",
          "a.onnx",
          "--verify",
          "--tolerance",
          tolerance);
      String said = Files.readString(folder.resolve("errors"));
      assertFalse(said.contains("fetching"), said);
    }
  }

  @Test
  void parquetFilesAreReadWhereverTheyAreNamed() throws Exception {
    Path library = Files.createDirectories(tree.resolve("parquet/target/ungated/lib"));
    Files.createFile(library.resolve("library.jar"));
    Files.createFile(library.resolveSibling("layerwise-parquet-1.jar"));
    Path parts = Files.createDirectory(folder.resolve("parts"));
    Files.createFile(parts.resolve("1.parquet"));
    Path settings = Files.writeString(folder.resolve("settings.yaml"), "data: a.parquet\n");
    Path trained = Files.createDirectory(folder.resolve("run"));
    Files.writeString(trained.resolve("run.yaml"), "data: \"" + parts + "/\"\nepochs: 1\n");
    for (String argument :
        List.of(
            "a.parquet",
            trained.toString(),
            "--validation=a.parquet",
            parts.toString(),
            "--validation=" + parts,
            settings.toString(),
            "--config=" + settings)) {
      // Where it has been fetched once, it is always at hand.
      run(folder, Map.of(), "rm", "-rf", launched().toString());
      List<String> given = run(folder, Map.of(), tree + "/layerwise", "show", argument);
      String path = given.get(given.indexOf("<-cp>") + 1);
      assertTrue(path.contains("/parquet/layerwise-parquet-1.jar"), argument + ": " + path);
    }
  }

  /** Such as that the system has not got the memory that LAYERWISE_JAVA_OPTS asks for. */
  @Test
  void whatTheJvmItselfSaysDoesNotGoWhereResultsDo() throws Exception {
    List<String> given = run(folder, Map.of(), tree + "/layerwise", "info", "--json");
    assertTrue(given.contains("<-XX:+DisplayVMOutputToStderr>"), given.toString());
  }

  @Test
  void aBuildStaysWhileAProgramRunsFromItByWhateverPath() throws Exception {
    Process training = start(folder, Map.of(), tree + "/layerwise", "train");
    try (var told = training.inputReader(StandardCharsets.UTF_8)) {
      // The first word of Java's: the program runs.
      told.readLine();
      List<Path> before = builds();
      assertEquals(1, before.size());
      change();
      Path link = Files.createSymbolicLink(tree.resolveSibling("link"), tree);
      run(folder, Map.of(), link + "/layerwise", "info");
      assertTrue(builds().containsAll(before), "the build of a running program was removed");
      assertEquals(2, builds().size());
    } finally {
      training.destroy();
    }
    assertTrue(training.waitFor(120, TimeUnit.SECONDS));
    change();
    run(folder, Map.of(), tree + "/layerwise", "info");
    assertEquals(1, builds().size());
  }

  @Test
  void theLockOfABuildThatWasKilledIsRemoved() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertEquals(0, dead.waitFor());
    Files.writeString(
        Files.createDirectories(launched().resolve("lock")).resolve("pid"), dead.pid() + "\n");
    assertStarted(run(folder, Map.of(), tree + "/layerwise", "info"), "info");
    assertFalse(Files.exists(launched().resolve("lock")));
    assertFalse(Files.exists(launched().resolve("lock.removal")));
  }

  /** Makes a source newer than the build. */
  private void change() throws IOException {
    Files.setLastModifiedTime(
        tree.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(3600)));
  }

  private List<Path> builds() throws IOException {
    try (Stream<Path> entries = Files.list(launched())) {
      return entries.filter(Files::isDirectory).toList();
    }
  }
}
