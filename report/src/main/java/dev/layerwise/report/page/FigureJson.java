package dev.layerwise.report.page;

import dev.layerwise.report.figure.Block;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.IntStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Figures and pages as JSON, as the scripts read it.
 *
 * <p>Numbers have seven significant digits, which is more than any picture shows; NaN and
 * infinities, which JSON does not have, are null.
 */
public final class FigureJson {
  private static final int DIGITS = 7;

  /** Powers of ten: those that a double holds exactly. */
  private static final double[] POWERS =
      IntStream.rangeClosed(0, 22).mapToDouble(k -> Double.parseDouble("1e" + k)).toArray();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new DoubleSerializer())
                  .addSerializer(double.class, new DoubleSerializer())
                  .addSerializer(double[].class, new DoublesSerializer()))
          .build();

  private FigureJson() {}

  /** A page. */
  public static String write(Page page) {
    return MAPPER.writeValueAsString(page);
  }

  /** One block, for pages that are not made at once. */
  public static String write(Block block) {
    return MAPPER.writerFor(Block.class).writeValueAsString(block);
  }

  /**
   * JSON that may stand inside a {@code script} element: nothing in it can end the element or begin
   * a comment, whatever a run or a class is called.
   */
  static String embeddable(String json) {
    StringBuilder safe = new StringBuilder(json.length() + 64);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      switch (c) {
        case '<', '>', '&', '\u2028', '\u2029' -> safe.append(String.format("\\u%04x", (int) c));
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  private static void writeNumber(double value, JsonGenerator out) {
    if (!Double.isFinite(value)) {
      out.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(rounded(value));
    }
  }

  /**
   * The number of seven significant digits that is nearest. Scaled by a power of ten that a double
   * holds exactly, for that is many times as fast as decimal arithmetic.
   */
  static double rounded(double value) {
    int decimals = DIGITS - 1 - (int) Math.floor(Math.log10(Math.abs(value)));
    if (Math.abs(decimals) >= POWERS.length) {
      return new BigDecimal(value).round(new MathContext(DIGITS)).doubleValue();
    }
    double power = POWERS[Math.abs(decimals)];
    return decimals >= 0 ? Math.rint(value * power) / power : Math.rint(value / power) * power;
  }

  private static final class DoubleSerializer extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializationContext context) {
      writeNumber(value, out);
    }
  }

  private static final class DoublesSerializer extends ValueSerializer<double[]> {
    @Override
    public void serialize(double[] values, JsonGenerator out, SerializationContext context) {
      out.writeStartArray();
      for (double value : values) {
        writeNumber(value, out);
      }
      out.writeEndArray();
    }
  }
}
