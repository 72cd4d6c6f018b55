package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.ParallelCoordinates.Axis;
import dev.layerwise.report.figure.ParallelCoordinates.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Draws {@link ParallelCoordinates}. */
final class ParallelDrawing extends Drawing {
  private static final int PLOT = 280;
  private static final int EDGE = 80;
  private static final int WIDEST_EDGE = 240;
  private static final int GAP = 120;
  private static final int BESIDE = 7;
  private static final int FEW = 7;

  private final ParallelCoordinates figure;
  private final List<Scale> scales = new ArrayList<>();

  /** Room for the words at the first axis. */
  private final int left;

  ParallelDrawing(ParallelCoordinates figure, Palette palette) {
    super(figure, palette);
    this.figure = figure;
    for (int k = 0; k < figure.axes().size(); k++) {
      Axis axis = figure.axes().get(k);
      int number = k;
      double from = top() + 30 + PLOT;
      double to = top() + 30;
      scales.add(
          axis.categories().isEmpty()
              ? Scale.holding(
                  figure.lines().stream().mapToDouble(line -> line.values()[number]).toArray(),
                  axis.log(),
                  false,
                  from,
                  to)
              : new Scale(0, Math.max(1, axis.categories().size() - 1), false, from, to));
    }
    int widest =
        figure.axes().getFirst().categories().stream()
            .mapToInt(name -> letters.width(name, Size.SMALL))
            .max()
            .orElse(0);
    left = Math.clamp(widest + 2 * BESIDE, EDGE, WIDEST_EDGE);
  }

  @Override
  int width() {
    return Math.max(WIDTH, left + EDGE + GAP * (figure.axes().size() - 1));
  }

  @Override
  int height() {
    return top() + 30 + PLOT + MARGIN + 10;
  }

  private double x(int axis) {
    return left + (width() - (double) left - EDGE) * axis / Math.max(1, figure.axes().size() - 1);
  }

  private double goodness(Line line) {
    Scale scale = scales.get(figure.colourAxis());
    double value = line.values()[figure.colourAxis()];
    return scale.holds(value)
        ? goodness(
            value, scale.low(), scale.high(), figure.axes().get(figure.colourAxis()).better())
        : -1;
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    List<Line> order = new ArrayList<>(figure.lines());
    order.sort(Comparator.comparingDouble(this::goodness));
    for (Line line : order) {
      double good = goodness(line);
      int colour = good < 0 ? palette.muted() : scale(good);
      for (int k = 0; k + 1 < scales.size(); k++) {
        double from = line.values()[k];
        double to = line.values()[k + 1];
        if (scales.get(k).holds(from) && scales.get(k + 1).holds(to)) {
          double y1 = scales.get(k).place(from);
          double y2 = scales.get(k + 1).place(to);
          sheet.line(x(k), y1, x(k + 1), y2, colour, line.best() ? 3.2 : 1.5, 0);
        }
      }
    }
    int half = letters.height(Size.SMALL) / 2;
    for (int k = 0; k < scales.size(); k++) {
      Axis axis = figure.axes().get(k);
      Scale scale = scales.get(k);
      sheet.line(x(k), scale.from(), x(k), scale.to(), palette.ink(), 1, 0);
      String name = letters.fit(axis.name(), 150, Size.SMALL);
      sheet.text(name, x(k), scale.to() - 14, Size.SMALL, palette.ink(), Anchor.MIDDLE);
      Anchor anchor = k == 0 ? Anchor.END : Anchor.START;
      double beside = x(k) + (k == 0 ? -BESIDE : BESIDE);
      for (Scale.Tick tick : ticks(k, axis, scale)) {
        double y = scale.place(tick.value());
        int width = letters.width(tick.text(), Size.SMALL) + 4;
        double from = k == 0 ? beside - width + 2 : beside - 2;
        sheet.rect(from, y - half - 3, width, 2 * half + 6, palette.paper());
        sheet.text(tick.text(), beside, y + half, Size.SMALL, palette.ink(), anchor);
      }
    }
  }

  /** The values themselves where they are few, else round numbers. */
  private List<Scale.Tick> ticks(int number, Axis axis, Scale scale) {
    if (axis.categories().isEmpty()) {
      double[] values =
          figure.lines().stream()
              .mapToDouble(line -> line.values()[number])
              .filter(scale::holds)
              .distinct()
              .sorted()
              .toArray();
      if (values.length > FEW) {
        return scale.ticks(6);
      }
      return Arrays.stream(values)
          .mapToObj(value -> new Scale.Tick(value, axis.format().text(value)))
          .toList();
    }
    double room =
        number == 0 ? left : (number + 1 < scales.size() ? x(number + 1) : width()) - x(number);
    List<Scale.Tick> ticks = new ArrayList<>();
    for (int i = 0; i < axis.categories().size(); i++) {
      String name =
          letters.fitMiddle(axis.categories().get(i), (int) room - 2 * BESIDE, Size.SMALL);
      ticks.add(new Scale.Tick(i, name));
    }
    return ticks;
  }
}
