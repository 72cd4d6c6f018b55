package dev.layerwise.interop.published;

import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Idx;
import dev.layerwise.interop.published.LoadedSet.Source;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Loads a published set: from the folders of this machine where it may lie, or else downloaded into
 * the user's cache.
 *
 * <p>A file counts under its published name, without {@code .gz} if it was unpacked. A file in a
 * folder of the user's is used whatever it holds, with a warning if that is not what was published,
 * and its checksum is in the result; a file in the cache that is not the published one is fetched
 * again.
 */
public final class PublishedSetLoader {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Locks between processes do not hold between the threads of one. */
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final DataPlaces places;
  private final boolean offline;
  private final Duration patience;
  private final DownloadListener listener;

  /**
   * Makes one.
   *
   * @param places where to look, and where to download to
   * @param offline whether to do without the network
   * @param listener hears of progress and warnings
   */
  public PublishedSetLoader(DataPlaces places, boolean offline, DownloadListener listener) {
    this(places, offline, PATIENCE, listener);
  }

  PublishedSetLoader(
      DataPlaces places, boolean offline, Duration patience, DownloadListener listener) {
    this.places = places;
    this.offline = offline;
    this.patience = patience;
    this.listener = listener;
  }

  /**
   * Finds the files of a set, downloading those that are nowhere.
   *
   * @return the four files in the order of {@link PublishedSet#files()}
   * @throws DataException if they are nowhere and cannot be downloaded; the message lists what is
   *     wanted, where it may be put, and what every mirror answered
   */
  public List<Source> locate(PublishedSet set) {
    return locate(set, new ReadAhead(set, List.of())).sources();
  }

  /** Files that have been found, and whether they are newer than the search for them. */
  private record Located(List<Source> sources, boolean downloaded) {}

  private Located locate(PublishedSet set, ReadAhead ahead) {
    for (Path place : places.searched().keySet()) {
      List<Source> found = findIn(place.resolve(set.name()), set, ahead);
      if (!found.isEmpty()) {
        return new Located(found, false);
      }
    }
    Path folder = places.cache().resolve(set.name());
    List<Source> cached = cached(folder, set, ahead);
    return cached.isEmpty() ? new Located(download(folder, set), true) : new Located(cached, false);
  }

  /**
   * Begins to read a set that is going to be loaded, if its files are on this machine: on another
   * core, while the program is busy with something else. {@link #load} takes up what is there; when
   * it looks elsewhere, nothing comes of it.
   */
  public static void readAhead(PublishedSet set, DataPlaces places) {
    List<Path> expected = firstPresent(set, places);
    if (!expected.isEmpty() && Runtime.getRuntime().availableProcessors() > 1) {
      ReadAhead.offer(new ReadAhead(set, expected));
    }
  }

  /**
   * Loads a set.
   *
   * @throws DataException as {@link #locate} does, or if a file is damaged
   */
  public LoadedSet load(PublishedSet set) {
    List<Path> expected = firstPresent(set, places);
    ReadAhead ahead = ReadAhead.take(set, expected);
    if (!expected.isEmpty()) {
      ahead.begin();
      ahead.checksum();
    }
    Located located = locate(set, ahead);
    List<Path> paths = located.sources().stream().map(Source::path).toList();
    // What has been read ahead is not what was downloaded since.
    ReadAhead read =
        paths.equals(expected) && !located.downloaded() ? ahead : new ReadAhead(set, paths);
    FutureTask<Dataset> later = new FutureTask<>(() -> readTest(set, paths));
    later.run();
    Dataset training = read.training();
    Dataset test = ReadAhead.resultOf(later);
    List<Source> files = located.sources();
    if (training.features().columns() != test.features().columns()) {
      throw new DataException(
          files.get(0).path()
              + " has "
              + training.features().columns()
              + " pixels an image, but "
              + files.get(2).path()
              + " has "
              + test.features().columns()
              + "; do they belong together?");
    }
    return new LoadedSet(training, test, files);
  }

  private static Dataset readTest(PublishedSet set, List<Path> files) {
    return Idx.readDataset(set.name() + " (test)", files.get(2), files.get(3), set.classNames());
  }

  /** The four files that {@link #locate} will come upon first, or nothing if they are nowhere. */
  private static List<Path> firstPresent(PublishedSet set, DataPlaces places) {
    List<Path> folders = new ArrayList<>();
    places.searched().keySet().forEach(place -> folders.add(place.resolve(set.name())));
    folders.add(places.cache().resolve(set.name()));
    for (Path folder : folders) {
      List<Path> found = new ArrayList<>();
      for (PublishedFile file : set.files()) {
        Path path = find(folder, file);
        if (path != null) {
          found.add(path);
        }
      }
      if (found.size() == set.files().size()) {
        return found;
      }
    }
    return List.of();
  }

  /** The four files in a folder of the user's, or nothing if one is missing. */
  private List<Source> findIn(Path folder, PublishedSet set, ReadAhead ahead) {
    List<Source> sources = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (PublishedFile file : set.files()) {
      Path path = find(folder, file);
      if (path == null) {
        missing.add(file.name());
      } else {
        sources.add(source(path, file, ahead));
      }
    }
    if (!missing.isEmpty()) {
      if (!sources.isEmpty()) {
        listener.warned(folder + ": is not used, for it lacks " + String.join(", ", missing));
      }
      return List.of();
    }
    for (Source source : sources) {
      if (!source.published()) {
        listener.warned(
            source.path()
                + ": its content is not that of the published "
                + set.name()
                + " (SHA-256 "
                + source.sha256()
                + "); it is used all the same");
      }
    }
    return sources;
  }

  private static @Nullable Path find(Path folder, PublishedFile file) {
    String unpacked = file.name().replaceFirst("\\.gz$", "");
    // The archives of MNIST unpack to names with a dot, such as train-images.idx3-ubyte.
    String dotted = unpacked.replaceFirst("-idx", ".idx");
    for (String name : List.of(file.name(), unpacked, dotted, dotted + ".gz")) {
      Path path = folder.resolve(name);
      if (Files.isRegularFile(path)) {
        return path;
      }
    }
    return null;
  }

  private static Source source(Path path, PublishedFile file, ReadAhead ahead) {
    String sha256 = ahead.sha256(path);
    boolean published =
        sha256.equals(file.sha256())
            || sha256.equals(file.contentSha256())
            || DataFiles.contentSha256(path).equals(file.contentSha256());
    try {
      return new Source(path, Files.size(path), sha256, published);
    } catch (IOException e) {
      throw DataFiles.unreadable(path, e);
    }
  }

  /** The four files in the cache, or nothing if one is missing or not what was published. */
  private static List<Source> cached(Path folder, PublishedSet set, ReadAhead ahead) {
    List<Source> sources = new ArrayList<>();
    for (PublishedFile file : set.files()) {
      Source source = cached(folder, file, ahead);
      if (source == null) {
        return List.of();
      }
      sources.add(source);
    }
    return sources;
  }

  private static @Nullable Source cached(Path folder, PublishedFile file, ReadAhead ahead) {
    Path path = find(folder, file);
    if (path == null) {
      return null;
    }
    try {
      Source source = source(path, file, ahead);
      return source.published() ? source : null;
    } catch (DataException e) {
      return null; // damaged: as good as missing
    }
  }

  private List<Source> download(Path folder, PublishedSet set) {
    ReadAhead nothing = new ReadAhead(set, List.of());
    List<String> answers = new ArrayList<>();
    if (offline) {
      answers.add("no download, for the network is not to be used");
    }
    IN_THIS_PROCESS.lock();
    try (Fetcher fetcher = offline ? null : new Fetcher(patience, System::nanoTime, listener)) {
      if (fetcher != null) {
        Files.createDirectories(folder);
        try (FileChannel channel =
                FileChannel.open(
                    folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock _ = lock(channel, folder)) {
          for (PublishedFile file : set.files()) {
            // Another process may have brought it while this one waited for the lock.
            if (cached(folder, file, nothing) == null
                && !fetcher.fetch(file, set.mirrors(), folder.resolve(file.name()), answers)) {
              break;
            }
          }
        }
      }
    } catch (IOException e) {
      answers.add(folder + ": " + worded(e));
    } finally {
      IN_THIS_PROCESS.unlock();
    }
    List<Source> sources = cached(folder, set, nothing);
    if (sources.isEmpty()) {
      throw new DataException(explanation(set, folder, answers));
    }
    return sources;
  }

  private FileLock lock(FileChannel channel, Path folder) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      listener.waiting(folder);
      lock = channel.lock();
    }
    return lock;
  }

  private static String worded(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "may not be written by this user";
      default -> "cannot be written: " + (e.getMessage() == null ? e.toString() : e.getMessage());
    };
  }

  private String explanation(PublishedSet set, Path cacheFolder, List<String> answers) {
    StringBuilder text = new StringBuilder();
    text.append(set.name())
        .append(": its files are not on this machine and could not be downloaded.\n");
    text.append("Wanted, as published or unpacked:\n");
    for (PublishedFile file : set.files()) {
      text.append(
          String.format(
              Locale.ROOT, "  %-26s %,11d bytes  MD5 %s\n", file.name(), file.bytes(), file.md5()));
      text.append("    SHA-256 ").append(file.sha256()).append('\n');
    }
    text.append("They are published at\n");
    set.mirrors().forEach(mirror -> text.append("  ").append(mirror).append('\n'));
    text.append("Put them into one of these folders:\n");
    places
        .searched()
        .forEach((place, what) ->
            text.append("  ")
                .append(place.resolve(set.name()))
                .append(" (")
                .append(what)
                .append(")\n"));
    text.append("  ").append(cacheFolder).append(" (the cache)\n");
    if (!places.searched().containsValue(DataPlaces.VARIABLE)) {
      text.append("  or ")
          .append(set.name())
          .append("/ in a folder that the environment variable ")
          .append(DataPlaces.VARIABLE)
          .append(" names\n");
    }
    text.append("Tried:");
    for (String answer : answers) {
      text.append("\n  ").append(answer);
    }
    return text.toString();
  }
}
