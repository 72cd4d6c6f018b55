package dev.layerwise.interop.weights;

import dev.layerwise.record.Model;
import java.util.List;

/**
 * A model that was made of a file of others.
 *
 * @param model the model
 * @param notes what a person should know: what was assumed, what was changed
 */
public record Imported(Model model, List<String> notes) {
  /** Copies the notes. */
  public Imported {
    notes = List.copyOf(notes);
  }
}
