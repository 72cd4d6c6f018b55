package dev.layerwise.interop.numpy;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.numpy.NumpyArray.Values;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Gathers values as they come, so that a header's claim costs nothing before they do. */
final class NpyDecoder {
  private final char kind;
  private final int bytes;
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private final List<float[]> reals = new ArrayList<>();
  private final List<long[]> wholes = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final NpyHeader header;
  private final String where;
  private long added;

  NpyDecoder(char kind, int bytes, NpyHeader header, String where) {
    this.kind = kind;
    this.bytes = bytes;
    this.header = header;
    this.where = where;
  }

  void add(byte[] values, ByteOrder order, int count) {
    ByteBuffer chunk = ByteBuffer.wrap(values).order(order);
    switch (kind) {
      case 'f' -> reals.add(reals(chunk, count));
      case 'U', 'S', 'a' -> {
        for (int i = 0; i < count; i++) {
          texts.add(kind == 'U' ? unicode(chunk, i) : ascii(values, i));
        }
      }
      default -> {
        if (kind != 'i' && bytes == 1) {
          raw.writeBytes(values);
        } else {
          wholes.add(wholes(chunk, count));
        }
      }
    }
    added += count;
  }

  private float[] reals(ByteBuffer chunk, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (bytes) {
            case Short.BYTES -> Float.float16ToFloat(chunk.getShort(i * Short.BYTES));
            case Float.BYTES -> chunk.getFloat(i * Float.BYTES);
            default -> single(chunk.getDouble(i * Double.BYTES), added + i);
          };
    }
    return values;
  }

  /** Rounded to infinity, a number would be told as one that is not in the file. */
  private float single(double value, long place) {
    float single = (float) value;
    if (Float.isInfinite(single) && Double.isFinite(value)) {
      throw new DataException(
          where
              + ": element "
              + header.index(place)
              + ": expected a number in the range of 32-bit floats, got "
              + value
              + "; remove or replace it, or scale the column");
    }
    return single;
  }

  private long[] wholes(ByteBuffer chunk, int count) {
    boolean signed = kind == 'i';
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (bytes) {
            case Byte.BYTES -> chunk.get(i);
            case Short.BYTES ->
                signed ? chunk.getShort(i * Short.BYTES) : chunk.getShort(i * Short.BYTES) & 0xFFFF;
            case Integer.BYTES ->
                signed
                    ? chunk.getInt(i * Integer.BYTES)
                    : chunk.getInt(i * Integer.BYTES) & 0xFFFFFFFFL;
            default -> chunk.getLong(i * Long.BYTES);
          };
    }
    return values;
  }

  private String unicode(ByteBuffer chunk, int index) {
    StringBuilder text = new StringBuilder();
    for (int at = index * bytes; at < (index + 1) * bytes; at += Integer.BYTES) {
      int codePoint = chunk.getInt(at);
      if (codePoint == 0) {
        break;
      }
      text.appendCodePoint(Character.isValidCodePoint(codePoint) ? codePoint : 0xFFFD);
    }
    return text.toString();
  }

  private String ascii(byte[] chunk, int index) {
    int end = index * bytes;
    while (end < (index + 1) * bytes && chunk[end] != 0) {
      end++;
    }
    return new String(chunk, index * bytes, end - index * bytes, StandardCharsets.UTF_8);
  }

  Values values() {
    return switch (kind) {
      case 'f' -> {
        float[] all = new float[reals.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : reals) {
          System.arraycopy(part, 0, all, at, part.length);
          at += part.length;
        }
        yield new Values.Reals(all);
      }
      case 'U', 'S', 'a' -> new Values.Texts(texts);
      default -> {
        if (kind != 'i' && bytes == 1) {
          yield new Values.Bytes(raw.toByteArray());
        }
        long[] all = new long[wholes.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (long[] part : wholes) {
          System.arraycopy(part, 0, all, at, part.length);
          at += part.length;
        }
        yield new Values.Wholes(all, kind == 'u' && bytes == Long.BYTES);
      }
    };
  }
}
