package dev.layerwise.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the processes of the contestants are started.
 *
 * @param home the root of the source tree
 * @param build the name of the folder that a module is built into, such as {@code target/ungated}
 * @param python the Python to run
 * @param sklearnPython the Python that has scikit-learn, or null to look for one
 * @param data the folder of the four IDX files
 * @param asInstalled whether peers get no help beyond the number of threads
 */
record Starter(
    Path home,
    String build,
    String python,
    @Nullable String sklearnPython,
    Path data,
    boolean asInstalled) {
  /** Where systems keep the Python that their packages are for. */
  private static final String SYSTEM_PYTHON = "/usr/bin/python3";

  /** Why a peer cannot take part, or the empty string if it can. */
  String whyNot(Peer peer) {
    return switch (peer) {
      case LAYERWISE -> "";
      case NUMPY -> whyNotPython(python, "numpy", "NumPy");
      case SKLEARN -> whyNotSklearn();
      case LIBTORCH, LIBTORCH_BY_HAND, TENSORFLOW -> whyNotJars(peer);
    };
  }

  /** Why a peer cannot do a workload, or the empty string if it can. */
  String whyNot(Peer peer, Workload workload) {
    if (peer == Peer.LAYERWISE && workload.kind() == Workload.Kind.WHOLE) {
      if (!Files.isExecutable(launcher())) {
        return "there is no launcher " + launcher();
      }
      if (!Files.exists(Images.file(data, "train-images-idx3-ubyte")) || !data.endsWith("mnist")) {
        return "the launcher finds MNIST in folders named mnist only";
      }
    }
    return "";
  }

  private Path launcher() {
    return home.resolve("layerwise");
  }

  private String whyNotSklearn() {
    String first = whyNotPython(sklearnPythons().getFirst(), "sklearn", "scikit-learn");
    return sklearnPythons().stream()
            .anyMatch(command -> whyNotPython(command, "sklearn", "scikit-learn").isEmpty())
        ? ""
        : first;
  }

  private List<String> sklearnPythons() {
    return sklearnPython == null ? List.of(python, SYSTEM_PYTHON) : List.of(sklearnPython);
  }

  /** Why a Python lacks a module, or the empty string if it has it. */
  private static String whyNotPython(String command, String module, String name) {
    try {
      Process process =
          new ProcessBuilder(command, "-c", "import " + module)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0
          ? ""
          : command + " has no " + name + " ('" + command + " -c \"import " + module + "\"' fails)";
    } catch (IOException e) {
      return "there is no " + command;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String whyNotJars(Peer peer) {
    Path lib = lib(peer);
    if (Files.isDirectory(lib)) {
      String library = peer == Peer.TENSORFLOW ? "tensorflow-core-native-*-*" : "pytorch-*-*-*";
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, library + ".jar")) {
        if (jars.iterator().hasNext()) {
          return "";
        }
      } catch (IOException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return "its library has not been fetched; 'benchmarks/run fetch' does";
  }

  private Path module(Peer peer) {
    String name = peer == Peer.TENSORFLOW ? "tensorflow" : "libtorch";
    return home.resolve("benchmarks").resolve(name).resolve(build);
  }

  private Path lib(Peer peer) {
    return module(peer).resolve("lib");
  }

  /** The command of a process that takes turns. */
  List<String> command(Peer peer, Workload workload, int threads) {
    List<String> command = new ArrayList<>();
    switch (peer) {
      case LAYERWISE -> {
        java(command, System.getProperty("java.class.path"));
        command.add("--add-modules=jdk.incubator.vector");
        command.add(LayerwiseContestant.class.getName());
      }
      case NUMPY -> {
        command.add(python);
        command.add(home.resolve("benchmarks/numpy_contestant.py").toString());
      }
      case SKLEARN -> {
        command.add(
            sklearnPythons().stream()
                .filter(name -> whyNotPython(name, "sklearn", "scikit-learn").isEmpty())
                .findFirst()
                .orElse(python));
        command.add(home.resolve("benchmarks/sklearn_contestant.py").toString());
      }
      case LIBTORCH, LIBTORCH_BY_HAND, TENSORFLOW -> nativePeer(command, peer);
    }
    command.add("--data");
    command.add(data.toString());
    command.add("--threads");
    command.add(String.valueOf(threads));
    command.addAll(workload.arguments());
    return command;
  }

  /**
   * The command of a process that reads, trains one epoch, evaluates and ends.
   *
   * @param out a run directory that does not exist yet
   */
  List<String> wholeCommand(Peer peer, Workload workload, int threads, Path out) {
    if (peer != Peer.LAYERWISE) {
      List<String> command = command(peer, workload, threads);
      command.add("--whole");
      return command;
    }
    return List.of(
        launcher().toString(),
        "train",
        "mnist",
        "--data-dir",
        String.valueOf(data.toAbsolutePath().getParent()),
        "--layers",
        String.join(",", workload.hidden().stream().map(String::valueOf).toList()),
        "--learning-rate",
        String.valueOf(workload.rate()),
        "--batch-size",
        String.valueOf(workload.batch()),
        "--epochs",
        "1",
        "--train",
        String.valueOf(Images.TRAINING_IMAGES),
        "--validation",
        "0",
        "--threads",
        String.valueOf(threads),
        "--out",
        out.toString(),
        "--json");
  }

  private void nativePeer(List<String> command, Peer peer) {
    String name = peer == Peer.TENSORFLOW ? "tensorflow.TensorFlow" : "libtorch.Libtorch";
    java(
        command,
        String.join(
            File.pathSeparator,
            System.getProperty("java.class.path"),
            module(peer).resolve("classes").toString(),
            lib(peer).resolve("*").toString()));
    command.add("--enable-native-access=ALL-UNNAMED");
    // Both free what they take at once, and need no thread of JavaCPP's to look after it.
    command.add("-Dorg.bytedeco.javacpp.nopointergc=true");
    command.add("dev.layerwise.benchmarks." + name + "Contestant");
    if (peer == Peer.LIBTORCH_BY_HAND) {
      command.add("--by-hand");
    }
  }

  private static void java(List<String> command, String classPath) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classPath);
    // As the launcher has it.
    command.add("-XX:+UseSerialGC");
  }

  /**
   * The environment of a peer's process. Besides the number of threads it holds what was found to
   * help the peers, so that they are met at their best: on processors with AVX-512 OpenBLAS is told
   * to use it, since it takes those that it does not know for older ones; and OpenMP's threads do
   * not spin, since libtorch starts several teams of them, which otherwise rob each other of the
   * cores.
   */
  Map<String, String> environment(int threads) {
    String count = String.valueOf(threads);
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "OMP_NUM_THREADS", count,
                "OPENBLAS_NUM_THREADS", count,
                "MKL_NUM_THREADS", count,
                "TF_CPP_MIN_LOG_LEVEL", "2"));
    if (!asInstalled) {
      environment.put("OMP_WAIT_POLICY", "PASSIVE");
      if (MachineDescription.hasAvx512()) {
        environment.put("OPENBLAS_CORETYPE", "SkylakeX");
      }
    }
    return environment;
  }

  /** What {@link #environment} does for peers that are not taken as installed, in words. */
  static String help() {
    return "OMP_WAIT_POLICY=PASSIVE"
        + (MachineDescription.hasAvx512() ? " and OPENBLAS_CORETYPE=SkylakeX" : "");
  }
}
