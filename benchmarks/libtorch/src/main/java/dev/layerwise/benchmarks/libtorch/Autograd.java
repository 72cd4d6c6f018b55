package dev.layerwise.benchmarks.libtorch;

import dev.layerwise.benchmarks.compare.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** As most programs would write it: a forward pass, {@code backward()}, and an optimiser. */
final class Autograd implements Net {
  private record Norm(Tensor gamma, Tensor beta, Tensor mean, Tensor variance) {}

  private final Settings settings;
  private final List<Tensor> weights = new ArrayList<>();
  private final List<Tensor> biases = new ArrayList<>();
  private final List<Norm> norms = new ArrayList<>();
  // Two of them, since only weights are penalised.
  private final SGD weightUpdates;
  private final SGD otherUpdates;

  Autograd(Settings settings) {
    this.settings = settings;
    List<Integer> units = new ArrayList<>(settings.hidden());
    units.add(CLASSES);
    int d = INPUTS;
    TensorVector penalised = new TensorVector();
    TensorVector others = new TensorVector();
    for (int u : units) {
      Tensor weight = torch.randn(u, d).mul_(new Scalar(Math.sqrt(2.0 / d))).requires_grad_(true);
      Tensor bias = torch.zeros(u).requires_grad_(true);
      weights.add(weight);
      biases.add(bias);
      penalised.push_back(weight);
      others.push_back(bias);
      d = u;
    }
    if (settings.batchNorm()) {
      for (int u : settings.hidden()) {
        Norm norm =
            new Norm(
                torch.ones(u).requires_grad_(true),
                torch.zeros(u).requires_grad_(true),
                torch.zeros(u),
                torch.ones(u));
        norms.add(norm);
        others.push_back(norm.gamma);
        others.push_back(norm.beta);
      }
    }
    weightUpdates = new SGD(penalised, options(settings.l2()));
    otherUpdates = new SGD(others, options(0));
  }

  private SGDOptions options(double decay) {
    SGDOptions options = new SGDOptions(settings.rate());
    options.momentum().put(settings.momentum());
    options.weight_decay().put(decay);
    return options;
  }

  @Override
  public Tensor targets(int[] labels) {
    return Tensor.create(IntStream.of(labels).asLongStream().toArray(), labels.length);
  }

  @Override
  public void step(Tensor x, Tensor targets, Tensor order, int n) {
    Tensor logits = forward(torch.index_select(x, 0, order), true);
    Tensor loss = torch.cross_entropy(logits, torch.index_select(targets, 0, order));
    weightUpdates.zero_grad();
    otherUpdates.zero_grad();
    loss.backward();
    weightUpdates.step();
    otherUpdates.step();
  }

  private Tensor forward(Tensor x, boolean training) {
    Tensor h = x;
    int last = weights.size() - 1;
    for (int i = 0; i < last; i++) {
      h = torch.linear(h, weights.get(i), biases.get(i)).relu_();
      if (settings.batchNorm()) {
        Norm norm = norms.get(i);
        h =
            torch.batch_norm(
                h,
                new TensorOptional(norm.gamma),
                new TensorOptional(norm.beta),
                new TensorOptional(norm.mean),
                new TensorOptional(norm.variance),
                training,
                0.1,
                1e-5,
                false);
      }
      if (settings.dropout() > 0) {
        h = torch.dropout(h, settings.dropout(), training);
      }
    }
    return torch.linear(h, weights.get(last), biases.get(last));
  }

  @Override
  public Tensor logits(Tensor x) {
    return forward(x, false);
  }

  @Override
  public int predictOne(Tensor x) {
    return (int) forward(x, false).argmax().item_long();
  }
}
