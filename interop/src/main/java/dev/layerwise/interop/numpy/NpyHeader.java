package dev.layerwise.interop.numpy;

import dev.layerwise.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an {@code .npy} file, versions 1 to 3 of the <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format</a>.
 *
 * @param type the element type as NumPy describes it, such as {@code <f4}
 * @param fortranOrder whether the first index runs fastest
 * @param shape the dimensions, outermost first
 */
record NpyHeader(String type, boolean fortranOrder, List<Long> shape) {
  private static final byte[] MAGIC = HexFormat.of().parseHex("934e554d5059");
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern TYPE =
      Pattern.compile("'descr'\\s*:\\s*'([<>|=][a-zA-Z][0-9]{0,6})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9L, ]*)\\)");

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /** The index of the element at a place in the file, counted from 0 as NumPy does. */
  List<Long> index(long place) {
    Long[] index = new Long[shape.size()];
    long left = place;
    for (int k = 0; k < index.length; k++) {
      int axis = fortranOrder ? k : index.length - 1 - k;
      index[axis] = left % shape.get(axis);
      left /= shape.get(axis);
    }
    return List.of(index);
  }

  /** Reads a header, and leaves the stream at the first value. */
  static NpyHeader read(InputStream in, String where) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new DataException(where + ": is no NumPy array file; save it with numpy.save");
    }
    if (start[6] < 1 || start[6] > 3) {
      throw new DataException(
          where + ": is of version " + start[6] + " of the format, and only 1 to 3 are known here");
    }
    byte[] size = in.readNBytes(start[6] == 1 ? 2 : 4);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 0xFF);
    }
    if (length > MOST_BYTES) {
      throw new DataException(
          where + ": its header shall have " + length + " bytes; it is damaged");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw new EOFException();
    }
    return parse(new String(text, StandardCharsets.UTF_8), where);
  }

  static NpyHeader parse(String text, String where) {
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (text.contains("'|O'")) {
      throw new DataException(
          where
              + ": holds Python objects, which only Python can read; save numbers or texts"
              + " (array.astype(...))");
    }
    if (!type.find() || !order.find() || !shape.find()) {
      throw new DataException(
          where + ": has a header that describes no plain array (is it a record array?)");
    }
    List<Long> dimensions = new ArrayList<>();
    for (String part : shape.group(1).split(",", -1)) {
      String number = part.strip().replace("L", "");
      if (!number.isEmpty()) {
        if (number.length() > 15 || !number.matches("[0-9]+")) {
          throw new DataException(where + ": no array has the shape (" + shape.group(1) + ")");
        }
        dimensions.add(Long.valueOf(number));
      }
    }
    return new NpyHeader(type.group(1), order.group(1).equals("True"), dimensions);
  }

  /** The header of an array that is written: version 1, padded to a multiple of 64 bytes. */
  static byte[] write(String type, List<Long> shape) {
    StringBuilder dimensions = new StringBuilder();
    for (long dimension : shape) {
      dimensions.append(dimension).append(shape.size() == 1 ? "," : ", ");
    }
    if (shape.size() > 1) {
      dimensions.setLength(dimensions.length() - 2);
    }
    StringBuilder text =
        new StringBuilder("{'descr': '" + type + "', 'fortran_order': False, 'shape': (")
            .append(dimensions)
            .append("), }");
    text.repeat(' ', 63 - (10 + text.length()) % 64).append('\n');
    byte[] header = new byte[10 + text.length()];
    System.arraycopy(MAGIC, 0, header, 0, 6);
    header[6] = 1;
    header[8] = (byte) text.length();
    header[9] = (byte) (text.length() >> 8);
    System.arraycopy(
        text.toString().getBytes(StandardCharsets.US_ASCII), 0, header, 10, text.length());
    return header;
  }

  /** The number of values. */
  long size() {
    long size = 1;
    for (long dimension : shape) {
      if (dimension != 0 && size > Long.MAX_VALUE / dimension) {
        return Long.MAX_VALUE;
      }
      size *= dimension;
    }
    return size;
  }
}
