package dev.layerwise.trackers;

import java.util.ArrayList;
import java.util.List;

/**
 * What trackers have to tell a person, until somebody asks; may be used by several threads. A
 * tracker never prints.
 */
public final class Notices {
  private final List<Notice> waiting = new ArrayList<>();

  /**
   * A sentence.
   *
   * @param problem whether something went wrong
   * @param text the sentence
   */
  public record Notice(boolean problem, String text) {}

  /** Makes an empty list. */
  public Notices() {}

  /** Adds what went well. */
  public synchronized void tell(String text) {
    waiting.add(new Notice(false, text));
  }

  /** Adds what went wrong. */
  public synchronized void warn(String text) {
    waiting.add(new Notice(true, text));
  }

  /** Takes what has gathered. */
  public synchronized List<Notice> take() {
    List<Notice> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
