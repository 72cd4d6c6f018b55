package dev.layerwise.interop.numpy;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.Features;
import dev.layerwise.data.FloatFeatures;
import java.util.ArrayList;
import java.util.List;

/**
 * An array in memory, its last index running fastest.
 *
 * @param shape the dimensions, outermost first
 * @param values its values
 */
public record NumpyArray(List<Long> shape, Values values) {
  /** Copies the shape. */
  public NumpyArray {
    shape = List.copyOf(shape);
  }

  /** The values, by kind. */
  public sealed interface Values {
    /** How many there are. */
    int size();

    /** A value as a text, whole numbers without a fraction. */
    String text(int index);

    /** Unsigned bytes and truth values. */
    record Bytes(byte[] values) implements Values {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public String text(int index) {
        return String.valueOf(values[index] & 0xFF);
      }
    }

    /**
     * Whole numbers.
     *
     * @param unsigned whether the highest bit counts, and is no sign
     */
    record Wholes(long[] values, boolean unsigned) implements Values {
      /** Makes numbers with a sign. */
      public Wholes(long... values) {
        this(values, false);
      }

      @Override
      public int size() {
        return values.length;
      }

      /** A value as a float, rounded to the nearest. */
      float real(int index) {
        long value = values[index];
        // Half of it, of which the lost bit still tells the rounding which way to go.
        return unsigned && value < 0 ? 2f * ((value >>> 1) | (value & 1)) : value;
      }

      @Override
      public String text(int index) {
        return unsigned ? Long.toUnsignedString(values[index]) : String.valueOf(values[index]);
      }
    }

    /** Floating-point numbers; those of 64 bits are rounded. */
    record Reals(float[] values) implements Values {
      @Override
      public int size() {
        return values.length;
      }

      @Override
      public String text(int index) {
        float value = values[index];
        return value == (long) value ? String.valueOf((long) value) : String.valueOf(value);
      }
    }

    /** Texts. */
    record Texts(List<String> values) implements Values {
      /** Copies the list. */
      public Texts {
        values = List.copyOf(values);
      }

      @Override
      public int size() {
        return values.size();
      }

      @Override
      public String text(int index) {
        return values.get(index);
      }
    }
  }

  /** An array of floats. */
  public static NumpyArray of(float[] values, long... shape) {
    return new NumpyArray(boxed(shape), new Values.Reals(values));
  }

  /** An array of whole numbers. */
  public static NumpyArray of(long[] values, long... shape) {
    return new NumpyArray(boxed(shape), new Values.Wholes(values));
  }

  /** An array of unsigned bytes. */
  public static NumpyArray of(byte[] values, long... shape) {
    return new NumpyArray(boxed(shape), new Values.Bytes(values));
  }

  /** An array of texts. */
  public static NumpyArray of(List<String> values) {
    return new NumpyArray(List.of((long) values.size()), new Values.Texts(values));
  }

  private static List<Long> boxed(long... shape) {
    List<Long> boxed = new ArrayList<>();
    for (long dimension : shape) {
      boxed.add(dimension);
    }
    return boxed;
  }

  /** The first dimension: the number of examples. */
  public int rows() {
    return shape.isEmpty() ? 1 : shape.getFirst().intValue();
  }

  /** The number of values of an example. */
  public int columns() {
    return rows() == 0 ? 0 : values.size() / rows();
  }

  /**
   * The array as features, a row for each example; bytes stay bytes.
   *
   * @throws DataException if it holds texts, no example, or values that are not finite
   */
  public Features toFeatures(String where) {
    if (shape.size() < 2 || rows() == 0 || columns() == 0) {
      throw new DataException(
          where
              + ": expected a row for each example (two dimensions or more), got the shape "
              + shape);
    }
    try {
      return switch (values) {
        case Values.Bytes(byte[] bytes) -> new ByteFeatures(rows(), columns(), bytes);
        case Values.Reals(float[] reals) -> new FloatFeatures(rows(), columns(), reals);
        case Values.Wholes wholes -> {
          float[] reals = new float[wholes.size()];
          for (int i = 0; i < reals.length; i++) {
            reals[i] = wholes.real(i);
          }
          yield new FloatFeatures(rows(), columns(), reals);
        }
        case Values.Texts _ ->
            throw new DataException(where + ": holds texts, and features must be numbers");
      };
    } catch (IllegalArgumentException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }
}
