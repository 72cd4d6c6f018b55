package dev.layerwise.interop.parquet;

import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.data.Dataset;
import dev.layerwise.interop.csv.CsvOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads data sets from Parquet files, or from a folder of them as Spark and Hugging Face leave it.
 *
 * <p>Every row is an example. Columns are chosen, and the label's is found, as in CSV files with a
 * header; header and delimiter of the options mean nothing here. Features are
 *
 * <ul>
 *   <li>columns of numbers, one each; truth values are 1 and 0;
 *   <li>columns of lists of numbers, as many as the list of the first row has; or
 *   <li>one column of images, decoded to grey values; the first image gives the size.
 * </ul>
 *
 * Labels are texts, whole numbers or truth values, and become classes as those of CSV files do.
 */
public final class ParquetFiles {
  private static final String ENDING = ".parquet";

  private ParquetFiles() {}

  /** Whether a folder has Parquet files in it. */
  public static boolean isFolderOfThem(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(ParquetFiles::isNamedLikeOne);
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }

  /**
   * Reads files whose images all have one size.
   *
   * @throws DataException as {@link #read(Path, CsvOptions, boolean)} does
   */
  public static Dataset read(Path path, CsvOptions options) {
    return read(path, options, false);
  }

  /**
   * Reads a file, or the files of a folder in the order of their names. Without a label column the
   * data set has no labels.
   *
   * @param resize whether images of another size than that of the options, or of the first, are
   *     scaled to fit; otherwise they are refused
   * @throws DataException if no engine is there; if a file cannot be read or is damaged; if a
   *     column is unknown, or of a type that is no feature; if a value is missing or not finite, a
   *     list has another length than the first, a label is missing or unknown. The message names
   *     the file, row and column.
   */
  public static Dataset read(Path path, CsvOptions options, boolean resize) {
    List<Path> files = Files.isDirectory(path) ? list(path) : List.of(path);
    ParquetEngine engine =
        ParquetEngine.find()
            .orElseThrow(() ->
                new DataException(
                    path
                        + ": is a Parquet file, and the module that reads these is not here;"
                        + " ./layerwise fetches it where an argument ends in .parquet or"
                        + " LAYERWISE_PARQUET=1 is set, other programs add layerwise-parquet"
                        + " to their class path"));
    try (ParquetEngine.Table table = engine.open(files)) {
      return new TableReader(path, table, options, resize).read();
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(ParquetFiles::isNamedLikeOne).sorted().toList();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }

  private static boolean isNamedLikeOne(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(ENDING)
        && !name.startsWith(".")
        && !name.startsWith("_")
        && Files.isRegularFile(file);
  }
}
