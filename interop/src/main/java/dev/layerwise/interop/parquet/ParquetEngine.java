package dev.layerwise.interop.parquet;

import dev.layerwise.data.DataException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Software that decodes Parquet files. It is found as a service, because it is large and only those
 * who have such files need it.
 */
public interface ParquetEngine {
  /** Its name and version. */
  String name();

  /**
   * Opens files with the same columns as one table, in the order given.
   *
   * @throws DataException if one cannot be read or is damaged, or if they do not fit together
   */
  Table open(List<Path> files);

  /** The engine that is there, if any. */
  static Optional<ParquetEngine> find() {
    return ServiceLoader.load(ParquetEngine.class).findFirst();
  }

  /** What the values of a column are. */
  enum Kind {
    /** Whole numbers, floats, decimals, truth values (1 and 0). */
    NUMBER,
    /** Texts. */
    TEXT,
    /** Several numbers in each cell: a list, or a list of lists, row after row. */
    NUMBERS,
    /** The bytes of an image file, alone or with its name, as Hugging Face has them. */
    IMAGE,
    /** Times, structures and whatever else is neither a feature nor a label. */
    OTHER
  }

  /**
   * A column of a table.
   *
   * @param name as in the file
   * @param kind what its values are
   * @param type the type as the engine calls it, for messages
   */
  record Column(String name, Kind kind, String type) {}

  /** Open files. */
  interface Table extends AutoCloseable {
    /** The columns, in the order of the file. */
    List<Column> columns();

    /**
     * The rows, with some of the columns.
     *
     * @param columns their places among {@link #columns}, the label's perhaps among them
     * @param label the place of the column that is read as text, whatever its type; -1 for none
     * @throws DataException if the files are damaged
     */
    Rows rows(List<Integer> columns, int label);

    @Override
    void close();
  }

  /**
   * Rows in the order of the files. Columns are counted from 0 in the order in which they were
   * asked for; a missing value is null, and of a number NaN together with {@link #isMissing}.
   */
  interface Rows extends AutoCloseable {
    /**
     * Goes to the next row, the first to begin with.
     *
     * @return whether there is one
     * @throws DataException if the files are damaged
     */
    boolean next();

    /** A number. */
    double number(int column);

    /** Whether the number that was read last was missing, or one of the numbers of a cell. */
    boolean isMissing();

    /** A text. */
    @Nullable String text(int column);

    /** The numbers of a cell; NaN, together with {@link #isMissing}, for one that is missing. */
    double @Nullable [] numbers(int column);

    /** The bytes of an image. */
    byte @Nullable [] bytes(int column);

    @Override
    void close();
  }
}
