package dev.layerwise.studies;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a study is run.
 *
 * @param quick whether it is made small, for a look
 * @param repeats the seeds for each variant, or null for as many as its file says
 * @param settings put over those of every run: where the data are, how many threads
 */
public record StudyOptions(boolean quick, @Nullable Integer repeats, Map<String, Object> settings) {
  /** As its file says. */
  public static final StudyOptions DEFAULT = new StudyOptions(false, null, Map.of());

  /** Copies the settings. */
  public StudyOptions {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    if (repeats != null && repeats < 1) {
      throw new IllegalArgumentException("repeats: expected at least 1, got " + repeats);
    }
  }
}
