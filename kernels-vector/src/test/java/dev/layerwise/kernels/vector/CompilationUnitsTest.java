package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tiles are compiled on their own. Inlined into a long chain of callers, a short one was run as
 * plain Java in most processes, and a network with batch normalisation took a third longer.
 */
class CompilationUnitsTest {
  /** The compiler's {@code FreqInlineSize}: what is longer it does not inline. */
  private static final int INLINED = 325;

  @ParameterizedTest
  @ValueSource(
      classes = {
        RowTiles.class,
        ColumnTiles.class,
        ColumnUpdateTiles.class,
        SparseTiles.class,
        BlockTiles.class,
        WideTiles.class,
        InterleavedTiles.class,
        PanelTiles.class,
        PanelUpdateTiles.class
      })
  void tilesAreTooLongToBeInlined(Class<?> tiles) throws IOException {
    int seen = 0;
    for (MethodModel method : parse(tiles).methods()) {
      CodeAttribute code = method.findAttribute(Attributes.code()).orElseThrow();
      boolean computes =
          code.elementStream()
              .anyMatch(
                  e -> e instanceof InvokeInstruction call && call.name().equalsString("fma"));
      if (computes) {
        seen++;
        String name = tiles.getSimpleName() + "." + method.methodName();
        assertTrue(code.codeLength() > INLINED, name + " has " + code.codeLength() + " bytes");
      }
    }
    assertTrue(seen > 0, "no tiles in " + tiles);
  }

  private static ClassModel parse(Class<?> type) throws IOException {
    try (InputStream in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      return ClassFile.of().parse(in.readAllBytes());
    }
  }
}
