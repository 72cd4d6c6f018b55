package dev.layerwise.interop.csv;

import dev.layerwise.data.Dataset.ImageShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a CSV file is to be understood.
 *
 * @param header whether its first line names the columns
 * @param delimiter what parts the cells, or null to find out (comma, semicolon or tab)
 * @param labelColumn the column of the labels
 * @param classNames the classes, as a model knows them; none to take them from the labels
 * @param image the shape of the image that a row of features is, or null to tell it from the names
 *     of the columns
 * @param columns which of the other columns are features
 * @param featureNames what the features are called, as a model knows them; none if that is not
 *     known. A first line of these names is a header, also where they are numbers
 */
public record CsvOptions(
    Header header,
    @Nullable Character delimiter,
    LabelColumn labelColumn,
    List<String> classNames,
    @Nullable ImageShape image,
    ColumnChoice columns,
    List<String> featureNames) {
  /** Everything found out from the file. */
  public static final CsvOptions DEFAULTS =
      new CsvOptions(
          Header.AUTO, null, LabelColumn.AUTO, List.of(), null, ColumnChoice.ALL, List.of());

  /** Whether the first line names the columns. */
  public enum Header {
    /** It does if it has words above numbers. */
    AUTO,
    /** It does. */
    PRESENT,
    /** It does not. */
    ABSENT
  }

  /** Copies the names. */
  public CsvOptions {
    classNames = List.copyOf(classNames);
    featureNames = List.copyOf(featureNames);
  }

  /** The same with another header. */
  public CsvOptions withHeader(Header newHeader) {
    return new CsvOptions(
        newHeader, delimiter, labelColumn, classNames, image, columns, featureNames);
  }

  /** The same with another delimiter. */
  public CsvOptions withDelimiter(@Nullable Character newDelimiter) {
    return new CsvOptions(
        header, newDelimiter, labelColumn, classNames, image, columns, featureNames);
  }

  /** The same with another label column. */
  public CsvOptions withLabelColumn(LabelColumn newLabelColumn) {
    return new CsvOptions(
        header, delimiter, newLabelColumn, classNames, image, columns, featureNames);
  }

  /** The same with other class names. */
  public CsvOptions withClassNames(List<String> newClassNames) {
    return new CsvOptions(
        header, delimiter, labelColumn, newClassNames, image, columns, featureNames);
  }

  /** The same with another image shape. */
  public CsvOptions withImage(@Nullable ImageShape newImage) {
    return new CsvOptions(
        header, delimiter, labelColumn, classNames, newImage, columns, featureNames);
  }

  /** The same with other columns. */
  public CsvOptions withColumns(ColumnChoice newColumns) {
    return new CsvOptions(
        header, delimiter, labelColumn, classNames, image, newColumns, featureNames);
  }

  /** The same with other names of the features. */
  public CsvOptions withFeatureNames(List<String> newFeatureNames) {
    return new CsvOptions(
        header, delimiter, labelColumn, classNames, image, columns, newFeatureNames);
  }
}
