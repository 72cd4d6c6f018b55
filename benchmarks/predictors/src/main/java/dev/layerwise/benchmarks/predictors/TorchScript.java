package dev.layerwise.benchmarks.predictors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive, as {@code torch.jit.save} would: the source of a module's {@code
 * forward}, its parameters as a pickle (protocol 2) that refers to their bytes, and those bytes.
 */
final class TorchScript {
  private final ByteArrayOutputStream state = new ByteArrayOutputStream();
  private final List<String> names = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();

  /** A parameter, row-major. */
  TorchScript parameter(String name, float[] data, int... shape) {
    text(name);
    global("torch._utils", "_rebuild_tensor_v2");
    state.write('('); // the arguments: a mark, then what stands behind it becomes a tuple
    state.write('(');
    text("storage");
    global("torch", "FloatStorage");
    text(Integer.toString(values.size()));
    text("cpu");
    number(data.length);
    state.write('t');
    state.write('Q'); // what that tuple refers to
    number(0);
    sizes(shape);
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    sizes(strides);
    state.write(0x89); // needs no gradient
    global("collections", "OrderedDict");
    state.write(')');
    state.write('R');
    state.write('t');
    state.write('R'); // calls the function with the tuple
    ByteBuffer raw = ByteBuffer.allocate(data.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(data);
    names.add(name);
    values.add(raw.array());
    return this;
  }

  /** Writes the archive of a module with these statements for its {@code forward(self, x)}. */
  void write(OutputStream out, List<String> forward) throws IOException {
    StringBuilder code = new StringBuilder("class Net(Module):\n");
    code.append("  __parameters__ = [\"%s\"]\n".formatted(String.join("\", \"", names)));
    code.append("  __buffers__ = []\n");
    names.forEach(name -> code.append("  %s : Tensor\n".formatted(name)));
    code.append("  training : bool\n");
    code.append("  def forward(self: __torch__.Net, x: Tensor) -> Tensor:\n");
    forward.forEach(statement -> code.append("    ").append(statement).append('\n'));

    ZipOutputStream zip = new ZipOutputStream(out);
    entry(zip, "data.pkl", pickle());
    entry(zip, "code/__torch__.py", code.toString().getBytes(StandardCharsets.UTF_8));
    entry(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
    for (int i = 0; i < values.size(); i++) {
      entry(zip, "data/" + i, values.get(i));
    }
    entry(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
    zip.finish();
  }

  private byte[] pickle() {
    ByteArrayOutputStream parameters = new ByteArrayOutputStream();
    parameters.writeBytes(state.toByteArray());
    state.reset();
    state.write(0x80);
    state.write(2);
    global("__torch__", "Net");
    state.write(')');
    state.write(0x81); // a new object of that class
    state.write('}');
    state.write('(');
    state.writeBytes(parameters.toByteArray());
    text("training");
    state.write(0x89);
    state.write('u'); // into the dictionary
    state.write('b'); // which is the object's state
    state.write('.');
    return state.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("net/" + name);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private void global(String module, String name) {
    state.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    state.write('X');
    integer(bytes.length);
    state.writeBytes(bytes);
  }

  private void number(int value) {
    state.write('J');
    integer(value);
  }

  private void sizes(int... sizes) {
    state.write('(');
    for (int size : sizes) {
      number(size);
    }
    state.write('t');
  }

  private void integer(int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      state.write(value >>> shift);
    }
  }
}
