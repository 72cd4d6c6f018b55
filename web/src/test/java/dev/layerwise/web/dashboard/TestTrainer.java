package dev.layerwise.web.dashboard;

import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.web.http.WebServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands {@code train} and {@code resume} as far as the dashboard calls them. */
public final class TestTrainer {
  private TestTrainer() {}

  /** Trains; ends as the command line does. */
  public static void main(String[] args) {
    try {
      System.exit(run(List.of(args)));
    } catch (RuntimeException e) {
      System.out.println("layerwise: " + e.getMessage());
      System.exit(3);
    }
  }

  private static int run(List<String> args) {
    DataSources sources = new DataSources(dev.layerwise.interop.published.DownloadListener.NONE);
    TrainingListener quiet = new TrainingListener() {};
    RunSummary summary;
    if (args.getFirst().equals("train")) {
      RunSpec spec = RunSpecs.read(Path.of(args.get(2)));
      try (RunSession session = RunSession.prepare(spec, sources)) {
        summary = session.run(RunDirectory.create(Path.of(args.get(4))), quiet);
      }
    } else {
      RunDirectory run = RunDirectory.open(Path.of(args.get(1)));
      Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.readSettings(run.description()));
      for (String arg : args.subList(2, args.size())) {
        settings.put(
            arg.substring(2, arg.indexOf('=')),
            Integer.valueOf(arg.substring(arg.indexOf('=') + 1)));
      }
      try (RunSession session = RunSession.prepare(RunSpecs.of(settings), sources)) {
        summary = session.resume(run, quiet);
      }
    }
    return summary.diverged() ? 4 : summary.stopReason().equals("interrupted") ? 130 : 0;
  }

  /** How the tests start it: on the class path, with whatever it needs. */
  static TrainingProgram program() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type :
        List.of(
            TestTrainer.class,
            WebServer.class,
            RunSession.class,
            TrainingListener.class,
            dev.layerwise.interop.published.DownloadListener.class,
            tools.jackson.databind.ObjectMapper.class,
            tools.jackson.core.JsonParser.class,
            load("tools.jackson.dataformat.yaml.YAMLMapper"),
            load("org.snakeyaml.engine.v2.api.Load"),
            load("com.fasterxml.jackson.annotation.JsonInclude"),
            load("de.siegmar.fastcsv.reader.CsvReader"))) {
      places.add(
          Path.of(
                  java.net.URI.create(
                      type.getProtectionDomain().getCodeSource().getLocation().toString()))
              .toString());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(
        List.of(
            "-cp", String.join(java.io.File.pathSeparator, places), TestTrainer.class.getName()));
    return new TrainingProgram(command, Map.of());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
