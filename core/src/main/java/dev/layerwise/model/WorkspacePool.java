package dev.layerwise.model;

import dev.layerwise.data.Scaling;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that wait for the next prediction. A thread looks first where it put its own, so threads
 * rarely meet; and not in a {@link ThreadLocal}, since a service may have a thread for every
 * request.
 */
final class WorkspacePool {
  /**
   * What batch norm does to each column, worked out once.
   *
   * @param scale a factor for each column
   * @param shift what is then added
   */
  record ColumnMap(float[] scale, float[] shift) {
    private static ColumnMap of(BatchNormLayer norm) {
      ColumnMap map = new ColumnMap(new float[norm.outputs()], new float[norm.outputs()]);
      norm.inferenceTransform(map.scale, map.shift);
      return map;
    }
  }

  /** The references of a cache line, so that neighbouring places do not share one. */
  private static final int SPACING = 16;

  private final Network network;
  private final Scaling scaling;
  private final List<@Nullable ColumnMap> norms;
  private final int mask;
  private final AtomicReferenceArray<@Nullable Workspace> idle;

  WorkspacePool(Network network, Scaling scaling) {
    this.network = network;
    this.scaling = scaling;
    List<@Nullable ColumnMap> maps = new ArrayList<>();
    for (Layer layer : network.layers()) {
      maps.add(layer instanceof BatchNormLayer norm ? ColumnMap.of(norm) : null);
    }
    this.norms = maps;
    int processors = Runtime.getRuntime().availableProcessors();
    int places = Integer.highestOneBit(2 * processors - 1) * 2;
    this.mask = places - 1;
    this.idle = new AtomicReferenceArray<>(places * SPACING);
  }

  int chunkRows() {
    return Workspace.chunkRows(network);
  }

  Workspace take() {
    int home = (int) Thread.currentThread().threadId();
    for (int i = 0; i <= mask; i++) {
      int place = ((home + i) & mask) * SPACING;
      if (idle.getPlain(place) != null) {
        Workspace found = idle.getAndSet(place, null);
        if (found != null) {
          return found;
        }
      }
    }
    return new Workspace(network, scaling, norms);
  }

  /** Keeps a workspace if there is a place for it. */
  void giveBack(Workspace workspace) {
    int home = (int) Thread.currentThread().threadId();
    for (int i = 0; i <= mask; i++) {
      int place = ((home + i) & mask) * SPACING;
      if (idle.getPlain(place) == null && idle.compareAndSet(place, null, workspace)) {
        return;
      }
    }
  }
}
