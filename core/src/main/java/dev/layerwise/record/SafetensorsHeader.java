package dev.layerwise.record;

import dev.layerwise.data.FileKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file, believed only as far as the file's length bears it out.
 *
 * @param metadata the texts by name
 * @param entries the tensors in the order of their bytes
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries) {
  /** The key in the place of a tensor's name under which the texts are. */
  static final String METADATA = "__metadata__";

  /** The limit of the reference implementation, and so of every file there is. */
  private static final int MOST_BYTES = 100_000_000;

  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /**
   * A tensor, seen as a matrix.
   *
   * @param begin where its bytes begin, from the end of the header
   * @param end where they end
   */
  record Entry(String name, ElementType type, int rows, int columns, long begin, long end) {}

  /** The bytes of a header, padded with spaces so that the values begin at a multiple of eight. */
  static byte[] write(Map<String, String> metadata, List<Safetensors.Tensor> tensors) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(METADATA, metadata);
    }
    long begin = 0;
    for (Safetensors.Tensor tensor : tensors) {
      long end = begin + (long) tensor.value().size() * Float.BYTES;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", ElementType.F32.name());
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(begin, end));
      if (header.put(tensor.name(), entry) != null) {
        throw new IllegalArgumentException("tensor " + tensor.name() + ": is there twice");
      }
      begin = end;
    }
    byte[] json = Safetensors.utf8(Json.write(header));
    byte[] padded = Arrays.copyOf(json, Math.ceilDiv(json.length, 8) * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    if (padded.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "safetensors: a header of " + padded.length + " bytes is too long");
    }
    return padded;
  }

  /** Reads and checks the header; leaves the channel at the first value. */
  static SafetensorsHeader read(FileChannel channel) throws IOException, FormatException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new FormatException(
          size == 0
              ? "expected a safetensors file, got an empty one"
              : "expected a safetensors file, got only " + size + " bytes");
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Safetensors.readFully(channel, length, "the header's length");
    long bytes = length.getLong(0);
    if (bytes < 2 || bytes > MOST_BYTES) {
      throw new FormatException(
          "expected a safetensors file, whose first 8 bytes say the header's length (2 to "
              + MOST_BYTES
              + " bytes), got "
              + Long.toUnsignedString(bytes)
              + whatItIs(channel));
    }
    if (bytes > size - Long.BYTES) {
      throw new FormatException(
          "the header shall have "
              + bytes
              + " bytes, but the file ends after "
              + (size - Long.BYTES)
              + " (truncated)"
              + whatItIs(channel));
    }
    ByteBuffer json = ByteBuffer.allocate((int) bytes);
    Safetensors.readFully(channel, json, "the header");
    if (json.get(0) != '{') {
      throw new FormatException(
          "expected a safetensors file, whose header begins with '{'" + whatItIs(channel));
    }
    return parse(json.array(), size - Long.BYTES - bytes);
  }

  /** Says of what kind a file is that is none of safetensors, where its first bytes tell. */
  private static String whatItIs(FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(64);
    channel.read(head, 0);
    FileKind kind = FileKind.of(Arrays.copyOf(head.array(), head.position()));
    return kind == FileKind.UNKNOWN || kind == FileKind.TEXT
        ? ""
        : "; this is " + kind.description();
  }

  /** Reads and checks the JSON, given the number of bytes that follow it. */
  static SafetensorsHeader parse(byte[] json, long dataBytes) throws FormatException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    if (!(Json.parse(json) instanceof Map<?, ?> header)) {
      throw new FormatException("header: expected an object");
    }
    for (Map.Entry<?, ?> field : header.entrySet()) {
      String name = (String) field.getKey();
      if (name.equals(METADATA)) {
        metadata = texts(field.getValue());
      } else {
        entries.add(entry(name, field.getValue()));
      }
    }
    // Empty tensors share their offset with the next one.
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : entries) {
      if (entry.begin() != position) {
        throw new FormatException(
            tensor(entry.name())
                + ": its bytes begin at "
                + entry.begin()
                + ", "
                + (entry.begin() < position ? "within those of the tensor before" : "leaving a gap")
                + "; expected "
                + position);
      }
      position = entry.end();
      if (position > dataBytes) {
        throw new FormatException(
            tensor(entry.name())
                + ": its bytes end at "
                + position
                + ", but only "
                + dataBytes
                + " follow the header (truncated)");
      }
    }
    if (position != dataBytes) {
      throw new FormatException(
          "the tensors take " + position + " bytes, but " + dataBytes + " follow the header");
    }
    return new SafetensorsHeader(metadata, entries);
  }

  private static Map<String, String> texts(@Nullable Object value) throws FormatException {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new FormatException(
          METADATA + ": expected an object, got " + JsonObject.describe(value));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      if (!(field.getValue() instanceof String text)) {
        throw new FormatException(
            METADATA
                + ": "
                + Json.quote((String) field.getKey())
                + ": expected a text, got "
                + JsonObject.describe(field.getValue()));
      }
      texts.put((String) field.getKey(), text);
    }
    return texts;
  }

  private static Entry entry(String name, @Nullable Object value) throws FormatException {
    JsonObject object = JsonObject.of(tensor(name), value);
    String typeName = object.text("dtype");
    List<Long> shape = numbers(name, "shape", object.list("shape"));
    List<Long> offsets = numbers(name, "data_offsets", object.list("data_offsets"));
    object.requireNothingElse();
    ElementType type = null;
    for (ElementType candidate : ElementType.values()) {
      if (candidate.name().equals(typeName)) {
        type = candidate;
      }
    }
    if (type == null) {
      throw new FormatException(
          tensor(name)
              + ": element type "
              + Json.quote(typeName)
              + " is not read here, only F32, F64, F16, BF16, I64 and I32");
    }
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw new FormatException(
          tensor(name)
              + ": data_offsets: expected where its bytes begin and end, got "
              + (offsets.size() == 2 ? offsets : offsets.size() + " numbers"));
    }
    if (shape.size() > 2) {
      throw new FormatException(
          tensor(name) + ": expected at most 2 dimensions, got " + shape.size());
    }
    long rows = shape.size() == 2 ? shape.getFirst() : 1;
    long columns = shape.isEmpty() ? 1 : shape.getLast();
    long bytes = offsets.get(1) - offsets.get(0);
    boolean tooLarge =
        rows > MOST_ELEMENTS || columns > MOST_ELEMENTS || rows * columns > MOST_ELEMENTS;
    if (tooLarge || rows * columns * type.bytes() != bytes) {
      throw new FormatException(
          tensor(name)
              + ": shape "
              + shape
              + " of "
              + type
              + " does not fit into the "
              + bytes
              + " bytes that data_offsets name");
    }
    return new Entry(name, type, (int) rows, (int) columns, offsets.get(0), offsets.get(1));
  }

  private static List<Long> numbers(String name, String field, List<?> values)
      throws FormatException {
    List<Long> numbers = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof Long number) || number < 0) {
        throw new FormatException(
            tensor(name)
                + ": "
                + field
                + ": expected whole numbers of 0 or more, got "
                + JsonObject.describe(value));
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static String tensor(String name) {
    return "tensor " + Json.quote(name);
  }
}
