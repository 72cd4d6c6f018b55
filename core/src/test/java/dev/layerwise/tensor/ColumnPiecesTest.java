package dev.layerwise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices whose columns lie in pieces, of few columns and of so many that there are several. */
class ColumnPiecesTest {
  private static final int ROWS = 3;

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 65, 700, 1_000, 2_500, 4_096})
  void everyElementHasAPlaceOfItsOwn(int columns) {
    ColumnPieces pieces = ColumnPieces.several(ROWS, columns);
    assertEquals(ROWS, pieces.rows());
    assertEquals(columns, pieces.columns());
    assertEquals(0, pieces.count() % 2);
    boolean[] taken = new boolean[ROWS * columns];
    for (int p = 0; p < pieces.count(); p++) {
      assertEquals(0, pieces.begin(p) == columns ? 0 : pieces.begin(p) % ColumnPieces.GRAIN);
      for (int i = 0; i < ROWS; i++) {
        for (int j = pieces.begin(p); j < pieces.begin(p + 1); j++) {
          int at = pieces.at(p, j) + i * pieces.width(p);
          assertEquals(at, pieces.index(i, j));
          assertTrue(!taken[at], "taken twice: " + i + ", " + j);
          taken[at] = true;
        }
      }
    }
    assertEquals(columns, pieces.begin(pieces.count()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 33, 700})
  void aMatrixInPiecesHasTheElementsOfOneByRows(int columns) {
    Matrix rows = new Matrix(ROWS, columns);
    for (int i = 0; i < rows.size(); i++) {
      rows.data()[i] = i + 1;
    }
    Matrix pieces = new Matrix(ColumnPieces.several(ROWS, columns));
    pieces.copyFrom(rows);
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(i + 1, pieces.get(i / columns, i % columns));
    }
    assertArrayEquals(rows.data(), pieces.byRows());
    Matrix back = rows.likewise();
    assertNull(back.pieces());
    back.copyFrom(pieces);
    assertArrayEquals(rows.data(), back.data());
    assertArrayEquals(rows.data(), pieces.copy().byRows());
    Matrix alike = pieces.likewise();
    alike.copyFrom(pieces);
    assertArrayEquals(pieces.data(), alike.data());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4})
  void itKeepsItsRows(int rows) {
    Matrix pieces = new Matrix(ColumnPieces.several(ROWS, 700));
    assertNotNull(pieces.pieces());
    assertThrows(IllegalArgumentException.class, () -> pieces.resize(rows));
    pieces.resize(ROWS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 700})
  void onePieceIsRowAfterRow(int columns) {
    Matrix whole = new Matrix(ColumnPieces.whole(ROWS, columns));
    assertNull(whole.pieces());
    assertSame(whole.data(), whole.byRows());
  }
}
