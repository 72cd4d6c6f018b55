package dev.layerwise.data;

import dev.layerwise.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which people write the ten digits, as strokes through control points.
 *
 * <p>A shape is written as text: points {@code x,y} on a grid about 60 wide and 100 high (y grows downwards), in the
 * order in which the pen visits them; {@code ;} lifts the pen, and {@code |} after a point makes it a corner, where
 * the otherwise smooth curve breaks.
 */
final class DigitShapes {
  /**
   * One way to write a digit.
   *
   * @param weight how often it is chosen, relative to the digit's other shapes
   * @param strokes from pen down to pen up
   */
  record Shape(double weight, List<Stroke> strokes) {}

  /**
   * One movement of the pen.
   *
   * @param x abscissas of the control points
   * @param y their ordinates
   * @param corner whether the curve breaks there
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Stroke(double[] x, double[] y, boolean[] corner) {}

  private static final List<List<Shape>> SHAPES =
      List.of(
          List.of(
              shape(5, "33,2 14,12 4,50 14,88 32,98 51,86 57,50 49,14 31,2 24,5"),
              shape(2, "42,8 22,4 6,28 6,70 24,97 46,90 57,60 55,26 42,6"),
              shape(2, "40,6 16,14 4,52 14,88 34,98 52,82 56,46 48,16 32,4 22,12 30,22"),
              shape(1, "24,4 46,6 58,38 54,76 36,98 14,88 4,58 8,22 24,3")),
          List.of(
              shape(6, "31,0 30,50 30,100"),
              shape(3, "10,24 22,14 34,2| 33,50 32,100"),
              shape(2, "10,22 22,12 33,2| 33,50 33,97 ; 8,98 32,97 57,98"),
              shape(1, "18,14 25,9 32,2| 31,50 30,100")),
          List.of(
              shape(4, "7,22 16,7 34,1 51,11 53,31 36,62 6,97| 32,96 60,96"),
              shape(3, "7,26 17,7 36,1 52,13 51,36 34,68 15,93 3,93 6,79 24,80 44,95 60,90"),
              shape(2, "8,16 28,3 49,8 52,26 34,60 5,95| 22,88 42,96 60,90"),
              shape(1, "6,10 32,4 53,10| 36,46 6,96| 34,95 60,97")),
          List.of(
              shape(4, "8,15 27,1 50,10 49,33 25,46| 50,54 58,76 40,98 18,98 3,86"),
              shape(2, "8,14 28,1 49,10 47,32 30,46 21,43 29,40 50,54 56,76 38,98 16,97 3,85"),
              shape(2, "6,5 30,4 53,3| 25,41| 47,47 58,70 43,95 20,98 4,88"),
              shape(2, "9,11 32,2 50,14 44,37 27,47 47,54 55,74 42,95 18,99 5,92")),
          List.of(
              shape(4, "14,4 9,30 4,58| 32,58 60,55 ; 47,10 44,52 42,100"),
              shape(3, "45,2 24,34 3,66| 32,66 60,65 ; 45,2 44,50 43,100"),
              shape(2, "10,6 6,34 14,52 34,53 51,40 ; 54,3 48,50 43,100"),
              shape(2, "46,1 25,34 4,64| 32,63 61,62 ; 39,40 38,70 37,100")),
          List.of(
              shape(3, "16,5 14,24 12,45| 34,37 55,52 54,82 32,98 7,92 ; 16,5 36,4 57,2"),
              shape(3, "55,3 36,4 16,5| 14,24 11,45| 36,37 57,55 52,86 28,99 4,91"),
              shape(2, "54,5 30,3 15,18 18,40 40,51 54,68 46,91 25,99 4,91"),
              shape(1, "17,4 10,47| 32,40 52,56 50,84 26,99 6,88 ; 14,6 34,7 59,4")),
          List.of(
              shape(4, "46,2 24,20 8,50 6,80 24,99 48,92 54,73 40,55 20,61 8,78"),
              shape(2, "38,0 18,42 6,74 20,98 44,96 54,76 42,58 22,60 10,76"),
              shape(2, "52,9 32,2 13,24 4,60 14,91 36,99 54,84 52,61 34,51 14,61 8,76"),
              shape(1, "30,0 16,30 7,66 15,94 38,99 53,84 47,63 28,60 14,78 16,92")),
          List.of(
              shape(4, "4,6 30,5 56,4| 38,46 24,100"),
              shape(3, "5,7 30,5 56,4| 38,46 25,100 ; 17,51 34,49 53,47"),
              shape(2, "5,20 8,5| 32,7 58,4| 38,48 28,100"),
              shape(2, "4,12 24,4 48,5 55,14 42,42 28,70 22,100")),
          List.of(
              shape(4, "51,18 37,2 16,5 10,24 28,43 47,60 53,82 36,99 14,93 7,75 23,54 45,37 52,19 46,8"),
              shape(2, "32,1 15,8 13,31 30,46 47,33 47,10 31,1 ; 30,46 9,58 6,87 30,99 54,87 51,58 30,46"),
              shape(2, "55,8 34,2 13,14 20,38 44,56 54,78 40,97 16,96 6,78 20,56 44,38 57,16"),
              shape(1, "30,47 12,32 15,8 33,1 49,14 45,34 28,48 8,66 9,90 30,99 52,90 52,66 30,46")),
          List.of(
              shape(4, "51,17 34,2 13,9 8,33 25,46 45,36 52,12| 50,52 47,100"),
              shape(3, "52,14 34,2 13,10 9,34 27,46 47,32 52,12| 53,50 46,86 26,99 10,91"),
              shape(2, "47,30 49,9 30,1 10,15 11,39 32,46 47,29 49,56 40,82 28,100"),
              shape(1, "50,10 28,1 10,14 10,37 28,46 48,34 ; 52,4 50,50 49,100")));

  private DigitShapes() {}

  /** Draws one of a digit's shapes by weight. */
  static Shape choose(int digit, RandomStream random) {
    List<Shape> shapes = SHAPES.get(digit);
    double total = 0;
    for (Shape shape : shapes) {
      total += shape.weight();
    }
    double left = random.nextDouble() * total;
    for (Shape shape : shapes) {
      left -= shape.weight();
      if (left < 0) {
        return shape;
      }
    }
    return shapes.getLast();
  }

  private static Shape shape(double weight, String text) {
    List<Stroke> strokes = new ArrayList<>();
    for (String stroke : text.split(" ; ")) {
      String[] points = stroke.split(" ");
      double[] x = new double[points.length];
      double[] y = new double[points.length];
      boolean[] corner = new boolean[points.length];
      for (int i = 0; i < points.length; i++) {
        String point = points[i];
        corner[i] = point.endsWith("|");
        int comma = point.indexOf(',');
        x[i] = Integer.parseInt(point.substring(0, comma));
        y[i] = Integer.parseInt(point.substring(comma + 1, corner[i] ? point.length() - 1 : point.length()));
      }
      strokes.add(new Stroke(x, y, corner));
    }
    return new Shape(weight, List.copyOf(strokes));
  }
}
