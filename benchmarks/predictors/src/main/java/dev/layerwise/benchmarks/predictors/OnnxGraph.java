package dev.layerwise.benchmarks.predictors;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes an ONNX model (IR 8, opset 17) with one input of n × columns and one output, in the wire
 * format of protocol buffers: a handful of fields of {@code onnx.proto}.
 */
final class OnnxGraph {
  private static final int FLOAT = 1;

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  OnnxGraph() {
    text(graph, 2, "network");
  }

  /** A node of one output. */
  OnnxGraph node(String operator, String output, String... inputs) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    for (String input : inputs) {
      text(node, 1, input);
    }
    text(node, 2, output);
    text(node, 4, operator);
    bytes(graph, 1, node.toByteArray());
    return this;
  }

  /** A constant. */
  OnnxGraph constant(String name, float[] values, long... shape) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (long size : shape) {
      number(tensor, 1, size);
    }
    number(tensor, 2, FLOAT);
    text(tensor, 8, name);
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    bytes(tensor, 9, raw.array());
    bytes(graph, 5, tensor.toByteArray());
    return this;
  }

  /** The model, from input to output, both with any number of rows. */
  byte[] model(String input, long inputColumns, String output, long outputColumns) {
    bytes(graph, 11, value(input, inputColumns));
    bytes(graph, 12, value(output, outputColumns));
    ByteArrayOutputStream operators = new ByteArrayOutputStream();
    text(operators, 1, "");
    number(operators, 2, 17);
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    number(model, 1, 8);
    bytes(model, 7, graph.toByteArray());
    bytes(model, 8, operators.toByteArray());
    return model.toByteArray();
  }

  private static byte[] value(String name, long columns) {
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    text(rows, 2, "n");
    ByteArrayOutputStream width = new ByteArrayOutputStream();
    number(width, 1, columns);
    ByteArrayOutputStream shape = new ByteArrayOutputStream();
    bytes(shape, 1, rows.toByteArray());
    bytes(shape, 1, width.toByteArray());
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    number(tensor, 1, FLOAT);
    bytes(tensor, 2, shape.toByteArray());
    ByteArrayOutputStream type = new ByteArrayOutputStream();
    bytes(type, 1, tensor.toByteArray());
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    text(value, 1, name);
    bytes(value, 2, type.toByteArray());
    return value.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    variable(out, (long) field << 3);
    variable(out, value);
  }

  private static void text(ByteArrayOutputStream out, int field, String value) {
    bytes(out, field, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    variable(out, ((long) field << 3) | 2);
    variable(out, value.length);
    out.writeBytes(value);
  }

  private static void variable(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
