package dev.layerwise.interop.onnx;

import com.google.protobuf.WireFormat;

/**
 * The numbers of the fields in the published {@code onnx-ml.proto} (IR version 8), with the way
 * each is written. Fields keep their numbers in all versions, and those that are not here are
 * skipped.
 *
 * <p>Classes generated from the schema would need a native compiler at build time, on every machine
 * that builds Layerwise, and be some forty times as much code as this.
 */
final class Fields {
  private static final int VARINT = WireFormat.WIRETYPE_VARINT;
  private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
  private static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;

  static final int MODEL_IR_VERSION = 1 << 3 | VARINT;
  static final int MODEL_PRODUCER_NAME = 2 << 3 | BYTES;
  static final int MODEL_PRODUCER_VERSION = 3 << 3 | BYTES;
  static final int MODEL_DOC_STRING = 6 << 3 | BYTES;
  static final int MODEL_GRAPH = 7 << 3 | BYTES;
  static final int MODEL_OPSET_IMPORT = 8 << 3 | BYTES;
  static final int MODEL_METADATA_PROPS = 14 << 3 | BYTES;
  static final int MODEL_FUNCTIONS = 25 << 3 | BYTES;

  static final int OPSET_DOMAIN = 1 << 3 | BYTES;
  static final int OPSET_VERSION = 2 << 3 | VARINT;

  static final int ENTRY_KEY = 1 << 3 | BYTES;
  static final int ENTRY_VALUE = 2 << 3 | BYTES;

  static final int GRAPH_NODE = 1 << 3 | BYTES;
  static final int GRAPH_NAME = 2 << 3 | BYTES;
  static final int GRAPH_INITIALIZER = 5 << 3 | BYTES;
  static final int GRAPH_INPUT = 11 << 3 | BYTES;
  static final int GRAPH_OUTPUT = 12 << 3 | BYTES;
  static final int GRAPH_SPARSE_INITIALIZER = 15 << 3 | BYTES;

  static final int NODE_INPUT = 1 << 3 | BYTES;
  static final int NODE_OUTPUT = 2 << 3 | BYTES;
  static final int NODE_NAME = 3 << 3 | BYTES;
  static final int NODE_OP_TYPE = 4 << 3 | BYTES;
  static final int NODE_ATTRIBUTE = 5 << 3 | BYTES;
  static final int NODE_DOMAIN = 7 << 3 | BYTES;

  static final int ATTRIBUTE_NAME = 1 << 3 | BYTES;
  static final int ATTRIBUTE_F = 2 << 3 | FIXED32;
  static final int ATTRIBUTE_I = 3 << 3 | VARINT;
  static final int ATTRIBUTE_S = 4 << 3 | BYTES;
  static final int ATTRIBUTE_T = 5 << 3 | BYTES;
  static final int ATTRIBUTE_FLOATS = 7 << 3 | FIXED32;
  static final int ATTRIBUTE_FLOATS_PACKED = 7 << 3 | BYTES;
  static final int ATTRIBUTE_INTS = 8 << 3 | VARINT;
  static final int ATTRIBUTE_INTS_PACKED = 8 << 3 | BYTES;
  static final int ATTRIBUTE_STRINGS = 9 << 3 | BYTES;
  static final int ATTRIBUTE_TYPE = 20 << 3 | VARINT;

  static final int TENSOR_DIMS = 1 << 3 | VARINT;
  static final int TENSOR_DIMS_PACKED = 1 << 3 | BYTES;
  static final int TENSOR_DATA_TYPE = 2 << 3 | VARINT;
  static final int TENSOR_FLOAT_DATA = 4 << 3 | FIXED32;
  static final int TENSOR_FLOAT_DATA_PACKED = 4 << 3 | BYTES;
  static final int TENSOR_INT32_DATA = 5 << 3 | VARINT;
  static final int TENSOR_INT32_DATA_PACKED = 5 << 3 | BYTES;
  static final int TENSOR_STRING_DATA = 6 << 3 | BYTES;
  static final int TENSOR_INT64_DATA = 7 << 3 | VARINT;
  static final int TENSOR_INT64_DATA_PACKED = 7 << 3 | BYTES;
  static final int TENSOR_NAME = 8 << 3 | BYTES;
  static final int TENSOR_RAW_DATA = 9 << 3 | BYTES;
  static final int TENSOR_DOUBLE_DATA = 10 << 3 | FIXED64;
  static final int TENSOR_DOUBLE_DATA_PACKED = 10 << 3 | BYTES;
  static final int TENSOR_UINT64_DATA = 11 << 3 | VARINT;
  static final int TENSOR_UINT64_DATA_PACKED = 11 << 3 | BYTES;
  static final int TENSOR_EXTERNAL_DATA = 13 << 3 | BYTES;
  static final int TENSOR_DATA_LOCATION = 14 << 3 | VARINT;

  static final int VALUE_NAME = 1 << 3 | BYTES;
  static final int VALUE_TYPE = 2 << 3 | BYTES;
  static final int TYPE_TENSOR = 1 << 3 | BYTES;
  static final int TENSOR_TYPE_ELEMENT = 1 << 3 | VARINT;
  static final int TENSOR_TYPE_SHAPE = 2 << 3 | BYTES;
  static final int SHAPE_DIM = 1 << 3 | BYTES;
  static final int DIM_VALUE = 1 << 3 | VARINT;
  static final int DIM_PARAM = 2 << 3 | BYTES;

  // Element types.
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT8 = 3;
  static final int UINT16 = 4;
  static final int INT16 = 5;
  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int STRING = 8;
  static final int BOOL = 9;
  static final int FLOAT16 = 10;
  static final int DOUBLE = 11;
  static final int UINT32 = 12;
  static final int UINT64 = 13;
  static final int BFLOAT16 = 16;

  private Fields() {}
}
