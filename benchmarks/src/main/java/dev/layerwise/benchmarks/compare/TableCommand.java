package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the tables of a comparison once more, without measuring. */
@Command(
    name = "table",
    mixinStandardHelpOptions = true,
    description = "Prints the tables of what 'compare' has measured, without measuring again.")
public final class TableCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "DIR",
      description =
          "The folder that 'compare' wrote (default: benchmarks/target/comparison, or"
              + " comparison-as-installed).")
  private @Nullable Path from;

  @Option(names = "--as-installed", description = "The comparison with peers as installed.")
  private boolean asInstalled;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Put the tables between the marks of this Markdown file as well.")
  private @Nullable Path write;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path folder =
        from == null
            ? Path.of(System.getProperty("layerwise.home", ""))
                .resolve(CompareCommand.folder(asInstalled))
            : from;
    try {
      List<Session> sessions = Session.readAll(folder);
      if (sessions.isEmpty()) {
        throw new IllegalArgumentException(
            "found no measurements in " + folder + "; 'compare' makes them");
      }
      Publication publication = new Publication(sessions);
      publication.write(folder, write);
      publication.print(spec.commandLine().getOut());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return 0;
  }
}
