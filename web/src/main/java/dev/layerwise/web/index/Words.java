package dev.layerwise.web.index;

import dev.layerwise.record.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people say about a run: {@code notes.json} in its folder, so that it goes wherever the
 * folder goes.
 *
 * @param tags single words
 * @param note a text
 */
public record Words(List<String> tags, String note) {
  /** Nothing said. */
  static final Words NONE = new Words(List.of(), "");

  private static final String FILE = "notes.json";
  private static final int MOST_TAGS = 30;
  private static final int LONGEST_TAG = 40;
  private static final int LONGEST_NOTE = 10_000;

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if there are too many or they are too long
   */
  public Words {
    tags = tags.stream().map(String::strip).filter(tag -> !tag.isEmpty()).distinct().toList();
    if (tags.size() > MOST_TAGS) {
      throw new IllegalArgumentException(
          "tags: expected at most " + MOST_TAGS + ", got " + tags.size());
    }
    for (String tag : tags) {
      if (tag.length() > LONGEST_TAG || !tag.matches("[\\p{L}\\p{N}_./:+-]+")) {
        throw new IllegalArgumentException(
            "tags: expected letters, digits and any of _./:+-, at most "
                + LONGEST_TAG
                + " of them, got '"
                + tag.substring(0, Math.min(tag.length(), LONGEST_TAG))
                + "'");
      }
    }
    if (note.length() > LONGEST_NOTE) {
      throw new IllegalArgumentException(
          "note: expected at most " + LONGEST_NOTE + " characters, got " + note.length());
    }
  }

  /** Reads those of a folder; none if the file is missing or damaged. */
  static Words read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      JsonNode tree = JsonMapper.shared().readTree(file.toFile());
      List<String> tags = new ArrayList<>();
      tree.path("tags").forEach(tag -> tags.add(tag.asString("")));
      return new Words(tags, tree.path("note").asString(""));
    } catch (JacksonException | IllegalArgumentException e) {
      return NONE;
    }
  }

  /**
   * Writes words into a folder, whole or not at all.
   *
   * @throws IllegalArgumentException if there are too many or they are too long
   */
  public static void write(Path folder, List<String> tags, String note) {
    new Words(tags, note).write(folder);
  }

  private void write(Path folder) {
    AtomicFiles.writeString(
        folder.resolve(FILE),
        JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.of("tags", tags, "note", note))
            + "\n");
  }
}
