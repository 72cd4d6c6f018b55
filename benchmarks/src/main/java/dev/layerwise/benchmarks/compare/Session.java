package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.roofline.Probe.Limits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One workload as it was measured, with all that its figures depend on. Each is a file of its own,
 * so that a comparison can be made in pieces, and its tables written again without measuring.
 *
 * @param time when it began, as in ISO 8601
 * @param machine what the machine said of itself
 * @param asInstalled whether peers got no help beyond the number of threads
 * @param data the images: MNIST, or synthetic ones
 * @param density the share of pixels that are not zero
 * @param effort how long and how often was measured
 * @param limits what the machine could do, for each number of threads
 * @param contestants what those who took part said of themselves
 * @param absent who did not take part, and why
 * @param result the figures
 */
record Session(
    String time,
    Map<String, String> machine,
    boolean asInstalled,
    String data,
    double density,
    Comparison.Effort effort,
    List<Limits> limits,
    Map<Peer, String> contestants,
    List<String> absent,
    Result result) {
  private static final String FOLDER = "workloads";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  Session {
    limits = List.copyOf(limits);
    absent = List.copyOf(absent);
  }

  /** Writes it below the folder of a comparison, in place of an earlier one of the workload. */
  void save(Path folder) throws IOException {
    Path file = folder.resolve(FOLDER).resolve(fileName(result.workload()));
    Files.createDirectories(folder.resolve(FOLDER));
    Files.writeString(file, JSON.writeValueAsString(this) + "\n");
  }

  private static String fileName(Workload workload) {
    return workload.name().replace('/', '-') + ".json";
  }

  /** Removes all that a folder holds. */
  static void clear(Path folder) throws IOException {
    for (Path file : files(folder)) {
      Files.delete(file);
    }
  }

  /**
   * All of a comparison's folder, in the order of the workloads.
   *
   * @throws IllegalArgumentException if a file is not one of a comparison
   */
  static List<Session> readAll(Path folder) throws IOException {
    List<Session> sessions = new ArrayList<>();
    for (Path file : files(folder)) {
      try {
        sessions.add(JSON.readValue(Files.readString(file), Session.class));
      } catch (JacksonException e) {
        throw new IllegalArgumentException(
            file + ": not a record of a comparison: " + e.getOriginalMessage(), e);
      }
    }
    List<String> order = Workloads.all().stream().map(Workload::name).toList();
    sessions.sort(Comparator.comparingInt(s -> order.indexOf(s.result().workload().name())));
    return sessions;
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder.resolve(FOLDER))) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(folder.resolve(FOLDER), "*.json")) {
        found.forEach(files::add);
      }
    }
    return files;
  }
}
