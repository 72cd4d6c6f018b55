package dev.layerwise.web.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.web.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples as CSV: what is a header, what is a number. */
class CsvExamplesTest {
  private static final float[] EXAMPLE = {5, -0.25f, 1200};
  private static final String LINE = "5,-.25,1.2e3\n";

  private static float[] read(List<String> names, String csv) {
    Network network = new Network(NetworkSpec.builder(3, 2).build(), ScalarKernels.INSTANCE);
    Scaling scaling = new Scaling(Scaling.Kind.NONE, new float[] {0}, new float[] {1});
    Model model = new Model(network, scaling, List.of("no", "yes"), null, names, Map.of());
    ExampleRows rows = new ExampleRows(3, 100);
    CsvExamples.read(csv.getBytes(StandardCharsets.UTF_8), model, rows);
    return Arrays.copyOf(rows.features(), 3 * rows.size());
  }

  /** As pandas calls columns that have no names. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,1,2 | 0,1,2",
        "0,1,2 | 0, 1 ,2",
        "age,1e3,X | AGE,1E3,x",
        "column 1,1,2 | ,1,2",
        "1d,7d,30d | 1d,7d,30d"
      })
  void featuresMayBeCalledByNumbers(String names, String header) {
    assertArrayEquals(EXAMPLE, read(List.of(names.split(",")), header + "\n" + LINE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,1,2", "column 1,column 2,column 3", "a,b,c"})
  void aFirstLineOfNumbersThatNameNothingIsAnExample(String names) {
    assertArrayEquals(EXAMPLE, read(List.of(names.split(",")), LINE));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstCell() {
    assertArrayEquals(EXAMPLE, read(List.of(), "\uFEFF" + LINE));
    assertArrayEquals(EXAMPLE, read(List.of("a", "b", "c"), "\uFEFFa,b,c\n" + LINE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2f,3 | body, line 1, column 2: expected a number, got '2f'",
        "1,0x1p3,3 | body, line 1, column 2: expected a number, got '0x1p3'",
        "1,2,3d | body, line 1, column 3: expected a number, got '3d'",
        "1,2,1-2 | body, line 1, column 3: expected a number, got '1-2'",
        "1,-,3 | body, line 1, column 2: the value is missing ('-'), a number is needed; fill it in"
            + " or drop the line",
        "1,,3 | body, line 1, column 2: the cell is empty, a number is needed; fill it in or drop"
            + " the line",
        "1,2,1e39 | body, line 1, column 3: '1e39' is beyond the range of 32-bit floats",
        "1,5;2;3 | body, line 1: expected commas between the features, got semicolons",
        "1;2;3 | body, line 1: expected commas between the features, got semicolons",
        "a;b;c | body, line 1: expected commas between the features, got semicolons",
        "1 | body, line 1: expected 3 features, got 1"
      })
  void saysWhatIsWrongWithALine(String line, String message) {
    assertEquals(message, refusal(line));
  }

  @Test
  void tabsAreNoCommas() {
    assertEquals(
        "body, line 1: expected commas between the features, got tabs", refusal("1\t2\t3\n"));
  }

  /** A line of them is no header that could be passed over. */
  @ParameterizedTest
  @ValueSource(strings = {"NaN", "nan", "inf", "-Infinity", "1e99"})
  void numbersThatAreNotFiniteAreRefusedByTheirPlace(String number) {
    String message = refusal((number + ",").repeat(2) + number);
    assertTrue(message.startsWith("body, line 1, column 1: "), message);
    assertTrue(message.contains("'" + number + "'"), message);
  }

  private static String refusal(String csv) {
    return assertThrows(Problem.class, () -> read(List.of(), csv)).getMessage();
  }
}
