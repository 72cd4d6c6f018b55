package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.Ridges;
import java.util.Arrays;
import java.util.List;

/** Draws {@link Ridges}, from the back to the front: each covers what lies behind it. */
final class RidgesDrawing extends Drawing {
  private static final int PLOT = 300;
  private static final int TALLEST = 90;
  private static final int NAMES = 64;
  private static final int NAME_DISTANCE = 18;

  private final Ridges ridges;

  RidgesDrawing(Ridges ridges, Palette palette) {
    super(ridges, palette);
    this.ridges = ridges;
  }

  @Override
  int width() {
    return 560;
  }

  @Override
  int height() {
    return top() + PLOT + 60;
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    double bottom = top() + PLOT;
    int right = width() - MARGIN - NAMES;
    Scale x = new Scale(ridges.low(), ridges.high(), false, MARGIN + 10, right);
    for (Scale.Tick tick : x.ticks(5)) {
      double at = x.place(tick.value());
      sheet.line(at, top(), at, bottom, palette.faint(), 1, 0);
      sheet.text(tick.text(), at, bottom + 18, Size.SMALL, palette.muted(), Anchor.MIDDLE);
    }
    List<Ridges.Moment> moments = ridges.moments();
    double most = moments.stream().flatMapToDouble(m -> Arrays.stream(m.shares())).max().orElse(1);
    double between = moments.size() > 1 ? (double) (PLOT - TALLEST) / (moments.size() - 1) : 0;
    double named = bottom + NAME_DISTANCE;
    double[] bases = new double[moments.size()];
    for (int k = 0; k < moments.size(); k++) {
      bases[k] = bottom - between * (moments.size() - 1 - k);
      double t = moments.size() > 1 ? (double) k / (moments.size() - 1) : 1;
      ridge(sheet, x, bases[k], moments.get(k).shares(), Math.max(most, 1e-9), t);
    }
    for (int k = moments.size() - 1; k >= 0; k--) {
      if (named - bases[k] >= NAME_DISTANCE) {
        String name = letters.fit(moments.get(k).name(), NAMES, Size.SMALL);
        sheet.text(name, right + 8, bases[k] + 4, Size.SMALL, palette.muted(), Anchor.START);
        named = bases[k];
      }
    }
    sheet.text(
        ridges.label(), width() / 2.0, bottom + 38, Size.SMALL, palette.muted(), Anchor.MIDDLE);
  }

  private void ridge(Sheet sheet, Scale x, double base, double[] shares, double most, double t) {
    double[] px = new double[shares.length + 2];
    double[] py = new double[shares.length + 2];
    px[0] = x.place(ridges.low());
    py[0] = base;
    for (int b = 0; b < shares.length; b++) {
      px[b + 1] = x.place((ridges.edge(b) + ridges.edge(b + 1)) / 2);
      py[b + 1] = base - shares[b] / most * TALLEST;
    }
    px[px.length - 1] = x.place(ridges.high());
    py[py.length - 1] = base;
    sheet.area(px, py, mix(palette.paper(), palette.series(0), 0.12 + 0.6 * t), 1);
    sheet.path(px, py, mix(palette.paper(), palette.series(0), 0.45 + 0.55 * t), 1, 0);
  }
}
