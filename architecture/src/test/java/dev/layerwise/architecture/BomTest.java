package dev.layerwise.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM has no parent that would keep it in step, so this test does. */
class BomTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern ARTIFACT =
      Pattern.compile("<artifactId>(layerwise-[^<]+)</artifactId>");
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>layerwise(?:-bom)?</artifactId>\\s*<version>([^<]+)</version>");

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  @Test
  void namesEveryModuleThatIsPublished() throws IOException {
    Set<String> published = new TreeSet<>();
    Matcher modules = MODULE.matcher(read(ROOT.resolve("pom.xml")));
    while (modules.find()) {
      Path pom = ROOT.resolve(modules.group(1)).resolve("pom.xml");
      String text = read(pom);
      String artifact = first(ARTIFACT, text);
      if (!text.contains("<maven.deploy.skip>true") && !artifact.equals("layerwise-bom")) {
        published.add(artifact);
      }
    }
    Set<String> listed = new TreeSet<>();
    Matcher artifacts = ARTIFACT.matcher(read(ROOT.resolve("bom/pom.xml")));
    while (artifacts.find()) {
      listed.add(artifacts.group(1));
    }
    listed.remove("layerwise-bom");
    assertEquals(published, listed);
  }

  @Test
  void hasTheVersionOfTheOthers() throws IOException {
    assertEquals(
        first(VERSION, read(ROOT.resolve("pom.xml"))),
        first(VERSION, read(ROOT.resolve("bom/pom.xml"))));
  }
}
