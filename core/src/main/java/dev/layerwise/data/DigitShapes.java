package dev.layerwise.data;

import dev.layerwise.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which people write the ten digits, as strokes through control points.
 *
 * <p>A shape is written as text: points {@code x,y} on a grid about 60 wide and 100 high (y grows
 * downwards), in the order in which the pen visits them; {@code ;} lifts the pen, and {@code |}
 * after a point makes it a corner, where the otherwise smooth curve breaks.
 */
final class DigitShapes {
  /**
   * One way to write a digit.
   *
   * @param weight how often it is chosen, relative to the digit's other shapes
   * @param strokes from pen down to pen up
   */
  record Shape(double weight, List<Stroke> strokes) {}

  /** One movement of the pen. */
  record Stroke(List<Point> points) {}

  /**
   * A point that the pen visits.
   *
   * @param x to the right
   * @param y downwards
   * @param corner whether the curve breaks there
   */
  record Point(double x, double y, boolean corner) {}

  /** A line is a shape: the digit, the weight, the strokes. */
  private static final String TEXT =
      """
      0  5  33,2 14,12 4,50 14,88 32,98 51,86 57,50 49,14 31,2 24,5
      0  2  42,8 22,4 6,28 6,70 24,97 46,90 57,60 55,26 42,6
      0  2  40,6 16,14 4,52 14,88 34,98 52,82 56,46 48,16 32,4 22,12 30,22
      0  2  26,4 7,28 5,70 24,97 50,88 66,54 58,18 36,3 18,8
      0  1  24,4 46,6 58,38 54,76 36,98 14,88 4,58 8,22 24,3
      1  6  31,0 30,50 30,100
      1  2  16,24 25,14 33,2| 33,50 32,100
      1  2  12,24 24,14 33,2| 33,50 33,97 ; 8,98 32,97 57,98
      1  1  23,16 28,9 32,2| 31,50 30,100
      2  4  7,22 16,7 34,1 51,11 53,31 36,62 6,97| 32,96 60,96
      2  3  7,26 17,7 36,1 52,13 51,36 34,68 15,93 3,93 6,79 24,80 44,95 60,90
      2  2  8,16 28,3 49,8 52,26 34,60 5,95| 22,88 42,96 60,90
      2  2  6,22 22,4 46,6 54,32 38,66 16,90 3,84 10,72 32,82 66,84
      2  2  9,21 28,2 48,14 46,42 28,72 10,92 3,82 16,72 40,84 68,92
      2  1  6,10 32,4 53,10| 36,46 6,96| 34,95 60,97
      3  4  8,15 27,1 50,10 49,33 25,46| 50,54 58,76 40,98 18,98 3,86
      3  2  8,14 28,1 49,10 47,32 30,46 21,43 29,40 50,54 56,76 38,98 16,97 3,85
      3  2  6,5 30,4 53,3| 25,41| 47,47 58,70 43,95 20,98 4,88
      3  2  9,11 32,2 50,14 44,37 27,47 47,54 55,74 42,95 18,99 5,92
      3  1  4,12 26,3 50,10 44,30 24,42| 42,50 46,70 34,90 14,99 2,98
      3  1  2,6 26,2 50,5 44,20 23,38| 46,44 60,64 48,90 22,98 2,94
      4  4  14,4 9,30 4,58| 32,58 60,55 ; 47,10 44,52 42,100
      4  3  45,2 24,34 3,66| 32,66 60,65 ; 45,2 44,50 43,100
      4  3  10,6 6,34 14,52 34,53 51,40 ; 54,3 48,50 43,100
      4  1  4,5 2,30 8,46 28,46 48,36 ; 54,0 47,50 42,100
      4  2  46,1 25,34 4,64| 32,63 61,62 ; 39,36 38,70 37,100
      5  3  16,5 14,24 12,45| 34,37 55,52 54,82 32,98 7,92 ; 16,5 36,4 57,2
      5  3  55,3 36,4 16,5| 14,24 11,45| 36,37 57,55 52,86 28,99 4,91
      5  2  54,5 30,3 15,18 18,40 40,51 54,68 46,91 25,99 4,91
      5  2  24,10 16,44| 36,44 46,60 40,84 22,98 4,92 ; 24,9 44,8 70,2
      5  1  60,4 42,4 24,6| 18,42| 46,46 54,66 40,88 18,96 6,90
      5  1  17,4 10,47| 32,40 52,56 50,84 26,99 6,88 ; 14,6 34,7 59,4
      6  4  46,2 24,20 8,50 6,80 24,99 48,92 54,73 40,55 20,61 8,78
      6  2  38,0 18,42 6,74 20,98 44,96 54,76 42,58 22,60 10,76
      6  2  52,9 32,2 13,24 4,60 14,91 36,99 54,84 52,61 34,51 14,61 8,76
      6  2  24,0 8,34 3,68 16,95 42,96 61,80 54,62 36,62 24,82
      6  1  18,0 7,40 6,76 26,98 52,88 56,70 40,62 22,72 12,86
      6  1  30,0 16,30 7,66 15,94 38,99 53,84 47,63 28,60 14,78 16,92
      7  4  4,6 30,5 56,4| 38,46 24,100
      7  3  5,7 30,5 56,4| 38,46 25,100 ; 17,51 34,49 53,47
      7  2  5,20 8,5| 32,7 58,4| 38,48 28,100
      7  2  3,20 16,4 40,2 53,14 46,42 32,70 26,100
      7  1  4,12 24,5 48,6 56,12 42,42 28,70 22,100 ; 18,52 34,52 50,48
      8  4  51,18 37,2 16,5 10,24 28,43 47,60 53,82 36,99 14,93 7,75 23,54 45,37 52,19 46,8
      8  2  32,1 15,8 13,31 30,46 47,33 47,10 31,1 ; 30,46 9,58 6,87 30,99 54,87 51,58 30,46
      8  3  55,8 34,2 13,14 20,38 44,56 54,78 40,97 16,96 6,78 20,56 44,38 57,16
      8  2  58,6 34,2 10,10 14,30 32,46 42,66 34,92 20,98 10,86 18,62 40,38 60,8
      8  1  30,47 12,32 15,8 33,1 49,14 45,34 28,48 8,66 9,90 30,99 52,90 52,66 30,46
      9  4  51,17 34,2 13,9 8,33 25,46 45,36 52,12| 50,52 47,100
      9  3  52,14 34,2 13,10 9,34 27,46 47,32 52,12| 53,50 46,86 26,99 10,91
      9  2  47,30 49,9 30,1 10,15 11,39 32,46 47,29 49,56 40,82 28,100
      9  2  52,10 28,2 5,16 4,36 22,44 46,30 54,8| 50,52 44,100
      9  1  54,6 30,3 6,22 9,40 29,42 50,26 57,4| 57,45 60,100
      9  1  50,10 28,1 10,14 10,37 28,46 48,34 ; 52,4 50,50 49,100
      """;

  private static final List<List<Shape>> SHAPES = parse();

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

  private static List<List<Shape>> parse() {
    List<List<Shape>> shapes = new ArrayList<>();
    for (int digit = 0; digit < 10; digit++) {
      shapes.add(new ArrayList<>());
    }
    for (String line : TEXT.split("\n")) {
      String[] parts = line.split("  ");
      double weight = Integer.parseInt(parts[1]);
      shapes.get(Integer.parseInt(parts[0])).add(new Shape(weight, strokes(parts[2])));
    }
    return shapes;
  }

  private static List<Stroke> strokes(String text) {
    List<Stroke> strokes = new ArrayList<>();
    List<Point> points = new ArrayList<>();
    for (String word : (text + " ;").split(" ")) {
      if (word.equals(";")) {
        strokes.add(new Stroke(List.copyOf(points)));
        points.clear();
      } else {
        boolean corner = word.endsWith("|");
        int comma = word.indexOf(',');
        int end = word.length() - (corner ? 1 : 0);
        int x = Integer.parseInt(word.substring(0, comma));
        int y = Integer.parseInt(word.substring(comma + 1, end));
        points.add(new Point(x, y, corner));
      }
    }
    return List.copyOf(strokes);
  }
}
