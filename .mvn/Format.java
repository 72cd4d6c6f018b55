import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs google-java-format over all Java files of a folder, in one JVM.
 *
 * <p>The build starts this file as it stands, under the JDK that compiles the project: the
 * formatter reads its syntax with that JDK's compiler, whatever JVM runs Maven.
 *
 * <p>{@code check} names the files that differ from their formatted text and ends with 1 if there
 * are any; {@code apply} rewrites them.
 */
final class Format {
  private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");

  private Format() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !Set.of("check", "apply").contains(args[0])) {
      System.err.println("usage: Format.java check|apply <folder>");
      System.exit(2);
    }
    boolean apply = args[0].equals("apply");
    List<String> files = javaFiles(Path.of(args[1]).normalize());
    List<String> options = apply ? List.of("--replace") : List.of("--dry-run");
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int code =
        new Main(new PrintWriter(output), new PrintWriter(errors), InputStream.nullInputStream())
            .format(Stream.concat(options.stream(), files.stream()).toArray(String[]::new));
    System.err.print(errors);
    List<String> unformatted = output.toString().lines().sorted().toList();
    if (!unformatted.isEmpty()) {
      System.err.println("These files are not formatted:");
      unformatted.forEach(file -> System.err.println("  " + file));
      System.err.println("To format them: mvn -q -N -Pformat initialize");
    }
    System.exit(code == 0 && unformatted.isEmpty() ? 0 : 1);
  }

  private static List<String> javaFiles(Path root) throws IOException {
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
