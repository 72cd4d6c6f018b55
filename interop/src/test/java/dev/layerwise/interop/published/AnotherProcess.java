package dev.layerwise.interop.published;

import dev.layerwise.data.Dataset;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program that loads the small set and prints how many training examples it has. */
final class AnotherProcess {
  private AnotherProcess() {}

  public static void main(String[] arguments) {
    PublishedSetLoader loader =
        new PublishedSetLoader(
            new DataPlaces(Map.of(), Path.of(arguments[0])), false, DownloadListener.NONE);
    PublishedSet set = new SmallSet().published(URI.create(arguments[1]));
    System.out.println(loader.load(set).training().size());
  }

  static Process start(Path cache, URI mirror) throws IOException {
    String classes =
        Stream.of(AnotherProcess.class, PublishedSetLoader.class, Dataset.class)
            .map(AnotherProcess::home)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes,
            AnotherProcess.class.getName(),
            cache.toString(),
            mirror.toString());
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static String output(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text.strip();
  }

  /**
   * The folder or archive that holds a class; in a module under test, the tests lie beside the
   * module and not in it.
   */
  private static String home(Class<?> type) {
    try {
      String resource = type.getSimpleName() + ".class";
      URI address = type.getResource(resource).toURI();
      if (address.getScheme().equals("jar")) {
        String inside = address.getRawSchemeSpecificPart();
        return Path.of(URI.create(inside.substring(0, inside.indexOf("!/")))).toString();
      }
      Path file = Path.of(address);
      for (int i = 0; i <= type.getPackageName().chars().filter(c -> c == '.').count() + 1; i++) {
        file = file.getParent();
      }
      return file.toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
