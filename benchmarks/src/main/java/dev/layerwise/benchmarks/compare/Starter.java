package dev.layerwise.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the processes of the peers are started.
 *
 * @param home the folder of this module, where the NumPy script lies
 * @param peers the folder of the jars of the native peers, which may not exist
 * @param python the Python to run
 * @param data the folder of the IDX files
 */
record Starter(Path home, Path peers, String python, Path data) {
  /** Whether a peer can take part: the empty string, or why not. */
  String whyNot(Peer peer) {
    return switch (peer) {
      case LAYERWISE -> "";
      case NUMPY -> whyNotNumpy();
      case LIBTORCH, LIBTORCH_BY_HAND -> whyNotJars("pytorch");
      case TENSORFLOW -> whyNotJars("tensorflow");
    };
  }

  private String whyNotNumpy() {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import numpy")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0 ? "" : python + " has no NumPy";
    } catch (IOException e) {
      return "there is no " + python;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String whyNotJars(String name) {
    if (Files.isDirectory(peers)) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(peers, name + "*.jar")) {
        if (jars.iterator().hasNext()) {
          return "";
        }
      } catch (IOException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return "its library has not been fetched (benchmarks/run --fetch-peers)";
  }

  /** The command of a peer's process. */
  List<String> command(Peer peer, Workload workload, int threads) {
    List<String> command = new ArrayList<>();
    switch (peer) {
      case LAYERWISE ->
          java(command, System.getProperty("java.class.path"), LayerwiseContestant.class.getName());
      case NUMPY -> {
        command.add(python);
        command.add(home.resolve("numpy_contestant.py").toString());
      }
      case LIBTORCH, LIBTORCH_BY_HAND -> {
        java(command, peerPath(), "dev.layerwise.benchmarks.peers.LibtorchContestant");
      }
      case TENSORFLOW ->
          java(command, peerPath(), "dev.layerwise.benchmarks.peers.TensorFlowContestant");
    }
    if (peer == Peer.LIBTORCH_BY_HAND) {
      command.add("--by-hand");
    }
    command.add("--data");
    command.add(data.toString());
    command.add("--threads");
    command.add(String.valueOf(threads));
    command.addAll(workload.arguments());
    return command;
  }

  private String peerPath() {
    return System.getProperty("java.class.path") + File.pathSeparator + peers.resolve("*");
  }

  private static void java(List<String> command, String classPath, String main) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classPath);
    // As the launcher starts Layerwise; what the native peers load is theirs to know.
    command.add("--add-modules=jdk.incubator.vector");
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add(main);
  }

  /** The environment of a peer's process. */
  static Map<String, String> environment(int threads) {
    String count = String.valueOf(threads);
    return Map.of(
        "OMP_NUM_THREADS", count,
        "OPENBLAS_NUM_THREADS", count,
        "MKL_NUM_THREADS", count,
        "TF_CPP_MIN_LOG_LEVEL", "2");
  }
}
