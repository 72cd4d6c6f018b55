package dev.layerwise.reference;

import dev.layerwise.kernel.Activation;
import dev.layerwise.tensor.Matrix;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** {@code y = f(z)}, element by element: z and y are n × u. */
final class ReferencePointwise implements ReferenceLayer {
  private static final double LEAKY_SLOPE = 0.01;
  private static final double GELU_SCALE = Math.sqrt(2 / Math.PI);
  private static final double GELU_CUBIC = 0.044715;

  /**
   * How near to 0, in shares of the layer's largest |z|, single precision may put z on the other
   * side.
   */
  private static final double DOUBTFUL = 1e-5;

  private final Activation f;
  private final BitSet positive = new BitSet();
  private double[][] z = {};
  private @Nullable Matrix engineOutput;

  ReferencePointwise(Activation f) {
    this.f = f;
  }

  /**
   * Whether the function is put together from two pieces that meet at 0. The slope of ReLU and
   * leaky ReLU jumps there; that of ELU bends, which is enough to spoil a finite difference.
   */
  private boolean hasPieces() {
    return f == Activation.RELU || f == Activation.LEAKY_RELU || f == Activation.ELU;
  }

  /**
   * From now on, where z is so near to 0 that rounding decides, takes the side that the
   * single-precision engine took in its last pass. Both then differentiate the same piece.
   */
  void takeDoubtfulSidesFrom(Matrix output) {
    engineOutput = output;
  }

  @Override
  public double[][] forward(double[][] input) {
    z = input;
    decideSides();
    double[][] y = new double[z.length][];
    for (int i = 0; i < z.length; i++) {
      int u = z[i].length;
      y[i] = new double[u];
      for (int j = 0; j < u; j++) {
        y[i][j] = value(z[i][j], positive.get(i * u + j));
      }
    }
    return y;
  }

  private void decideSides() {
    positive.clear();
    if (!hasPieces()) {
      return;
    }
    double doubtful = engineOutput == null ? -1 : DOUBTFUL * largest();
    for (int i = 0; i < z.length; i++) {
      int u = z[i].length;
      for (int j = 0; j < u; j++) {
        boolean side = z[i][j] > 0;
        if (engineOutput != null && Math.abs(z[i][j]) <= doubtful) {
          side = engineOutput.get(i, j) > 0;
        }
        positive.set(i * u + j, side);
      }
    }
  }

  private double largest() {
    double max = 0;
    for (double[] row : z) {
      for (double element : row) {
        max = Math.max(max, Math.abs(element));
      }
    }
    return max;
  }

  @Override
  public double[][] input() {
    return z;
  }

  @Override
  public double[][] backward(double[][] dy) {
    double[][] dz = new double[z.length][];
    for (int i = 0; i < z.length; i++) {
      int u = z[i].length;
      dz[i] = new double[u];
      for (int j = 0; j < u; j++) {
        dz[i][j] = dy[i][j] * slope(z[i][j], positive.get(i * u + j));
      }
    }
    return dz;
  }

  /** Which elements lie on the positive piece; empty for functions of one piece. */
  BitSet positiveSide() {
    return (BitSet) positive.clone();
  }

  private double value(double z, boolean positiveSide) {
    return switch (f) {
      case SIGMOID -> sigmoid(z);
      case TANH -> Math.tanh(z);
      // NaN belongs to neither side; it must come out as NaN.
      case RELU -> positiveSide || Double.isNaN(z) ? z : 0;
      case LEAKY_RELU -> positiveSide ? z : LEAKY_SLOPE * z;
      case ELU -> positiveSide ? z : Math.expm1(z);
      case GELU -> z / 2 * (1 + Math.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z)));
      case SILU -> z * sigmoid(z);
    };
  }

  /** {@code f'(z)}. */
  private double slope(double z, boolean positiveSide) {
    return switch (f) {
      case SIGMOID -> sigmoid(z) * sigmoid(-z);
      case TANH -> 1 - Math.tanh(z) * Math.tanh(z);
      case RELU -> positiveSide ? 1 : 0;
      case LEAKY_RELU -> positiveSide ? 1 : LEAKY_SLOPE;
      case ELU -> positiveSide ? 1 : Math.exp(z);
      case GELU -> {
        double t = Math.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z));
        yield (1 + t) / 2 + z / 2 * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBIC * z * z);
      }
      case SILU -> sigmoid(z) * (1 + z * sigmoid(-z));
    };
  }

  static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
