package dev.layerwise.web.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The database of the index. Damaged or of another version it is begun anew; in use by another
 * server, or where nothing can be written, this one remembers for itself alone.
 */
final class Store implements AutoCloseable {
  /** Changes with the meaning of what is kept. */
  private static final String VERSION = "2";

  private static final ObjectMapper JSON = JsonMapper.shared();

  /**
   * What is kept of a folder.
   *
   * @param stamp its modification time when it was read
   * @param entry what was read
   */
  record Kept(String stamp, Entry entry) {}

  private final MVStore database;
  private final MVMap<String, byte[]> map;
  private final Map<String, Kept> entries = new LinkedHashMap<>();

  private Store(MVStore database) {
    this.database = database;
    MVMap<String, String> meta = database.openMap("meta");
    this.map = database.openMap("entries");
    if (!VERSION.equals(meta.get("version"))) {
      map.clear();
      meta.put("version", VERSION);
    }
    map.forEach((id, value) -> {
      try {
        entries.put(id, JSON.readValue(value, Kept.class));
      } catch (JacksonException e) {
        // Read again from the run itself.
      }
    });
  }

  static Store open(Path folder) {
    Path file = folder.resolve("index.mv");
    try {
      Files.createDirectories(folder);
      return new Store(openFile(file));
    } catch (MVStoreException e) {
      if (e.getErrorCode() != DataUtils.ERROR_FILE_LOCKED) {
        try {
          Files.deleteIfExists(file);
          return new Store(openFile(file));
        } catch (IOException | MVStoreException again) {
          return inMemory();
        }
      }
      return inMemory();
    } catch (IOException e) {
      return inMemory();
    }
  }

  private static MVStore openFile(Path file) {
    return new MVStore.Builder().fileName(file.toString()).compress().open();
  }

  private static Store inMemory() {
    return new Store(new MVStore.Builder().open());
  }

  Map<String, Kept> entries() {
    return entries;
  }

  void put(String id, Kept kept) {
    entries.put(id, kept);
    map.put(id, JSON.writeValueAsString(kept).getBytes(StandardCharsets.UTF_8));
  }

  void remove(String id) {
    entries.remove(id);
    map.remove(id);
  }

  void keepOnly(Set<String> ids) {
    entries
        .keySet()
        .removeIf(id -> {
          boolean gone = !ids.contains(id);
          if (gone) {
            map.remove(id);
          }
          return gone;
        });
  }

  void clear() {
    entries.clear();
    map.clear();
  }

  @Override
  public void close() {
    database.close();
  }
}
