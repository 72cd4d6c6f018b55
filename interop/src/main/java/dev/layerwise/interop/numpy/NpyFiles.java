package dev.layerwise.interop.numpy;

import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.interop.numpy.NumpyArray.Values;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.record.RecordException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes {@code .npy} files, one array each, and {@code .npz} archives of several.
 *
 * <p>Read are whole numbers of 8 to 64 bits, floats of 16 to 64, truth values and texts ({@code U}
 * and {@code S}), in either byte order and in C or Fortran order. Python objects are refused. A
 * file that lies about its size takes no more memory than its values do.
 */
public final class NpyFiles {
  private static final int CHUNK = 1 << 16;
  private static final int MOST_ARRAYS = 1000;

  private NpyFiles() {}

  /**
   * Reads an {@code .npy} file, plain or compressed with gzip.
   *
   * @throws DataException if it is missing, damaged or no such file
   */
  public static NumpyArray read(Path file) {
    try (InputStream in = DataFiles.open(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads the arrays of an {@code .npz} archive by name.
   *
   * @param names which of them; those that are not there are left out
   * @throws DataException if it is missing, damaged or no such archive
   */
  public static Map<String, NumpyArray> readArchive(Path file, List<String> names) {
    DataFiles.requireFile(file);
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (String name : names) {
        ZipEntry entry = zip.getEntry(name + ".npy");
        if (entry != null) {
          String where = file + ", array '" + name + "'";
          try (CheckedInputStream in =
              new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            arrays.put(name, read(in, where));
            // ZipFile leaves the comparison to whoever reads.
            if (in.getChecksum().getValue() != entry.getCrc()) {
              throw new DataException(
                  where + ": is damaged, its checksum is another; fetch or save the file again");
            }
          }
        }
      }
      return arrays;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e instanceof IOException io ? io : new ZipException(e.getMessage()));
    }
  }

  /**
   * The names of the arrays of an archive, in its order.
   *
   * @throws DataException as {@link #readArchive} does
   */
  public static List<String> names(Path file) {
    DataFiles.requireFile(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream()
          .limit(MOST_ARRAYS)
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".npy"))
          .map(name -> name.substring(0, name.length() - 4))
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e instanceof IOException io ? io : new ZipException(e.getMessage()));
    }
  }

  private static DataException unreadable(Path file, IOException cause) {
    return cause instanceof EOFException
        ? new DataException(file + ": ends too early (truncated); fetch or save it again", cause)
        : DataFiles.unreadable(file, cause);
  }

  private static NumpyArray read(InputStream in, String where) throws IOException {
    NpyHeader header = NpyHeader.read(in, where);
    String type = header.type();
    char kind = type.charAt(1);
    int width = type.length() > 2 ? Integer.parseInt(type.substring(2)) : 1;
    int bytes = kind == 'U' ? Math.multiplyExact(4, width) : width;
    boolean known =
        switch (kind) {
          case 'b' -> width == 1;
          case 'u', 'i' -> width == 1 || width == 2 || width == 4 || width == 8;
          case 'f' -> width == 2 || width == 4 || width == 8;
          case 'U', 'S', 'a' -> width > 0;
          default -> false;
        };
    if (!known) {
      throw new DataException(
          where + ": its element type '" + type + "' is not read here; convert it (astype)");
    }
    long size = header.size();
    if (size > Integer.MAX_VALUE - 8
        || size * Math.max(4, bytes) > Runtime.getRuntime().maxMemory()) {
      throw new DataException(
          where
              + ": the shape "
              + header.shape()
              + " is too large for the memory that Java may use");
    }
    ByteOrder order = type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    NpyDecoder decoder = new NpyDecoder(kind, bytes, header, where);
    int perChunk = Math.max(1, CHUNK / bytes);
    for (long left = size; left > 0; ) {
      int count = (int) Math.min(perChunk, left);
      byte[] chunk = in.readNBytes(count * bytes);
      if (chunk.length < count * bytes) {
        throw new EOFException();
      }
      decoder.add(chunk, order, count);
      left -= count;
    }
    if (in.read() >= 0) {
      throw new DataException(
          where + ": holds more than the " + size + " values of its shape; save it again");
    }
    NumpyArray array = new NumpyArray(header.shape(), decoder.values());
    return header.fortranOrder() && header.shape().size() > 1 ? FortranOrder.toC(array) : array;
  }

  /**
   * Writes one array, whole or not at all.
   *
   * @throws RecordException if the file cannot be written
   */
  public static void write(Path file, NumpyArray array) {
    AtomicFiles.write(file, channel -> write(Channels.newOutputStream(channel), array));
  }

  /**
   * Writes arrays as an archive, whole or not at all; not compressed, as {@code numpy.savez} does.
   *
   * @throws RecordException if the file cannot be written
   */
  public static void writeArchive(Path file, Map<String, NumpyArray> arrays) {
    AtomicFiles.write(
        file,
        channel -> {
          ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
          zip.setLevel(0);
          for (Map.Entry<String, NumpyArray> array : arrays.entrySet()) {
            ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
            // The same arrays give the same bytes: 1 January 1980, the first day of ZIP.
            entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
            write(zip, array.getValue());
            zip.closeEntry();
          }
          zip.finish();
        });
  }

  private static void write(OutputStream out, NumpyArray array) throws IOException {
    String type =
        switch (array.values()) {
          case Values.Bytes _ -> "|u1";
          case Values.Wholes wholes -> wholes.unsigned() ? "<u8" : "<i8";
          case Values.Reals _ -> "<f4";
          case Values.Texts(List<String> texts) ->
              "<U" + Math.max(1, texts.stream().mapToInt(NpyFiles::length).max().orElse(1));
        };
    out.write(NpyHeader.write(type, array.shape()));
    switch (array.values()) {
      case Values.Bytes(byte[] bytes) -> out.write(bytes);
      case Values.Wholes(long[] wholes, boolean _) -> {
        for (int from = 0; from < wholes.length; from += CHUNK) {
          int count = Math.min(CHUNK, wholes.length - from);
          byte[] bytes = new byte[count * Long.BYTES];
          littleEndian(bytes).asLongBuffer().put(wholes, from, count);
          out.write(bytes);
        }
      }
      case Values.Reals(float[] reals) -> {
        for (int from = 0; from < reals.length; from += CHUNK) {
          int count = Math.min(CHUNK, reals.length - from);
          byte[] bytes = new byte[count * Float.BYTES];
          littleEndian(bytes).asFloatBuffer().put(reals, from, count);
          out.write(bytes);
        }
      }
      case Values.Texts(List<String> texts) -> {
        int width = Integer.parseInt(type.substring(2));
        for (String text : texts) {
          byte[] bytes = new byte[width * Integer.BYTES];
          ByteBuffer buffer = littleEndian(bytes);
          text.codePoints().forEach(buffer::putInt);
          out.write(bytes);
        }
      }
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
