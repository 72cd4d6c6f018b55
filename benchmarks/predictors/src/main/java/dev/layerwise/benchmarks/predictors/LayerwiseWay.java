package dev.layerwise.benchmarks.predictors;

import dev.layerwise.kernel.Team;
import dev.layerwise.model.Predictor;

/** Layerwise's {@link Predictor}, one for a single thread and one with a team. */
final class LayerwiseWay implements Way {
  private final Examples examples;
  private final Team team;
  private final Predictor predictor;
  private final Predictor helped;
  private final int[] classes = new int[Examples.COUNT];

  LayerwiseWay(TestNetwork network, Examples examples, int threads) {
    this.examples = examples;
    this.team = new Team(threads);
    this.predictor = network.predictor();
    this.helped = predictor.withTeam(team);
  }

  @Override
  public void predict(int example, float[] probabilities) {
    predictor.predict(examples.each[example], probabilities);
  }

  @Override
  public void predictAll(float[] probabilities) {
    helped.predictBatch(Examples.COUNT, examples.all, classes, probabilities);
  }

  @Override
  public void close() {
    team.close();
  }
}
