package dev.layerwise.interop.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Graph;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Turns a model into the bytes of an ONNX file. */
final class OnnxWriter {
  /** A message that is written field by field. */
  @FunctionalInterface
  private interface Body {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private OnnxWriter() {}

  /**
   * The bytes of a file.
   *
   * @param producer the program that writes it
   * @param version its version
   * @param description what the model is, for people
   */
  static byte[] write(OnnxModel model, String producer, String version, String description) {
    return message(out -> {
      out.writeInt64(field(Fields.MODEL_IR_VERSION), model.irVersion());
      out.writeString(field(Fields.MODEL_PRODUCER_NAME), producer);
      out.writeString(field(Fields.MODEL_PRODUCER_VERSION), version);
      out.writeString(field(Fields.MODEL_DOC_STRING), description);
      nested(out, Fields.MODEL_GRAPH, graph(model.graph()));
      for (var set : model.operatorSets().entrySet()) {
        nested(
            out,
            Fields.MODEL_OPSET_IMPORT,
            inner -> {
              inner.writeString(field(Fields.OPSET_DOMAIN), set.getKey());
              inner.writeInt64(field(Fields.OPSET_VERSION), set.getValue());
            });
      }
      for (var text : model.metadata().entrySet()) {
        nested(
            out,
            Fields.MODEL_METADATA_PROPS,
            inner -> {
              inner.writeString(field(Fields.ENTRY_KEY), text.getKey());
              inner.writeString(field(Fields.ENTRY_VALUE), text.getValue());
            });
      }
    });
  }

  private static Body graph(Graph graph) {
    return out -> {
      for (Node node : graph.nodes()) {
        nested(out, Fields.GRAPH_NODE, node(node));
      }
      out.writeString(field(Fields.GRAPH_NAME), graph.name());
      for (OnnxTensor tensor : graph.initializers().values()) {
        nested(out, Fields.GRAPH_INITIALIZER, tensor(tensor));
      }
      for (Value input : graph.inputs()) {
        nested(out, Fields.GRAPH_INPUT, value(input));
      }
      for (Value output : graph.outputs()) {
        nested(out, Fields.GRAPH_OUTPUT, value(output));
      }
    };
  }

  private static Body node(Node node) {
    return out -> {
      for (String input : node.inputs()) {
        out.writeString(field(Fields.NODE_INPUT), input);
      }
      for (String output : node.outputs()) {
        out.writeString(field(Fields.NODE_OUTPUT), output);
      }
      out.writeString(field(Fields.NODE_NAME), node.name());
      out.writeString(field(Fields.NODE_OP_TYPE), node.operator());
      for (var attribute : node.attributes().entrySet()) {
        nested(out, Fields.NODE_ATTRIBUTE, attribute(attribute.getKey(), attribute.getValue()));
      }
    };
  }

  private static Body attribute(String name, Attribute attribute) {
    return out -> {
      out.writeString(field(Fields.ATTRIBUTE_NAME), name);
      // The type is one of AttributeProto.AttributeType.
      switch (attribute) {
        case Attribute.Real real -> {
          out.writeFloat(field(Fields.ATTRIBUTE_F), real.value());
          out.writeEnum(field(Fields.ATTRIBUTE_TYPE), 1);
        }
        case Attribute.Whole whole -> {
          out.writeInt64(field(Fields.ATTRIBUTE_I), whole.value());
          out.writeEnum(field(Fields.ATTRIBUTE_TYPE), 2);
        }
        case Attribute.Text _,
            Attribute.Constant _,
            Attribute.Reals _,
            Attribute.Wholes _,
            Attribute.Texts _,
            Attribute.Other _ ->
            throw new IllegalArgumentException("attribute " + name + ": no export writes such");
      }
    };
  }

  private static Body tensor(OnnxTensor tensor) {
    return out -> {
      for (long dimension : tensor.dimensions()) {
        out.writeInt64(field(Fields.TENSOR_DIMS), dimension);
      }
      out.writeInt32(field(Fields.TENSOR_DATA_TYPE), Fields.FLOAT);
      out.writeString(field(Fields.TENSOR_NAME), tensor.name());
      float[] values = tensor.floats();
      byte[] raw = new byte[Math.multiplyExact(values.length, Float.BYTES)];
      ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
      out.writeByteArray(field(Fields.TENSOR_RAW_DATA), raw);
    };
  }

  private static Body value(Value value) {
    List<Long> dimensions = value.dimensions();
    Body shape =
        out -> {
          if (dimensions != null) {
            for (long dimension : dimensions) {
              nested(
                  out,
                  Fields.SHAPE_DIM,
                  inner -> {
                    if (dimension < 0) {
                      inner.writeString(field(Fields.DIM_PARAM), "n");
                    } else {
                      inner.writeInt64(field(Fields.DIM_VALUE), dimension);
                    }
                  });
            }
          }
        };
    Body tensor =
        out -> {
          out.writeInt32(field(Fields.TENSOR_TYPE_ELEMENT), value.type());
          nested(out, Fields.TENSOR_TYPE_SHAPE, shape);
        };
    return out -> {
      out.writeString(field(Fields.VALUE_NAME), value.name());
      nested(out, Fields.VALUE_TYPE, inner -> nested(inner, Fields.TYPE_TENSOR, tensor));
    };
  }

  private static int field(int tag) {
    return tag >>> 3;
  }

  private static void nested(CodedOutputStream out, int tag, Body body) throws IOException {
    out.writeBytes(field(tag), ByteString.copyFrom(message(body)));
  }

  private static byte[] message(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      body.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }
}
