package dev.layerwise.benchmarks.libtorch;

import dev.layerwise.benchmarks.compare.Settings;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's kernels at their best: no autograd, outputs into tensors that stay, and gradients that
 * are never written where they can be added to the weights at once: {@code W ← a W - η/n xᵀ dz} is
 * one product, with or without an L2 penalty, and with momentum the product goes into the velocity.
 */
final class ByHand implements Net {
  /** The tensors for mini-batches of one size. */
  private final class Buffers {
    final Tensor x;
    final Tensor transposedX;
    final Tensor targets;
    final Tensor ones;
    final List<Tensor> z = new ArrayList<>();
    final List<Tensor> transposedZ = new ArrayList<>();
    final List<Tensor> dz = new ArrayList<>();
    final List<Tensor> keep = new ArrayList<>();

    Buffers(int n) {
      x = torch.empty(n, INPUTS);
      transposedX = x.t();
      targets = torch.empty(n, CLASSES);
      ones = torch.ones(1, n);
      for (int u : units) {
        z.add(torch.empty(n, u));
        transposedZ.add(z.getLast().t());
        dz.add(torch.empty(n, u));
        keep.add(torch.empty(n, u));
      }
    }
  }

  private static final BoolPointer ALL = new BoolPointer(3).put(0, true).put(1, true).put(2, true);

  private final Settings settings;
  private final List<Integer> units;
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> transposed = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();
  private final List<Tensor> biasRows = new ArrayList<>();
  private final List<Tensor> rows = new ArrayList<>();
  private final List<Tensor> weightVelocities = new ArrayList<>();
  private final List<Tensor> biasVelocities = new ArrayList<>();
  private final List<TensorOptional> gamma = new ArrayList<>();
  private final List<Tensor> gammas = new ArrayList<>();
  private final List<TensorOptional> beta = new ArrayList<>();
  private final List<Tensor> betas = new ArrayList<>();
  private final List<TensorOptional> mean = new ArrayList<>();
  private final List<TensorOptional> variance = new ArrayList<>();
  private final Map<Integer, Buffers> buffers = new HashMap<>();
  private final Scalar zero = new Scalar(0.0f);
  private final Scalar unit = new Scalar(1.0f);
  private final Scalar shrink;
  private final Scalar momentum;
  private final Scalar dropoutScale;

  ByHand(Settings settings) {
    this.settings = settings;
    units = new ArrayList<>(settings.hidden());
    units.add(CLASSES);
    int d = INPUTS;
    for (int u : units) {
      weights.add(torch.randn(d, u).mul_(new Scalar(Math.sqrt(2.0 / d))));
      transposed.add(weights.getLast().t());
      biases.add(torch.zeros(1, u));
      biasRows.add(biases.getLast().view(u));
      rows.add(torch.empty(u));
      weightVelocities.add(torch.zeros(d, u));
      biasVelocities.add(torch.zeros(1, u));
      d = u;
    }
    for (int u : settings.hidden()) {
      gammas.add(torch.ones(u));
      gamma.add(new TensorOptional(gammas.getLast()));
      betas.add(torch.zeros(u));
      beta.add(new TensorOptional(betas.getLast()));
      mean.add(new TensorOptional(torch.zeros(u)));
      variance.add(new TensorOptional(torch.ones(u)));
    }
    shrink = new Scalar((float) (1 - settings.rate() * settings.l2()));
    momentum = new Scalar((float) settings.momentum());
    dropoutScale = new Scalar((float) (1 / (1 - settings.dropout())));
  }

  @Override
  public Tensor targets(int[] labels) {
    float[] rows = new float[labels.length * CLASSES];
    for (int i = 0; i < labels.length; i++) {
      rows[i * CLASSES + labels[i]] = 1;
    }
    return Tensor.create(rows, labels.length, CLASSES);
  }

  private Buffers buffers(int n) {
    Buffers found = buffers.get(n);
    if (found == null) {
      try (InferenceMode _ = new InferenceMode(false);
          PointerScope scope = new PointerScope()) {
        // These stay, so the scope of the step must not free them.
        scope.extend();
        found = new Buffers(n);
      }
      buffers.put(n, found);
    }
    return found;
  }

  @Override
  public void step(Tensor x, Tensor targets, Tensor order, int n) {
    try (NoGradGuard _ = new NoGradGuard()) {
      Buffers b = buffers(n);
      int last = units.size() - 1;
      torch.index_select_out(b.x, x, 0, order);
      torch.index_select_out(b.targets, targets, 0, order);
      Tensor[] transposedInputs = new Tensor[last + 1];
      transposedInputs[0] = b.transposedX;
      T_TensorTensorTensor_T[] normalised = new T_TensorTensorTensor_T[last];
      Tensor h = b.x;
      for (int i = 0; i < last; i++) {
        h = torch.addmm_out(b.z.get(i), biases.get(i), h, weights.get(i)).relu_();
        if (settings.batchNorm()) {
          normalised[i] =
              torch.native_batch_norm(
                  h, gamma.get(i), beta.get(i), mean.get(i), variance.get(i), true, 0.1, 1e-5);
          h = normalised[i].get0();
        }
        if (settings.dropout() > 0) {
          Tensor keep = b.keep.get(i).bernoulli_(1 - settings.dropout(), new GeneratorOptional());
          // In place: what is dropped counts as not active, and its gradient is 0 either way.
          h = h.mul_(keep.mul_(dropoutScale));
        }
        transposedInputs[i + 1] = settings.batchNorm() ? h.t() : b.transposedZ.get(i);
      }
      Tensor dz = b.z.get(last);
      torch.addmm_out(dz, biases.get(last), h, weights.get(last));
      torch.softmax_out(b.dz.get(last), dz, 1);
      dz = b.dz.get(last).sub_(b.targets);
      Scalar rate = new Scalar((float) (-settings.rate() / n));
      for (int i = last; i >= 0; i--) {
        Tensor dh = i > 0 ? torch.mm_out(b.dz.get(i - 1), dz, transposed.get(i)) : dz;
        update(i, transposedInputs[i], dz, b.ones, rate);
        if (i > 0) {
          dz = backThroughHidden(i - 1, b, dh, normalised, rate);
        }
      }
    }
  }

  private Tensor backThroughHidden(
      int i, Buffers b, Tensor dh, T_TensorTensorTensor_T[] normalised, Scalar rate) {
    Tensor gradient = dh;
    if (settings.dropout() > 0) {
      gradient.mul_(b.keep.get(i));
    }
    if (settings.batchNorm()) {
      T_TensorTensorTensor_T back =
          torch.native_batch_norm_backward(
              gradient,
              b.z.get(i),
              gamma.get(i),
              mean.get(i),
              variance.get(i),
              new TensorOptional(normalised[i].get1()),
              new TensorOptional(normalised[i].get2()),
              true,
              1e-5,
              ALL);
      gradient = back.get0();
      gammas.get(i).add_(back.get1(), rate);
      betas.get(i).add_(back.get2(), rate);
    }
    return torch.threshold_backward_out(b.dz.get(i), gradient, b.z.get(i), zero);
  }

  private void update(int i, Tensor transposedInput, Tensor dz, Tensor ones, Scalar rate) {
    if (settings.momentum() > 0) {
      weights
          .get(i)
          .add_(weightVelocities.get(i).addmm_(transposedInput, dz, momentum, rate), unit);
      biases.get(i).add_(biasVelocities.get(i).addmm_(ones, dz, momentum, rate), unit);
    } else {
      weights.get(i).addmm_(transposedInput, dz, shrink, rate);
      biases.get(i).addmm_(ones, dz, unit, rate);
    }
  }

  @Override
  public Tensor logits(Tensor x) {
    Tensor h = x;
    int last = units.size() - 1;
    for (int i = 0; i < last; i++) {
      h = torch.addmm(biases.get(i), h, weights.get(i)).relu_();
      if (settings.batchNorm()) {
        h =
            torch.batch_norm(
                h,
                gamma.get(i),
                beta.get(i),
                mean.get(i),
                variance.get(i),
                false,
                0.1,
                1e-5,
                false);
      }
    }
    return torch.addmm(biases.get(last), h, weights.get(last));
  }

  @Override
  public int predictOne(Tensor x) {
    Tensor h = x;
    int last = units.size() - 1;
    for (int i = 0; i < last; i++) {
      h = torch.addmv_out(rows.get(i), biasRows.get(i), transposed.get(i), h).relu_();
    }
    FloatBuffer logits =
        torch.addmv_out(rows.get(last), biasRows.get(last), transposed.get(last), h).createBuffer();
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      best = logits.get(c) > logits.get(best) ? c : best;
    }
    return best;
  }
}
