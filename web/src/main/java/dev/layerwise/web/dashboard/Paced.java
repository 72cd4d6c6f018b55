package dev.layerwise.web.dashboard;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was made of folders that change all the time, and makes it anew only so often that it
 * takes a small share of one core, however many ask, or at most every few seconds.
 */
final class Paced<T> {
  /** What was made rests for this many times as long as making it took: half a % of a core. */
  static final int REST = 200;

  /** The shortest rest, in nanoseconds: nobody draws figures more often. */
  static final long SHORTEST_REST = 900_000_000L;

  /** The longest rest, in nanoseconds: what is looked at must not stand still. */
  static final long LONGEST_REST = 10_000_000_000L;

  private static final int MOST = 16;

  private final LongSupplier nanos;
  private final Map<Path, Slot<T>> slots = LastMade.lastUsed(MOST);

  /** One folder; who asks while something is made waits for it. */
  private static final class Slot<T> {
    private String state = "";
    private long made;
    private long cost;
    private @Nullable T value;
  }

  /**
   * Makes one.
   *
   * @param nanos the clock
   */
  Paced(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * What was made of a folder lately, or is made now.
   *
   * @param state how things stand with it; in another state nothing rests
   * @param maker is given what was made before, or null
   */
  T get(Path folder, String state, Function<@Nullable T, T> maker) {
    Slot<T> slot;
    synchronized (slots) {
      slot = slots.computeIfAbsent(folder, _ -> new Slot<>());
    }
    synchronized (slot) {
      T known = slot.value;
      if (known != null
          && slot.state.equals(state)
          && nanos.getAsLong() - slot.made
              < Math.clamp(REST * slot.cost, SHORTEST_REST, LONGEST_REST)) {
        return known;
      }
      long began = nanos.getAsLong();
      T value = maker.apply(known);
      slot.value = value;
      slot.state = state;
      slot.made = nanos.getAsLong();
      slot.cost = slot.made - began;
      return value;
    }
  }
}
