package dev.layerwise.experiments.comparison;

import java.util.List;

/**
 * What a comparison of runs has found; {@link Comparisons} makes it.
 *
 * @param figure the figure that the tests are about
 * @param differing the settings in which the variants differ, but for the seed
 * @param variants the variants, in the order they were named
 * @param best the index of the best variant by validation, from 0, or -1 if that cannot be told
 * @param pairs the tests between variants
 * @param notes what a reader must know to read it right
 */
public record Comparison(
    Figure figure,
    List<String> differing,
    List<ComparedVariant> variants,
    int best,
    List<PairComparison> pairs,
    List<String> notes) {
  /** Copies the lists. */
  public Comparison {
    differing = List.copyOf(differing);
    variants = List.copyOf(variants);
    pairs = List.copyOf(pairs);
    notes = List.copyOf(notes);
  }
}
