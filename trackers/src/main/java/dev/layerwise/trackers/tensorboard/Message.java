package dev.layerwise.trackers.tensorboard;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A protocol-buffer message that is being written, field by field. The messages of event files are
 * few and hardly ever change, so they are written by their field numbers, which stand in {@link
 * Events} and {@link HyperParameters}; classes generated from their schema would be a thousand
 * times as large.
 */
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** Writes into memory, which never fails. */
  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private Message writing(Writing writing) {
    try {
      writing.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A field of type {@code double}. */
  Message number(int field, double value) {
    return writing(() -> out.writeDouble(field, value));
  }

  /** A field of type {@code float}. */
  Message real(int field, float value) {
    return writing(() -> out.writeFloat(field, value));
  }

  /** A field of type {@code int32} or {@code int64}, or of an enumeration. */
  Message integer(int field, long value) {
    return writing(() -> out.writeInt64(field, value));
  }

  /** A field of type {@code bool}. */
  Message flag(int field, boolean value) {
    return writing(() -> out.writeBool(field, value));
  }

  /** A field of type {@code string}. */
  Message text(int field, String value) {
    return writing(() -> out.writeString(field, value));
  }

  /** A field of type {@code bytes}. */
  Message data(int field, byte[] value) {
    return writing(() -> out.writeByteArray(field, value));
  }

  /** A field that is a message itself. */
  Message message(int field, Message value) {
    return data(field, value.toBytes());
  }

  /** A packed repeated field of type {@code double}. */
  Message numbers(int field, double[] values) {
    return writing(() -> {
      out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(values.length * Double.BYTES);
      for (double value : values) {
        out.writeDoubleNoTag(value);
      }
    });
  }

  /** The message so far. */
  byte[] toBytes() {
    writing(out::flush);
    return bytes.toByteArray();
  }
}
