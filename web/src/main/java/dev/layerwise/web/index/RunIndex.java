package dev.layerwise.web.index;

import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.runs.LiveHistory;
import dev.layerwise.studies.StudyDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All runs, sweeps and studies below a folder. What was read is kept in a small database, so that
 * ten thousand runs are there at once when the server starts again; everything in it is derived
 * from the run directories, and it may be deleted at any time.
 *
 * <p>A folder is read again when its modification time has changed: all that a run writes, but for
 * its metrics, is moved into place and so changes it. Runs that have not ended are read every time.
 */
public final class RunIndex implements AutoCloseable {
  /** The folder below the runs folder that belongs to the server: index, bin, logs. */
  public static final String OWN_FOLDER = ".layerwise";

  private static final int DEEPEST = 4;
  private static final long SHORTEST_AGE = 1_000_000_000L;
  private static final long LONGEST_AGE = 10_000_000_000L;
  private static final int COST_FACTOR = 100;

  /**
   * A state of the index.
   *
   * @param version grows with every change
   * @param entries by id
   */
  public record Snapshot(long version, Map<String, Entry> entries) {}

  private final Path root;
  private final Store store;
  private final RunReader reader = new RunReader();
  private final AtomicBoolean refreshing = new AtomicBoolean();
  private volatile Snapshot snapshot = new Snapshot(0, Map.of());
  private volatile long refreshedAt;
  private volatile long cost;
  private boolean loaded;
  private boolean closed;

  private RunIndex(Path root, Store store) {
    this.root = root;
    this.store = store;
  }

  /** Opens the index of a folder, which need not exist yet. */
  public static RunIndex open(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    return new RunIndex(absolute, Store.open(absolute.resolve(OWN_FOLDER)));
  }

  /** The runs folder. */
  public Path root() {
    return root;
  }

  /** How things stand; at most a few seconds old. */
  public Snapshot snapshot() {
    return snapshot(SHORTEST_AGE);
  }

  /**
   * How things stood a while ago at most, for who needs one entry alone.
   *
   * @param age in nanoseconds
   */
  public Snapshot snapshot(long age) {
    if (refreshedAt == 0) {
      refresh();
    } else if (System.nanoTime() - refreshedAt
            > Math.max(age, Math.clamp(COST_FACTOR * cost, SHORTEST_AGE, LONGEST_AGE))
        && refreshing.compareAndSet(false, true)) {
      // Nobody waits for it: what is known is shown now.
      Thread.ofVirtual()
          .start(() -> {
            try {
              refresh();
            } finally {
              refreshing.set(false);
            }
          });
    }
    return snapshot;
  }

  /** An entry by its id; what is not in the index cannot be reached through it. */
  public Optional<Entry> find(String id) {
    Entry known = snapshot().entries().get(id);
    if (known == null) {
      refresh();
      known = snapshot.entries().get(id);
    }
    return Optional.ofNullable(known);
  }

  /**
   * An entry as it is now, for those who decide something by it; lists may be a moment late. What
   * has ended is read again as well: others resume it, and delete it.
   */
  public Optional<Entry> current(String id) {
    Entry seen = snapshot.entries().get(id);
    Entry known = seen == null ? find(id).orElse(null) : seen;
    if (known == null) {
      return Optional.empty();
    }
    synchronized (this) {
      if (closed) {
        return Optional.of(known);
      }
      Path folder = folder(known);
      // Before it is read: what changes in between is noticed at the next look.
      String stamp = stamp(folder);
      Entry now = read(folder, id);
      if (now != null && now.status() == known.status()) {
        // Its figures may have grown; the list learns of that when it is looked at.
        return Optional.of(now);
      }
      Map<String, Entry> entries = new LinkedHashMap<>(snapshot.entries());
      if (now == null) {
        entries.remove(id);
      } else {
        entries.put(id, now);
        keep(id, stamp, now);
      }
      snapshot = new Snapshot(snapshot.version() + 1, Map.copyOf(entries));
      return Optional.ofNullable(now);
    }
  }

  /** The sweep or the study that an entry is part of, the innermost one. */
  public Optional<Entry> whole(Entry part) {
    Map<String, Entry> entries = snapshot.entries();
    for (int slash = part.id().lastIndexOf('/');
        slash > 0;
        slash = part.id().lastIndexOf('/', slash - 1)) {
      Entry whole = entries.get(part.id().substring(0, slash));
      if (whole != null) {
        return Optional.of(whole);
      }
    }
    return Optional.empty();
  }

  /** What a run without a result has measured so far, read once for all who ask. */
  public LiveHistory history(Entry run) {
    return reader.history(folder(run));
  }

  /** The folder of an entry. */
  public Path folder(Entry entry) {
    return root.resolve(entry.id());
  }

  /** Looks at the folders now; no more once it is closed, when requests may still be under way. */
  public synchronized void refresh() {
    if (closed) {
      return;
    }
    long began = System.nanoTime();
    Map<String, Store.Kept> known = new LinkedHashMap<>(store.entries());
    Map<String, Entry> now = new LinkedHashMap<>();
    Walk walk = new Walk(known, now);
    walk.folder(root, "", 0);
    store.keepOnly(now.keySet());
    reader.keepOnly(
        now.values().stream()
            .filter(entry -> entry.status() == Status.LIVE)
            .map(this::folder)
            .collect(Collectors.toSet()));
    if (!loaded || !now.equals(snapshot.entries())) {
      snapshot = new Snapshot(snapshot.version() + 1, Map.copyOf(now));
      loaded = true;
    }
    long ended = System.nanoTime();
    cost = ended - began;
    refreshedAt = ended;
  }

  /** Forgets all that was kept, and reads everything again. */
  public synchronized void rebuild() {
    if (!closed) {
      store.clear();
      refresh();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    store.close();
  }

  private final class Walk {
    private final Map<String, Store.Kept> known;
    private final Map<String, Entry> now;

    Walk(Map<String, Store.Kept> known, Map<String, Entry> now) {
      this.known = known;
      this.now = now;
    }

    void folder(Path folder, String id, int depth) {
      if (!id.isEmpty() && visit(folder, id)) {
        return;
      }
      if (depth < DEEPEST) {
        for (Path child : children(folder)) {
          String name = String.valueOf(child.getFileName());
          folder(child, id.isEmpty() ? name : id + "/" + name, depth + 1);
        }
      }
    }

    /** Whether the folder is a run, a sweep or a study. */
    private boolean visit(Path folder, String id) {
      Store.Kept kept = known.get(id);
      String stamp = stamp(folder);
      if (kept != null && kept.stamp().equals(stamp) && isSettled(kept.entry())) {
        now.put(id, kept.entry());
        parts(folder, kept.entry());
        return true;
      }
      Entry entry = read(folder, id);
      if (entry == null) {
        return false;
      }
      now.put(id, entry);
      keep(id, stamp, entry);
      parts(folder, entry);
      return true;
    }

    /** The runs of a sweep, the sweeps of a study. */
    private void parts(Path folder, Entry entry) {
      if (entry.kind().equals("sweep")) {
        for (Path trial : children(folder.resolve("trials"))) {
          visit(trial, entry.id() + "/trials/" + trial.getFileName());
        }
      } else if (entry.kind().equals("study")) {
        for (Path part : children(folder)) {
          if (SweepDirectory.isSweep(part)) {
            visit(part, entry.id() + "/" + part.getFileName());
          }
        }
      }
    }
  }

  private @Nullable Entry read(Path folder, String id) {
    if (Files.isRegularFile(folder.resolve("run.yaml"))) {
      return reader.run(folder, id, id.contains("/trials/") ? "trial" : "run");
    }
    if (SweepDirectory.isSweep(folder)) {
      return SeriesReader.sweep(folder, id);
    }
    return StudyDirectory.isStudy(folder) ? SeriesReader.study(folder, id) : null;
  }

  /** Only what will not be read again anyway is worth a place in the database. */
  private void keep(String id, String stamp, Entry entry) {
    Store.Kept kept = store.entries().get(id);
    if (!isSettled(entry)) {
      if (kept != null) {
        store.remove(id);
      }
    } else if (kept == null || !kept.stamp().equals(stamp) || !kept.entry().equals(entry)) {
      store.put(id, new Store.Kept(stamp, entry));
    }
  }

  /** Whether nothing but a change of its folder can change it. */
  private static boolean isSettled(Entry entry) {
    return entry.isRun() ? entry.status() != Status.LIVE : entry.status() == Status.DONE;
  }

  private static String stamp(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toInstant().toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Path> children(Path folder) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        // No links: they might lead out of the folder, or round in circles.
        if (!String.valueOf(entry.getFileName()).startsWith(".")
            && Files.isDirectory(entry, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
          children.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      // What cannot be read holds nothing that could be shown.
      return children;
    }
    return children;
  }
}
