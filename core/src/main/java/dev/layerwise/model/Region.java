package dev.layerwise.model;

import dev.layerwise.kernel.Team;
import dev.layerwise.tensor.ColumnPieces;
import java.util.ArrayList;
import java.util.List;

/**
 * Stages that run one after the other on each thread, without waiting for other threads in between.
 *
 * <p>How many threads take part follows the work: handing a part over costs about as much as a
 * thousand multiply-adds of vectors, so small mini-batches of small networks stay on one thread.
 */
final class Region implements Team.Job {
  /** The cycles that pay for one part: several times the cost of a hand-over. */
  static final double WORK_PER_PART = 6_000;

  /** From this much on a thread gets two parts, so that an unequal start evens out. */
  private static final double LONG_WORK = 1_000_000;

  /** Rows are divided in steps of this: the height of a register tile, and of a block of losses. */
  static final int ROW_GRAIN = 16;

  /** Columns are divided in steps of this, as those of weights are. */
  static final int COLUMN_GRAIN = ColumnPieces.GRAIN;

  /**
   * The rows that a thread takes through all stages before it turns to the next ones: what they
   * leave behind is then still in the second-level cache when the next stage wants it.
   */
  private static final int ROWS_AT_ONCE = 256;

  private final List<Stage> stages;
  private final int grain;
  private final int step;
  private int length;
  private int grains;
  private int parts;

  private Region(List<Stage> stages) {
    this.stages = List.copyOf(stages);
    Stage.Division division = stages.getFirst().division;
    this.grain = division == Stage.Division.COLUMNS ? COLUMN_GRAIN : ROW_GRAIN;
    this.step = byRows(division) ? ROWS_AT_ONCE : Integer.MAX_VALUE;
  }

  /** Whether stages that are divided so go together. */
  private static boolean byRows(Stage.Division division) {
    return division == Stage.Division.ROWS || division == Stage.Division.HALVES;
  }

  /** Groups stages into as few regions as possible. */
  static List<Region> group(List<Stage> stages) {
    List<Region> regions = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= stages.size(); i++) {
      boolean together =
          i < stages.size()
              && byRows(stages.get(i).division)
              && stages.get(i - 1).division == stages.get(i).division;
      if (!together) {
        regions.add(new Region(stages.subList(from, i)));
        from = i;
      }
    }
    return List.copyOf(regions);
  }

  /** Runs the stages on as many threads as the work is worth. */
  void run(Team team) {
    length = stages.getFirst().length();
    grains = Math.ceilDiv(length, grain);
    parts = parts(team);
    team.run(this, parts);
  }

  private int parts(Team team) {
    if (team.size() == 1 || stages.getFirst().division == Stage.Division.NONE) {
      return 1;
    }
    double work = 0;
    for (int i = 0; i < stages.size(); i++) {
      work += stages.get(i).work();
    }
    // What a thread computes of a wide layer, or of a half of the inputs, stays with it, for its
    // weights do.
    boolean keeps = stages.getFirst().division != Stage.Division.ROWS;
    int wanted = keeps || work < LONG_WORK ? team.size() : 2 * team.size();
    return (int) Math.max(1, Math.min(Math.min(wanted, grains), work / WORK_PER_PART));
  }

  @Override
  public void part(int index) {
    int from = (int) ((long) grains * index / parts) * grain;
    int to = Math.min(length, (int) ((long) grains * (index + 1) / parts) * grain);
    for (int at = from; at < to; at += Math.min(step, to - at)) {
      for (int i = 0; i < stages.size(); i++) {
        stages.get(i).run(at, Math.min(step, to - at));
      }
    }
  }
}
