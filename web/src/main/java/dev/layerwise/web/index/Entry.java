package dev.layerwise.web.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of a run, a sweep or a study.
 *
 * @param id the path below the runs folder, with slashes
 * @param kind {@code run}, {@code trial} (a run of a sweep), {@code sweep} or {@code study}
 * @param status how things stand
 * @param started when it began, as text in UTC that sorts by time, or an empty text
 * @param settings all settings by name, as JSON values; those that are not set are left out; of a
 *     sweep or a study those in which no two of its runs differ
 * @param changes the names of those that differ from the defaults
 * @param figures what was measured, by name: of the summary, or of the last lines while there is
 *     none
 * @param network the widths, such as {@code 784-128-10}, or an empty text
 * @param stopReason why it ended, or an empty text
 * @param tags words that somebody gave it
 * @param note what somebody wrote about it
 * @param problem why it cannot be read, or an empty text
 */
public record Entry(
    String id,
    String kind,
    Status status,
    String started,
    Map<String, Object> settings,
    List<String> changes,
    Map<String, Double> figures,
    String network,
    String stopReason,
    List<String> tags,
    String note,
    String problem) {
  /** What the settings of a study name it by. */
  static final String STUDY = "study";

  /** Copies the collections. */
  public Entry {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    changes = List.copyOf(changes);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    tags = List.copyOf(tags);
  }

  /** The last part of the id. */
  public String name() {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  /** Whether it is a training, and not a folder of many. */
  public boolean isRun() {
    return kind.equals("run") || kind.equals("trial");
  }

  /** What the index knows under a name: a number, a text, a list or null. */
  public @Nullable Object value(String field) {
    return switch (field) {
      case "id" -> id;
      case "name" -> name();
      case "kind" -> kind;
      case "status" -> status.label();
      case "started" -> started;
      case "network" -> network;
      case "stopReason" -> stopReason;
      case "tag", "tags" -> tags;
      case "note" -> note;
      default -> {
        Double figure = figures.get(field);
        yield figure != null ? figure : settings.get(field);
      }
    };
  }

  /** Whether every word occurs somewhere in what names or describes the run. */
  public boolean mentions(List<String> words) {
    StringBuilder text = new StringBuilder();
    text.append(id).append(' ').append(status.label()).append(' ').append(network);
    text.append(' ').append(stopReason).append(' ').append(note);
    tags.forEach(tag -> text.append(' ').append(tag));
    changes.forEach(name -> text.append(' ').append(name).append(' ').append(settings.get(name)));
    text.append(' ').append(settings.get("data")).append(' ').append(value(STUDY));
    String all = text.toString().toLowerCase(java.util.Locale.ROOT);
    return words.stream().allMatch(all::contains);
  }

  /** The same with other words of its readers. */
  Entry with(List<String> newTags, String newNote) {
    return new Entry(
        id,
        kind,
        status,
        started,
        settings,
        changes,
        figures,
        network,
        stopReason,
        new ArrayList<>(newTags),
        newNote,
        problem);
  }
}
