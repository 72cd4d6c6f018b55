package dev.layerwise.model;

import dev.layerwise.kernel.Team;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A batch whose rows are divided among the threads of a team; one at a time. */
final class SharedBatch implements Team.Job {
  private static final float[] NOTHING = {};
  private static final int[] NO_CLASSES = {};

  /** Rows are divided in steps of this: the height of a register tile. */
  private static final int ROW_GRAIN = 8;

  private static final int MOST_PARTS = 65_535;

  private final Team team;
  private final WorkspacePool pool;
  private final int chunkRows;
  private final AtomicBoolean busy = new AtomicBoolean();
  private int n;
  private int rowsPerPart;
  private float[] features = NOTHING;
  private int[] predicted = NO_CLASSES;
  private float @Nullable [] scores;

  SharedBatch(Team team, WorkspacePool pool) {
    this.team = team;
    this.pool = pool;
    this.chunkRows = pool.chunkRows();
  }

  /** Predicts n rows, unless another batch has the team. */
  boolean run(int rows, float[] x, int[] classes, float @Nullable [] values) {
    if (busy.getPlain() || !busy.compareAndSet(false, true)) {
      return false;
    }
    try {
      n = rows;
      features = x;
      predicted = classes;
      scores = values;
      int share = Math.min(Math.ceilDiv(rows, team.size()), chunkRows);
      share = Math.max(share, Math.ceilDiv(rows, MOST_PARTS));
      rowsPerPart = Math.ceilDiv(share, ROW_GRAIN) * ROW_GRAIN;
      team.run(this, Math.ceilDiv(rows, rowsPerPart));
      return true;
    } finally {
      features = NOTHING;
      predicted = NO_CLASSES;
      scores = null;
      busy.set(false);
    }
  }

  @Override
  public void part(int index) {
    Workspace workspace = pool.take();
    try {
      int from = index * rowsPerPart;
      workspace.predictRows(from, Math.min(rowsPerPart, n - from), features, predicted, scores);
    } finally {
      pool.giveBack(workspace);
    }
  }
}
