package dev.layerwise.trackers;

import java.util.ArrayList;
import java.util.List;

/**
 * What trackers have to tell a person, until somebody asks; may be used by several threads. A
 * tracker never prints.
 */
public final class Notices {
  private final List<String> waiting = new ArrayList<>();

  /** Makes an empty list. */
  public Notices() {}

  /** Adds a sentence. */
  public synchronized void add(String sentence) {
    waiting.add(sentence);
  }

  /** Takes what has gathered. */
  public synchronized List<String> take() {
    List<String> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
