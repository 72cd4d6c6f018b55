package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.MetricsHistory.Added;
import dev.layerwise.runs.MetricsHistory.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has measured so far, read on while it goes on: of a log that grows only what was added
 * is read, and of long logs only so many lines are kept as show the whole. A training that has gone
 * on for long must not be slowed down by those who watch it.
 */
public final class LiveHistory {
  /** So many lines of a kind are kept at most; beyond, every second one goes. */
  public static final int MOST = 500;

  private static final int MOST_BEST = 60;

  private final RunDirectory run;
  private final Thinned epochs = new Thinned();
  private final Thinned validations = new Thinned();
  private final Deque<Line> best = new ArrayDeque<>();
  private final Map<String, Double> latest = new LinkedHashMap<>();
  private @Nullable Line divergence;
  private @Nullable Line last;
  private long lines;
  private long lastAt;
  private long end;

  /**
   * How things stand.
   *
   * @param lines the lines of the log
   * @param epochs the ends of epochs that are kept, the best and the last one among them
   * @param epochCount how many there were
   * @param validations the validations that are kept, the best and the last one among them
   * @param validationCount how many there were
   * @param best the last validations that were the best so far, in the order they happened
   * @param divergence the line of the divergence, or null
   * @param latest the last finite value of everything measured, by name
   * @param last the last line, or null
   */
  public record Snapshot(
      long lines,
      List<Line> epochs,
      long epochCount,
      List<Line> validations,
      long validationCount,
      List<Line> best,
      @Nullable Line divergence,
      Map<String, Double> latest,
      @Nullable Line last) {
    /** Copies the collections. */
    public Snapshot {
      epochs = List.copyOf(epochs);
      validations = List.copyOf(validations);
      best = List.copyOf(best);
      latest = Collections.unmodifiableMap(new LinkedHashMap<>(latest));
    }
  }

  /** Begins with nothing read. */
  public LiveHistory(RunDirectory run) {
    this.run = run;
  }

  /**
   * Reads what was added since the last time. A log that a resumed run has cut is read anew.
   *
   * @throws DataException if the log cannot be read, or is damaged
   */
  public synchronized Snapshot read() {
    if (!readOn()) {
      forget();
    }
    for (Added added = MetricsHistory.readAdded(run, end);
        added.end() > end;
        added = MetricsHistory.readAdded(run, end)) {
      take(added, added.lines());
    }
    return new Snapshot(
        lines,
        epochs.kept(),
        epochs.count,
        validations.kept(),
        validations.count,
        new ArrayList<>(best),
        divergence,
        latest,
        last);
  }

  /** Takes what follows the last line; false if that is no longer where it was. */
  private boolean readOn() {
    if (last == null) {
      return true;
    }
    if (size() < end) {
      return false;
    }
    try {
      // From the last line on: it tells whether the log is the one that was read.
      Added added = MetricsHistory.readAdded(run, lastAt);
      if (added.lines().isEmpty() || !added.lines().getFirst().equals(last)) {
        return false;
      }
      take(added, added.lines().subList(1, added.lines().size()));
      return true;
    } catch (DataException e) {
      // A cut log may have grown again, with lines that begin elsewhere. Damage is met again.
      return false;
    }
  }

  private void take(Added added, List<Line> more) {
    more.forEach(this::add);
    lastAt = added.lastAt();
    end = added.end();
  }

  private void add(Line line) {
    lines++;
    last = line;
    line.numbers()
        .forEach((name, value) -> {
          if (Double.isFinite(value)) {
            latest.put(name, value);
          }
        });
    if ("true".equals(line.texts().get("best"))) {
      best.addLast(line);
      if (best.size() > MOST_BEST) {
        best.removeFirst();
      }
    }
    boolean isBest = !best.isEmpty() && best.getLast().step() == line.step();
    switch (line.event()) {
      case "epoch" -> epochs.add(line, isBest);
      case "validation" -> validations.add(line, isBest);
      case "divergence" -> divergence = line;
      default -> {}
    }
  }

  private void forget() {
    epochs.forget();
    validations.forget();
    best.clear();
    latest.clear();
    divergence = null;
    last = null;
    lines = 0;
    lastAt = 0;
    end = 0;
  }

  private long size() {
    try {
      return Files.size(run.metrics());
    } catch (IOException e) {
      return 0;
    }
  }

  /** Every line at first, then every second, fourth, eighth; and the best and the last one. */
  private static final class Thinned {
    private final List<Line> lines = new ArrayList<>();
    private long stride = 1;
    private long count;
    private @Nullable Line best;
    private @Nullable Line last;

    void add(Line line, boolean isBest) {
      count++;
      last = line;
      if (isBest) {
        best = line;
      }
      if (count % stride == 0) {
        lines.add(line);
      }
      if (lines.size() > MOST) {
        stride *= 2;
        List<Line> fewer = new ArrayList<>(MOST);
        for (int i = 1; i < lines.size(); i += 2) {
          fewer.add(lines.get(i));
        }
        lines.clear();
        lines.addAll(fewer);
      }
    }

    List<Line> kept() {
      List<Line> kept = new ArrayList<>(lines);
      if (best != null && !lines.contains(best)) {
        long step = best.step();
        int at = (int) lines.stream().filter(line -> line.step() < step).count();
        kept.add(at, best);
      }
      if (last != null && !kept.contains(last)) {
        kept.add(last);
      }
      return kept;
    }

    void forget() {
      lines.clear();
      stride = 1;
      count = 0;
      best = null;
      last = null;
    }
  }
}
