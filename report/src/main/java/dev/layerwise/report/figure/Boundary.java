package dev.layerwise.report.figure;

import java.util.List;

/**
 * What a network says of every place in the plane, and the examples there.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param x the horizontal feature
 * @param y the vertical feature
 * @param names the classes
 * @param plane two pictures, top line first: the class predicted in the middle of every pixel, and
 *     the score of that class, 255 for 1
 * @param points the examples, a list for each part of the data
 */
public record Boundary(
    String id,
    String title,
    String caption,
    Side x,
    Side y,
    List<String> names,
    ImageSet plane,
    List<Points> points)
    implements Figure {
  /**
   * One side of the plane that is shown.
   *
   * @param label the feature's name
   * @param low where it begins
   * @param high where it ends
   */
  public record Side(String label, double low, double high) {}

  /**
   * Examples.
   *
   * @param name which part of the data
   * @param x the horizontal feature of each
   * @param y the vertical feature
   * @param label the class
   * @param wrong whether the network says another; 1 for yes
   */
  public record Points(String name, double[] x, double[] y, int[] label, int[] wrong) {}

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if lengths differ
   */
  public Boundary {
    Figure.requireId(id);
    names = List.copyOf(names);
    points = List.copyOf(points);
    Sizes.require(id + ": pictures", 2, plane.images().size());
    for (Points part : points) {
      Sizes.require(id + ": y of " + part.name(), part.x().length, part.y().length);
      Sizes.require(id + ": labels of " + part.name(), part.x().length, part.label().length);
      Sizes.require(id + ": errors of " + part.name(), part.x().length, part.wrong().length);
    }
  }
}
