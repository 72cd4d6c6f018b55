package dev.layerwise.interop.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file holds, as far as it is used here: the messages of the published {@code
 * onnx.proto} as values.
 *
 * @param irVersion the version of the file format
 * @param operatorSets the version of every operator set by its domain; the standard one is called
 *     {@code ""}
 * @param producer the program that wrote the file, and its version
 * @param metadata texts by name
 * @param graph the computation
 */
record OnnxModel(
    long irVersion,
    Map<String, Long> operatorSets,
    String producer,
    Map<String, String> metadata,
    Graph graph) {
  OnnxModel {
    operatorSets = Collections.unmodifiableMap(new LinkedHashMap<>(operatorSets));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /** The version of the standard operators. */
  long operatorSet() {
    return operatorSets.getOrDefault("", operatorSets.getOrDefault("ai.onnx", 1L));
  }

  /**
   * A computation.
   *
   * @param nodes its operations, each after those that it needs
   * @param initializers constants by name
   * @param inputs what goes in; older files list the constants here as well
   * @param outputs what comes out
   */
  record Graph(
      String name,
      List<Node> nodes,
      Map<String, OnnxTensor> initializers,
      List<Value> inputs,
      List<Value> outputs) {
    Graph {
      nodes = List.copyOf(nodes);
      initializers = Collections.unmodifiableMap(new LinkedHashMap<>(initializers));
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * One operation.
   *
   * @param name its name, often empty
   * @param operator what it does, such as {@code Gemm}
   * @param domain the operator set that defines it
   * @param inputs the names of its operands; an empty one is left out
   * @param outputs the names of its results
   * @param attributes its settings by name
   */
  record Node(
      String name,
      String operator,
      String domain,
      List<String> inputs,
      List<String> outputs,
      Map<String, Attribute> attributes) {
    Node {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    double real(String attribute, double otherwise) {
      return attributes.get(attribute) instanceof Attribute.Real real ? real.value() : otherwise;
    }

    long whole(String attribute, long otherwise) {
      return attributes.get(attribute) instanceof Attribute.Whole whole ? whole.value() : otherwise;
    }

    String text(String attribute, String otherwise) {
      return attributes.get(attribute) instanceof Attribute.Text text ? text.value() : otherwise;
    }

    /** The name of operand {@code index}, or null if there is none. */
    @Nullable String input(int index) {
      return index < inputs.size() && !inputs.get(index).isEmpty() ? inputs.get(index) : null;
    }
  }

  /** A setting of an operation. */
  sealed interface Attribute {
    /** A 32-bit number. */
    record Real(float value) implements Attribute {}

    /** A whole number. */
    record Whole(long value) implements Attribute {}

    /** A text. */
    record Text(String value) implements Attribute {}

    /** A constant. */
    record Constant(OnnxTensor value) implements Attribute {}

    /** Several 32-bit numbers. */
    record Reals(List<Float> values) implements Attribute {}

    /** Several whole numbers. */
    record Wholes(List<Long> values) implements Attribute {}

    /** Several texts. */
    record Texts(List<String> values) implements Attribute {}

    /** What is not used here: graphs, types, sparse constants. */
    record Other() implements Attribute {}
  }

  /**
   * An input or output.
   *
   * @param type the number of its element type, 0 if it is no tensor
   * @param dimensions its shape, or null if that is not told; −1 for a dimension without a number
   */
  record Value(String name, int type, @Nullable List<Long> dimensions) {}
}
