package dev.layerwise.runs;

import java.lang.module.ModuleDescriptor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Where and from what a run was made.
 *
 * @param version the version of Layerwise
 * @param started when, in UTC
 * @param jdk the Java runtime
 * @param os the operating system
 * @param processors the processors that the runtime may use
 * @param maxHeapMiB the largest heap
 * @param threads the threads that compute
 * @param kernels the name of the kernels
 * @param kernelsReason why those
 * @param seed the seed
 * @param network the widths
 * @param sources the data with their digests
 */
public record Environment(
    String version,
    String started,
    String jdk,
    String os,
    int processors,
    long maxHeapMiB,
    int threads,
    String kernels,
    String kernelsReason,
    long seed,
    String network,
    List<RunData.Source> sources)
    implements PlainValues.PlainRecord {

  /**
   * Which of these data are others than those of the run that had the same role, if any are.
   *
   * @param others the data of another run, or of the same one today
   */
  public Optional<RunData.Source> otherThan(List<RunData.Source> others) {
    return others.stream()
        .filter(other ->
            sources.stream()
                .anyMatch(source ->
                    source.role().equals(other.role()) && !source.sha256().equals(other.sha256())))
        .findFirst();
  }

  static Environment of(RunSession session) {
    return new Environment(
        currentVersion(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20,
        session.threads(),
        session.kernels().kernels().name(),
        session.kernels().reason(),
        session.spec().seed(),
        session.network().spec().widths(),
        session.data().sources());
  }

  /** The version of Layerwise, or {@code development} when run from loose classes. */
  public static String currentVersion() {
    String version =
        Optional.ofNullable(Environment.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse(Environment.class.getPackage().getImplementationVersion());
    return version == null ? "development" : version;
  }
}
