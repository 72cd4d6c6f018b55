package dev.layerwise.cli;

import dev.layerwise.runs.IdleSettings;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a table is read by commands that do not train. */
class InputOptions {
  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description =
          "Label column of a CSV or Parquet file: its name, its number from 1 (-1: the last), or"
              + " none.")
  private @Nullable String labelColumn;

  @Option(
      names = "--columns",
      paramLabel = "LIST",
      description =
          "Columns of a CSV or Parquet file that are features: names, numbers, ranges (age,5-8); or"
              + " those that are none (!id,!date).")
  private @Nullable String columns;

  @Option(
      names = "--header",
      paramLabel = "auto|yes|no",
      description = "Whether a CSV file has a header line.")
  private @Nullable String header;

  /**
   * The description of the data that these options make.
   *
   * @throws IllegalArgumentException if one of them has no effect on such data
   */
  final RunSpec describe(String data) {
    RunSpec spec = RunSpecs.of(settings(data));
    IdleSettings.refuse(IdleSettings.ofData(spec));
    return spec;
  }

  /** The settings that were given, by their names. */
  Map<String, Object> settings(String data) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("data", data);
    put(settings, "labelColumn", labelColumn);
    put(settings, "columns", columns);
    put(settings, "header", header);
    return settings;
  }

  static void put(Map<String, Object> settings, String name, @Nullable Object value) {
    if (value != null) {
      settings.put(name, value);
    }
  }
}
