package dev.layerwise.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The settings of the data; the values are taken from the parse result, see {@link
 * SettingsOptions}.
 */
@SuppressWarnings("UnusedVariable") // Written by the command-line parser alone.
final class DataOptions {
  /**
   * Refuses a number of examples that none can have. In descriptions 0 stands for the default; who
   * types it does not mean that.
   */
  static void requireExamples(@Nullable Object dataSize) {
    if (dataSize instanceof Integer size && size < 1) {
      throw new IllegalArgumentException(
          "data size: expected at least 1 example, got "
              + size
              + "; leave it out for as many as the set usually has (--data-size)");
    }
  }

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder that holds mnist/ and fashion-mnist/.")
  private @Nullable String dataDir;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "File with the labels of an IDX or NumPy (.npy) data file; it may stand behind a comma as"
              + " well: x.npy,y.npy.")
  private @Nullable String labels;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description =
          "Label column of a CSV or Parquet file: its name, or its number from 1 (-1: the last).")
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

  @Option(
      names = "--image-size",
      paramLabel = "HxW",
      description =
          "Scale the images of a folder to this height and width, such as 28x28 (default: all must"
              + " have the size of the first).")
  private @Nullable String imageSize;

  @Option(names = "--data-size", paramLabel = "N", description = "Examples of a built-in set.")
  private @Nullable Integer dataSize;

  @Option(names = "--data-noise", paramLabel = "X", description = "Noise of a built-in 2-D set.")
  private @Nullable Double dataNoise;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      description = "Seed of a built-in set (default: 2).")
  private @Nullable Long dataSeed;

  @Option(
      names = "--validation",
      paramLabel = "SIZE|DATA",
      description =
          "Validation set: a share (0.2), a number (12000), 0 for none, a name or a file (default:"
              + " 0.2).")
  private @Nullable String validation;

  @Option(
      names = "--test",
      paramLabel = "SIZE|DATA",
      description =
          "Test set: a share, a number, a name or a file (default: the published one, otherwise"
              + " 0.15).")
  private @Nullable String test;

  @Option(
      names = "--train",
      paramLabel = "SIZE",
      description = "Training examples, as a share or a number (default: all that are left).")
  private @Nullable String train;

  @Option(names = "--stratified", description = "Keep the share of every class in each part.")
  private boolean stratified;

  @Option(
      names = "--scaling",
      paramLabel = "unit|standard|none",
      description = "To [0, 1], to mean 0 and deviation 1, or as it is (default: unit).")
  private @Nullable String scaling;
}
