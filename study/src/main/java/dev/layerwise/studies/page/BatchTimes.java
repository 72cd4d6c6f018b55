package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.studies.LoopTime;
import dev.layerwise.studies.LoopTimes;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The time of every run beside the published one, and beside a loop in NumPy. */
final class BatchTimes {
  private final List<Pair> done;
  private final Optional<LoopTimes> loops;

  /**
   * Compares times.
   *
   * @param done the rows that have been trained
   * @param loops what the loops took beside NumPy's, if that was measured
   */
  BatchTimes(List<Pair> done, Optional<LoopTimes> loops) {
    this.done = done;
    this.loops = loops;
  }

  /** How much less time ours takes, in words. */
  List<String> sentences() {
    List<String> words = new ArrayList<>();
    double ours = sum("trainSeconds");
    double published =
        done.stream().mapToDouble(p -> Published.number(p.published(), "train_seconds")).sum();
    double[] ratios = done.stream().mapToDouble(BatchTimes::perStep).sorted().toArray();
    words.add(
        String.format(
            Locale.ROOT,
            "The %d trainings took ours %s in all, the published system %s: %s less. Step for step,"
                + " ours is %s as fast.",
            done.size(),
            Words.duration(ours),
            Words.duration(published),
            Words.times(published / ours),
            range(ratios)));
    loops.ifPresent(times -> words.add(beside(times)));
    return words;
  }

  private String beside(LoopTimes times) {
    double[] ratios = times.times().stream().mapToDouble(LoopTime::ratio).sorted().toArray();
    double ours = 0;
    double numpy = 0;
    for (Pair pair : done) {
      LoopTime time = loop(pair).orElse(null);
      if (time != null) {
        ours += 1e-6 * time.ours() * Pairing.mean(pair, "steps");
        numpy += 1e-6 * time.numpy() * Pairing.mean(pair, "steps");
      }
    }
    return String.format(
        Locale.ROOT,
        "An equivalent loop in NumPy %s, timed in turns with ours on the same machine, takes %s as"
            + " long a step: the same trainings would take it %s, and ours %s.",
        times.numpy(),
        range(ratios),
        Words.duration(numpy),
        Words.duration(ours));
  }

  private static String range(double[] sorted) {
    return Words.times(sorted[0]).replace(" times", "")
        + " to "
        + Words.times(sorted[sorted.length - 1])
        + " (median "
        + Words.times(sorted[sorted.length / 2]).replace(" times", "")
        + ")";
  }

  private double sum(String figure) {
    return done.stream().mapToDouble(pair -> Pairing.mean(pair, figure)).sum();
  }

  /** Published seconds a step over ours. */
  private static double perStep(Pair pair) {
    double published =
        Published.number(pair.published(), "train_seconds")
            / Published.number(pair.published(), "steps");
    return published / (Pairing.mean(pair, "trainSeconds") / Pairing.mean(pair, "steps"));
  }

  private Optional<LoopTime> loop(Pair pair) {
    VariantResult ours = pair.ours();
    return ours == null ? Optional.empty() : loops.flatMap(t -> t.of(ours.trial().variant()));
  }

  /** A table beside the published times, and one beside NumPy's. */
  List<Block> tables() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(besidePublished());
    blocks.add(
        loops
            .<Block>map(this::besideNumpy)
            .orElseGet(() ->
                Prose.of(
                    "With --numpy, every setting's loop is timed beside an equivalent one in"
                        + " NumPy.")));
    return blocks;
  }

  private Table besidePublished() {
    List<Row> rows = new ArrayList<>();
    for (Pair pair : done) {
      double published = Published.number(pair.published(), "train_seconds");
      double steps = Published.number(pair.published(), "steps");
      double ours = Pairing.mean(pair, "trainSeconds");
      rows.add(
          new Row(
              List.of(
                  variant(pair),
                  size(pair),
                  tenth(published),
                  ours,
                  tenth(published / ours),
                  1e6 * published / steps,
                  1e6 * ours / Pairing.mean(pair, "steps"),
                  tenth(perStep(pair)))));
    }
    return new Table(
        "times-table",
        "Our time beside the published one",
        "Runs stop after different numbers of steps, so the last columns compare step for step."
            + " The published times come from another machine. Ours were measured with trials side"
            + " by side, each in one thread, validation included.",
        List.of(
            new Column("variant", Format.TEXT),
            new Column("batch size", Format.SETTING),
            new Column("published (s)", Format.SETTING),
            new Column("ours", Format.SECONDS),
            new Column("published ÷ ours", Format.SETTING),
            new Column("published, µs a step", Format.COUNT),
            new Column("ours, µs a step", Format.COUNT),
            new Column("ratio a step", Format.SETTING)),
        rows);
  }

  private Table besideNumpy(LoopTimes times) {
    List<Row> rows = new ArrayList<>();
    for (Pair pair : done) {
      loop(pair)
          .ifPresent(time ->
              rows.add(
                  new Row(
                      List.of(
                          variant(pair),
                          size(pair),
                          time.ours(),
                          time.numpy(),
                          tenth(time.ratio()),
                          1e-6 * time.ours() * Pairing.mean(pair, "steps"),
                          1e-6 * time.numpy() * Pairing.mean(pair, "steps"),
                          time.oursAccuracy(),
                          time.numpyAccuracy()))));
    }
    return new Table(
        "numpy-table",
        "Our loop beside one in NumPy",
        String.format(
            Locale.ROOT,
            "NumPy %s on Python %s, float32, forward and backward written out, no loss computed but"
                + " in validations; ours with %s kernels. In turns on one machine, one thread"
                + " each, medians over three rounds; every hundred steps both look at the whole"
                + " validation set, as the runs do, and that is part of a step's time. The whole"
                + " runs are steps times time. Both begin with weights of their own; what they have"
                + " learnt after 1,000 steps shows that they do the same.",
            times.numpy(),
            times.python(),
            times.kernels()),
        List.of(
            new Column("variant", Format.TEXT),
            new Column("batch size", Format.SETTING),
            new Column("ours, µs a step", Format.COUNT),
            new Column("NumPy, µs a step", Format.COUNT),
            new Column("NumPy ÷ ours", Format.SETTING),
            new Column("whole run, ours", Format.SECONDS),
            new Column("whole run, NumPy", Format.SECONDS),
            new Column("valid. acc. then, ours", Format.ACCURACY),
            new Column("valid. acc. then, NumPy", Format.ACCURACY)),
        rows);
  }

  private static String variant(Pair pair) {
    return String.valueOf(pair.published().get("variant"));
  }

  private static Double size(Pair pair) {
    return Double.valueOf(String.valueOf(pair.published().get("batch_size")));
  }

  private static double tenth(double value) {
    return Math.round(10 * value) / 10.0;
  }
}
