package dev.layerwise.trackers.mlflow;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which run of a server a run directory is, and how much of it the server has: the file {@code
 * mlflow.json}, from which a resumed run goes on.
 *
 * @param server the address of the server
 * @param experimentId the experiment there
 * @param runId the run there
 * @param artifactUri where the server keeps the run's files
 * @param described whether parameters and tags are there
 * @param validationsTo the step up to which validations are there
 * @param epochsTo the step up to which epochs are there
 * @param complete whether the results and the files are there
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record MlflowLink(
    String server,
    String experimentId,
    String runId,
    String artifactUri,
    boolean described,
    long validationsTo,
    long epochsTo,
    boolean complete) {
  private static final JsonMapper JSON = JsonMapper.shared();

  MlflowLink withDescribed() {
    return new MlflowLink(
        server, experimentId, runId, artifactUri, true, validationsTo, epochsTo, complete);
  }

  /** After some lines were sent. */
  MlflowLink with(List<Line> lines) {
    return new MlflowLink(
        server,
        experimentId,
        runId,
        artifactUri,
        described,
        Math.max(validationsTo, last(lines, "validation")),
        Math.max(epochsTo, last(lines, "epoch")),
        complete);
  }

  private static long last(List<Line> lines, String event) {
    return lines.stream()
        .filter(line -> line.event().equals(event))
        .mapToLong(Line::step)
        .max()
        .orElse(-1);
  }

  /**
   * Whether the server lacks a line. Lines are known by their steps: a run that was killed and
   * resumed writes its last lines again.
   */
  boolean lacks(Line line) {
    return line.step() > (line.event().equals("epoch") ? epochsTo : validationsTo);
  }

  MlflowLink withComplete(boolean newComplete) {
    return new MlflowLink(
        server, experimentId, runId, artifactUri, described, validationsTo, epochsTo, newComplete);
  }

  /** The page of the run. */
  String page() {
    return server + "/#/experiments/" + experimentId + "/runs/" + runId;
  }

  static Path file(RunDirectory run) {
    return run.path().resolve("mlflow.json");
  }

  /** What a run directory knows; null if nothing, if of another server, or if it is damaged. */
  static @Nullable MlflowLink read(RunDirectory run, MlflowServer server) {
    try {
      MlflowLink link =
          Files.exists(file(run)) ? JSON.readValue(file(run).toFile(), MlflowLink.class) : null;
      return link != null && link.runId != null && server.base().toString().equals(link.server)
          ? link
          : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  void write(RunDirectory run) {
    AtomicFiles.writeString(file(run), JSON.writeValueAsString(this) + "\n");
  }
}
