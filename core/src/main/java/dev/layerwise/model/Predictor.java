package dev.layerwise.model;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Features;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.Team;
import org.jspecify.annotations.Nullable;

/**
 * Predicts classes from raw features: the network with the scaling of its inputs, ready for a
 * service.
 *
 * <p>A predictor may be used by any number of threads at once. It keeps the buffers of calls that
 * are over for those that come; where the caller brings the arrays of the result, a call leaves no
 * garbage on a thread that has made such a call before. The vector kernels' working memory belongs
 * to threads: kilobytes for single examples, and for large batches megabytes, which are better
 * predicted by threads that stay than by a virtual one for each. It reads the parameters of the
 * network it was made of, so that network must not be trained while it is in use.
 *
 * <p>An example has the same bits whether it is predicted alone or in a batch, and whatever the
 * number of threads.
 */
public final class Predictor {
  /** Rows from which on a batch is worth dividing among threads. */
  private static final int ROWS_WORTH_SHARING = 64;

  private final Network network;
  private final Scaling scaling;
  private final WorkspacePool pool;
  private final @Nullable SharedBatch shared;

  private Predictor(
      Network network, Scaling scaling, WorkspacePool pool, @Nullable SharedBatch shared) {
    this.network = network;
    this.scaling = scaling;
    this.pool = pool;
    this.shared = shared;
  }

  /**
   * A predictor whose calls compute on the calling thread.
   *
   * @param scaling how features become the network's inputs
   * @throws IllegalArgumentException if the scaling is for another number of features
   */
  public static Predictor of(Network network, Scaling scaling) {
    int inputs = network.spec().inputs();
    if (!scaling.isUniform() && scaling.offsets().length != inputs) {
      throw new IllegalArgumentException(
          "predictor: the network takes "
              + inputs
              + " features, and the scaling is for "
              + scaling.offsets().length);
    }
    return new Predictor(network, scaling, new WorkspacePool(network, scaling), null);
  }

  /**
   * The same predictor with the help of a team in large batches. One batch at a time has its help;
   * a call that finds it busy computes alone.
   *
   * @param team the threads; nobody else may use it while the predictor is in use, and the caller
   *     closes it afterwards
   */
  public Predictor withTeam(Team team) {
    return new Predictor(
        network, scaling, pool, team.size() > 1 ? new SharedBatch(team, pool) : null);
  }

  /** The number of features d of an example. */
  public int inputs() {
    return network.spec().inputs();
  }

  /** The number of classes c. */
  public int classes() {
    return network.spec().classes();
  }

  /**
   * The class of one example.
   *
   * @param features d unscaled values
   * @throws IllegalArgumentException if there are not d values, or one is not finite; the message
   *     names it
   * @throws DataException if the network's outputs are not finite, which names no class
   */
  public int predict(float[] features) {
    return predict(features, null);
  }

  /**
   * The class of one example, and what speaks for each.
   *
   * @param features d unscaled values
   * @param scores receives c values: probabilities, or the outputs of a network trained on squared
   *     error; null if nobody wants them
   * @return the class
   * @throws IllegalArgumentException if an array has another length, or a feature is not finite;
   *     the message names it
   * @throws DataException as {@link #predict(float[])} does
   */
  public int predict(float[] features, float @Nullable [] scores) {
    require("features", features.length, inputs());
    if (scores != null) {
      require("scores", scores.length, classes());
    }
    Workspace workspace = pool.take();
    try {
      return workspace.predictOne(features, scores);
    } finally {
      pool.giveBack(workspace);
    }
  }

  /**
   * The class of one example whose features are bytes from 0 to 255, such as the pixels of a grey
   * image.
   *
   * @param features d unscaled values
   * @param scores as in {@link #predict(float[], float[])}
   * @return the class
   * @throws IllegalArgumentException if an array has another length
   * @throws DataException as {@link #predict(float[])} does
   */
  public int predict(byte[] features, float @Nullable [] scores) {
    require("features", features.length, inputs());
    if (scores != null) {
      require("scores", scores.length, classes());
    }
    Workspace workspace = pool.take();
    try {
      return workspace.predictOne(features, scores);
    } finally {
      pool.giveBack(workspace);
    }
  }

  /**
   * The classes of n examples.
   *
   * @param n the number of examples
   * @param features n × d unscaled values, row after row; may be longer
   * @param predicted receives n classes; may be longer
   * @param scores receives n × c values, as in {@link #predict(float[], float[])}; may be longer;
   *     null if nobody wants them
   * @throws IllegalArgumentException if n is negative, an array is too short, or a feature is not
   *     finite; the message names its example and column, counted from 1. The results of other
   *     examples may then have been written
   * @throws DataException as {@link #predict(float[])} does
   */
  public void predictBatch(int n, float[] features, int[] predicted, float @Nullable [] scores) {
    if (n < 0) {
      throw new IllegalArgumentException("predict: expected 0 or more examples, got " + n);
    }
    requireRoom("features", features.length, (long) n * inputs());
    requireRoom("classes", predicted.length, n);
    if (scores != null) {
      requireRoom("scores", scores.length, (long) n * classes());
    }
    SharedBatch team = shared;
    if (team == null || n < ROWS_WORTH_SHARING || !team.run(n, features, predicted, scores)) {
      Workspace workspace = pool.take();
      try {
        workspace.predictRows(0, n, features, predicted, scores);
      } finally {
        pool.giveBack(workspace);
      }
    }
  }

  /**
   * Predicts all examples of a data set; the result is newly allocated.
   *
   * @throws IllegalArgumentException if the examples have another number of features
   * @throws DataException as {@link #predict(float[])} does
   */
  public Predictions predict(Features examples) {
    require("features", examples.columns(), inputs());
    int[] rows = new int[examples.rows()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    return Predictions.of(network, examples, rows, scaling);
  }

  /** The kernels that it computes with. */
  public Kernels kernels() {
    return network.kernels();
  }

  private static void require(String what, int actual, int expected) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          "predict: expected " + expected + " " + what + ", got " + actual);
    }
  }

  private static void requireRoom(String what, int actual, long needed) {
    if (actual < needed) {
      throw new IllegalArgumentException(
          "predict: expected room for " + needed + " " + what + ", got " + actual);
    }
  }
}
