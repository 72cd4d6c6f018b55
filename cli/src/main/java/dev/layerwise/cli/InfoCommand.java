package dev.layerwise.cli;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.RunFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code layerwise info}. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Tells what this machine offers, and which kernels would compute and why.")
final class InfoCommand implements Callable<Integer> {
  @Option(
      names = "--kernels",
      paramLabel = "auto|vector|scalar",
      description = "The kernels to ask for (default: auto).")
  private String kernels = KernelSelection.AUTOMATIC;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    KernelSelection selection = KernelSelection.select(kernels);
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Environment.currentVersion());
    facts.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
    facts.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    facts.put("cores", runtime.availableProcessors());
    facts.put("maxHeapMiB", runtime.maxMemory() >> 20);
    facts.put("kernels", selection.kernels().name());
    facts.put("reason", selection.reason());
    if (json) {
      Stdout.printJson(RunFiles.toJson(facts));
    } else {
      facts.forEach((name, value) -> System.out.printf("%-11s%s%n", name, value));
    }
    return ExitCode.OK;
  }
}
