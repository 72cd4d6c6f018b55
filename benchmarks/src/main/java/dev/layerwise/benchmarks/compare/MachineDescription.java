package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the machine says of itself while the benchmarks run. */
public final class MachineDescription {
  private MachineDescription() {}

  /** Its features by name, as far as the system tells them. */
  public static Map<String, String> read() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    put(facts, "vectors", vectors());
    put(facts, "caches", caches());
    put(facts, "memory", memory());
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
    facts.put(
        "Java",
        System.getProperty("java.vendor.version") + " " + System.getProperty("java.vm.version"));
    return facts;
  }

  /** In one line. */
  public static String line() {
    return line(read());
  }

  /** The given features in one line. */
  static String line(Map<String, String> facts) {
    return String.join(
        "; ", facts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  private static void put(Map<String, String> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  private static String processor() {
    String name = field("/proc/cpuinfo", "model name");
    String family = field("/proc/cpuinfo", "cpu family");
    String model = field("/proc/cpuinfo", "model");
    if (name.isEmpty()) {
      return System.getProperty("os.arch");
    }
    return name + (family.isEmpty() ? "" : " (family " + family + ", model " + model + ")");
  }

  /** Whether the processor has AVX-512, as far as the system tells. */
  static boolean hasAvx512() {
    return flags().contains(" avx512f ");
  }

  private static String flags() {
    return " " + field("/proc/cpuinfo", "flags") + " ";
  }

  private static String vectors() {
    String flags = flags();
    TreeSet<String> found = new TreeSet<>();
    for (String flag : new String[] {"avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16"}) {
      if (flags.contains(" " + flag + " ")) {
        found.add(flag);
      }
    }
    return String.join(" ", found);
  }

  private static String caches() {
    StringBuilder text = new StringBuilder();
    Path folder = Path.of("/sys/devices/system/cpu/cpu0/cache");
    if (!Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> levels = Files.list(folder)) {
      levels
          .filter(path -> path.getFileName().toString().startsWith("index"))
          .sorted()
          .forEach(path -> {
            String type = content(path.resolve("type"));
            if (!type.equals("Instruction")) {
              text.append(text.isEmpty() ? "" : ", ")
                  .append("L")
                  .append(content(path.resolve("level")))
                  .append(' ')
                  .append(content(path.resolve("size")));
            }
          });
    } catch (IOException e) {
      return "";
    }
    return text.toString();
  }

  private static String memory() {
    String total = field("/proc/meminfo", "MemTotal").replace("kB", "").strip();
    return total.isEmpty()
        ? ""
        : String.format(Locale.ROOT, "%.0f GiB", Long.parseLong(total) / 1048576.0);
  }

  /** The first value of a field in a file of lines {@code name : value}. */
  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.contains(":"))
          .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "?";
    }
  }
}
