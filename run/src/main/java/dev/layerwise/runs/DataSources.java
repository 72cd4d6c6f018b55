package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.FileKind;
import dev.layerwise.data.Idx;
import dev.layerwise.data.PointSets;
import dev.layerwise.data.Suggestions;
import dev.layerwise.interop.csv.ColumnChoice;
import dev.layerwise.interop.csv.CsvFiles;
import dev.layerwise.interop.csv.CsvOptions;
import dev.layerwise.interop.csv.LabelColumn;
import dev.layerwise.interop.image.ImageFolders;
import dev.layerwise.interop.numpy.NumpyData;
import dev.layerwise.interop.parquet.ParquetFiles;
import dev.layerwise.interop.published.DataPlaces;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.interop.published.LoadedSet;
import dev.layerwise.interop.published.PublishedSet;
import dev.layerwise.interop.published.PublishedSetLoader;
import dev.layerwise.interop.published.PublishedSets;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds data by the names and files that descriptions use. */
public final class DataSources {
  private final DownloadListener downloads;
  private final @Nullable Map<List<@Nullable Object>, Supplier<@Nullable Kept>> kept;

  /** Makes one that tells how downloads go. */
  public DataSources(DownloadListener downloads) {
    this(downloads, null);
  }

  private DataSources(
      DownloadListener downloads,
      @Nullable Map<List<@Nullable Object>, Supplier<@Nullable Kept>> kept) {
    this.downloads = downloads;
    this.kept = kept;
  }

  /**
   * Makes one that keeps what it has read, for many runs over the same data; may be shared by
   * threads. A file that changes meanwhile is not read again.
   */
  public static DataSources keeping(DownloadListener downloads) {
    return new DataSources(downloads, new HashMap<>());
  }

  /** What was read, with the digests that were asked for. */
  private static final class Kept {
    private final Loaded loaded;

    /** By identity: comparing data sets would take as long as reading them. */
    private final IdentityHashMap<Dataset, @Nullable String> digests = new IdentityHashMap<>();

    Kept(Loaded loaded) {
      this.loaded = loaded;
      digests.put(loaded.training(), null);
      if (loaded.test() != null) {
        digests.put(loaded.test(), null);
      }
    }

    synchronized boolean holds(Dataset set) {
      return digests.containsKey(set);
    }

    synchronized String sha256(Dataset set) {
      String digest = digests.get(set);
      if (digest == null) {
        digest = set.sha256();
        digests.put(set, digest);
      }
      return digest;
    }
  }

  /** The digest of a data set; the sources that keep sets keep it as well. */
  String sha256(Dataset set) {
    Kept holder = null;
    if (kept != null) {
      synchronized (kept) {
        for (Supplier<@Nullable Kept> one : kept.values()) {
          Kept known = one.get();
          holder = known != null && known.holds(set) ? known : holder;
        }
      }
    }
    return holder == null ? set.sha256() : holder.sha256(set);
  }

  /**
   * What a name stands for.
   *
   * @param training the examples
   * @param test the test set that comes with them, or null
   */
  public record Loaded(Dataset training, @Nullable Dataset test) {}

  /** A file, and that of its labels if it stands behind a comma: {@code images.idx,labels.idx}. */
  private record Place(Path file, @Nullable String labels) {
    static Place of(String named) {
      int comma = named.indexOf(',');
      return comma > 0 && !Files.exists(Path.of(named))
          ? new Place(Path.of(named.substring(0, comma)), named.substring(comma + 1))
          : new Place(Path.of(named), null);
    }
  }

  /**
   * Loads what {@link RunSpec#data} names.
   *
   * @throws DataException if there is no such data, or it cannot be used
   */
  public Loaded load(RunSpec spec) {
    return keep(
        Arrays.asList(
            spec.data(),
            spec.labels(),
            spec.dataDir(),
            spec.dataSize(),
            spec.dataNoise(),
            spec.dataSeed(),
            spec.labelColumn(),
            spec.columns(),
            spec.header(),
            spec.imageSize()),
        DataNames.areMade(spec.data()),
        () -> read(spec));
  }

  /**
   * Reads data, or hands out what was read before.
   *
   * @param made whether the data are made, and can be made again: those of one seed after the other
   *     need not stay in memory
   */
  private Loaded keep(List<@Nullable Object> key, boolean made, Supplier<Loaded> read) {
    if (kept == null) {
      return read.get();
    }
    // One at a time: of two runs that need the same file, the second waits instead of reading it.
    synchronized (kept) {
      Supplier<@Nullable Kept> known = kept.get(key);
      Kept present = known == null ? null : known.get();
      if (present == null) {
        Kept fresh = new Kept(read.get());
        kept.put(key, made ? new SoftReference<>(fresh)::get : () -> fresh);
        present = fresh;
      }
      return present.loaded;
    }
  }

  private Loaded read(RunSpec spec) {
    String name = spec.data();
    if (name.equals(Digits.NAME)) {
      int count = spec.dataSize() > 0 ? spec.dataSize() : Digits.TRAINING_EXAMPLES;
      int tests =
          Math.max(1, (int) ((long) count * Digits.TEST_EXAMPLES / Digits.TRAINING_EXAMPLES));
      return new Loaded(
          Digits.training(count, spec.dataSeed()), Digits.test(tests, spec.dataSeed()));
    }
    for (PointSets.Kind kind : PointSets.Kind.values()) {
      if (name.equals(kind.label())) {
        return new Loaded(points(kind, spec), null);
      }
    }
    Optional<PublishedSet> published = PublishedSets.find(name);
    if (published.isPresent()) {
      Path dataDir = spec.dataDir() == null ? null : Path.of(spec.dataDir());
      LoadedSet set =
          new PublishedSetLoader(DataPlaces.standard(dataDir), false, downloads)
              .load(published.get());
      return new Loaded(set.training(), set.test());
    }
    Place place = Place.of(name);
    if (place.labels != null && spec.labels() != null) {
      throw new DataException(
          name + ": its labels are named twice, behind the comma and by --labels; name them once");
    }
    String labels = place.labels != null ? place.labels : spec.labels();
    return loadFile(place.file, labels, "--labels", spec, List.of(), List.of());
  }

  private static Dataset points(PointSets.Kind kind, RunSpec spec) {
    Double noise = spec.dataNoise();
    return PointSets.generate(
        kind,
        spec.dataSize() > 0 ? spec.dataSize() : PointSets.EXAMPLES,
        kind.classes(),
        noise != null ? noise : kind.noise(),
        spec.dataSeed());
  }

  /**
   * Loads a set to be measured on: the test set of a name ({@code mnist}), or a file; an IDX file
   * may be followed by that of its labels, {@code images.idx,labels.idx}.
   *
   * @param classNames the classes that are known already
   * @param featureNames what the features are known to be called, which tells a header of numbers;
   *     empty if that is not known
   */
  public Dataset loadNamed(
      String named, RunSpec spec, List<String> classNames, List<String> featureNames) {
    if (DataNames.all().contains(named)) {
      Loaded loaded = load(RunSpecs.withData(spec, named));
      return loaded.test() != null ? loaded.test() : loaded.training();
    }
    Place place = Place.of(named);
    Loaded loaded =
        keep(
            Arrays.asList(
                named,
                spec.labelColumn(),
                spec.columns(),
                spec.header(),
                spec.imageSize(),
                List.copyOf(classNames),
                List.copyOf(featureNames)),
            false,
            () ->
                loadFile(
                    place.file,
                    place.labels,
                    "behind a comma: " + place.file + ",LABELS",
                    spec,
                    classNames,
                    featureNames));
    return loaded.test() != null ? loaded.test() : loaded.training();
  }

  private static Loaded loadFile(
      Path file,
      @Nullable String labels,
      String where,
      RunSpec spec,
      List<String> classNames,
      List<String> featureNames) {
    if (!Files.exists(file)) {
      List<String> names = DataNames.all();
      throw new DataException(
          file
              + ": there is no such file, nor a data set of that name"
              + Suggestions.didYouMean(file.toString(), names)
              + " (known: "
              + String.join(", ", names)
              + ")");
    }
    if (Files.isDirectory(file) && ParquetFiles.isFolderOfThem(file)) {
      return new Loaded(parquet(file, spec, classNames), null);
    }
    if (Files.isDirectory(file)) {
      ImageFolders.Sets sets = ImageFolders.read(file, classNames, spec.imageShape());
      return new Loaded(sets.training(), sets.test());
    }
    FileKind kind = FileKind.of(file);
    return switch (kind) {
      case IDX ->
          new Loaded(
              Idx.readDataset(name(file), file, labelFile(file, kind, labels, where), classNames),
              null);
      case NUMPY ->
          new Loaded(NumpyData.read(file, labelFile(file, kind, labels, where), classNames), null);
      case ZIP -> {
        NumpyData.Sets sets = NumpyData.readArchive(file, classNames);
        yield new Loaded(sets.training(), sets.test());
      }
      case TEXT ->
          new Loaded(
              CsvFiles.read(
                  file, csvOptions(spec).withClassNames(classNames).withFeatureNames(featureNames)),
              null);
      case PARQUET -> new Loaded(parquet(file, spec, classNames), null);
      default ->
          throw new DataException(
              file
                  + ": is "
                  + kind.description()
                  + "; expected CSV, IDX, Parquet, NumPy's arrays (.npz, .npy) or a folder of"
                  + " images");
    };
  }

  private static Dataset parquet(Path file, RunSpec spec, List<String> classNames) {
    CsvOptions options = csvOptions(spec).withClassNames(classNames).withImage(spec.imageShape());
    return ParquetFiles.read(file, options, spec.imageSize() != null);
  }

  /**
   * The file of the labels.
   *
   * @param where how it is named
   */
  private static Path labelFile(Path file, FileKind kind, @Nullable String labels, String where) {
    if (labels == null) {
      throw new DataException(
          file
              + ": is "
              + kind.description()
              + " without its labels; name their file ("
              + where
              + ")");
    }
    return Path.of(labels);
  }

  /** How the description says that CSV and Parquet files are to be read. */
  public static CsvOptions csvOptions(RunSpec spec) {
    CsvOptions.Header header =
        switch (spec.header()) {
          case "yes" -> CsvOptions.Header.PRESENT;
          case "no" -> CsvOptions.Header.ABSENT;
          default -> CsvOptions.Header.AUTO;
        };
    String column = spec.labelColumn();
    String columns = spec.columns();
    return CsvOptions.DEFAULTS
        .withHeader(header)
        .withColumns(columns == null ? ColumnChoice.ALL : new ColumnChoice(columns))
        .withLabelColumn(column == null ? LabelColumn.AUTO : LabelColumn.parse(column));
  }

  private static String name(Path file) {
    Path last = file.getFileName();
    return last == null ? file.toString() : last.toString();
  }
}
