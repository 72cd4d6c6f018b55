package dev.layerwise.web.index;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Where deleted runs wait until somebody wants them back, or empties it. */
public final class Bin {
  /** What a key takes of a name, which may fill a file's name by itself. */
  private static final int LONGEST_NAME = 100;

  private final Path root;
  private final Path folder;

  /** The bin of a runs folder. */
  public Bin(Path root) {
    this.root = root;
    this.folder = root.resolve(RunIndex.OWN_FOLDER).resolve("bin");
  }

  /**
   * A deleted run.
   *
   * @param key its name in the bin
   * @param id what it was called
   * @param deleted when, in UTC
   */
  public record Item(String key, String id, String deleted) {}

  /** Moves a run into the bin. */
  public Item put(String id) {
    Path from = root.resolve(id);
    String deleted = Instant.now().toString();
    String name = String.valueOf(from.getFileName());
    String key =
        deleted.replaceAll("[^0-9]", "")
            + "-"
            + name.substring(0, Math.min(name.length(), LONGEST_NAME))
                .replaceAll("[^A-Za-z0-9_.-]", "_");
    Path place = folder.resolve(key);
    Item item = new Item(key, id, deleted);
    try {
      Files.createDirectories(place);
      Files.writeString(place.resolve("item.json"), JsonMapper.shared().writeValueAsString(item));
      Files.move(from, place.resolve("run"));
      return item;
    } catch (IOException e) {
      throw new DataException(id + ": cannot be moved to the bin: " + e.getMessage(), e);
    }
  }

  /** What is in the bin, the last deleted first. */
  public List<Item> items() {
    List<Item> items = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries.forEach(entry -> {
          Item item = read(entry);
          if (item != null) {
            items.add(item);
          }
        });
      } catch (IOException e) {
        throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
      }
    }
    items.sort(Comparator.comparing(Item::deleted).reversed());
    return items;
  }

  private static @Nullable Item read(Path entry) {
    try {
      Item item = JsonMapper.shared().readValue(entry.resolve("item.json").toFile(), Item.class);
      boolean whole =
          item.key().equals(String.valueOf(entry.getFileName()))
              && Files.isDirectory(entry.resolve("run"));
      return whole ? item : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /**
   * Puts a run back where it was.
   *
   * @return its id, or null if the bin holds no such item
   * @throws DataException if something else is there by now
   */
  public @Nullable String restore(String key) {
    Item item = find(key);
    if (item == null) {
      return null;
    }
    Path to = root.resolve(item.id()).normalize();
    if (!to.startsWith(root) || Files.exists(to)) {
      throw new DataException(
          item.id()
              + ": cannot be put back: something else is called so by now; rename that first");
    }
    try {
      Files.createDirectories(to.getParent());
      Files.move(folder.resolve(key).resolve("run"), to);
      remove(folder.resolve(key));
      return item.id();
    } catch (IOException e) {
      throw new DataException(item.id() + ": cannot be put back: " + e.getMessage(), e);
    }
  }

  /** Deletes a run for good; returns whether the bin held it. */
  public boolean destroy(String key) {
    if (find(key) == null) {
      return false;
    }
    try {
      remove(folder.resolve(key));
      return true;
    } catch (IOException e) {
      throw new DataException(key + ": cannot be deleted: " + e.getMessage(), e);
    }
  }

  private @Nullable Item find(String key) {
    return items().stream().filter(item -> item.key().equals(key)).findFirst().orElse(null);
  }

  private static void remove(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The keys and names as JSON. */
  public List<Map<String, Object>> toJson() {
    return items().stream()
        .<Map<String, Object>>map(
            item -> Map.of("key", item.key(), "id", item.id(), "deleted", item.deleted()))
        .toList();
  }
}
