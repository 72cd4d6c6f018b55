package dev.layerwise.studies.page;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.random.RandomStream;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.ImageSet;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fashion-MNIST: samples, softmax regression, ReLU against tanh, one hidden layer. */
final class Fashion implements Content {
  private static final int PER_CLASS = 4;
  private static final int POINTS = 80;

  private final StudyResult result;
  private final DataSources sources;

  Fashion(StudyResult result, DataSources sources) {
    this.result = result;
    this.sources = sources;
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    add(words, "softmax", "softmax", "Softmax regression");
    add(words, "hidden", "hidden", "One hidden layer");
    activations().ifPresent(words::add);
    Optional<VariantResult> softmax = result.best("softmax");
    Optional<VariantResult> hidden = result.best("hidden");
    if (softmax.isPresent() && hidden.isPresent()) {
      double gain =
          Figures.mean(hidden.get(), "testAccuracy") - Figures.mean(softmax.get(), "testAccuracy");
      words.add(
          "A hidden layer "
              + (gain < 0 ? "loses " : "gains ")
              + Words.points(gain)
              + " of test accuracy over none, for "
              + Words.times(
                  Figures.mean(hidden.get(), "trainSeconds")
                      / Figures.mean(softmax.get(), "trainSeconds"))
              + " the training time.");
    }
    return words;
  }

  private void add(List<String> words, String sweep, String table, String name) {
    Optional<VariantResult> best = result.best(sweep);
    if (best.isEmpty()) {
      return;
    }
    Pairing pairing = Pairing.of(result, table);
    Pairing.Pair published = pairing.publishedBest("validationAccuracy");
    List<VariantResult> done =
        result.variants(sweep).stream().filter(VariantResult::complete).toList();
    double worst =
        done.stream()
            .mapToDouble(v -> Figures.mean(v, "validationAccuracy"))
            .min()
            .orElse(Double.NaN);
    words.add(
        name
            + ": best of "
            + done.size()
            + " settings is "
            + best.get().trial().label()
            + ", with validation accuracy "
            + Words.accuracy(Figures.mean(best.get(), "validationAccuracy"))
            + " and test accuracy "
            + Words.accuracy(Figures.mean(best.get(), "testAccuracy"))
            + "; the settings are "
            + Words.points(Figures.mean(best.get(), "validationAccuracy") - worst)
            + " apart. The published best is "
            + published.label()
            + ", with "
            + Words.accuracy(Pairing.published(published, pairing.figure("validationAccuracy")))
            + ".");
  }

  private Optional<String> activations() {
    List<VariantResult> both =
        result.variants("activation").stream().filter(VariantResult::complete).toList();
    if (both.size() < 2) {
      return Optional.empty();
    }
    double lead =
        Figures.mean(both.getFirst(), "validationAccuracy")
            - Figures.mean(both.getLast(), "validationAccuracy");
    VariantResult better = lead < 0 ? both.getLast() : both.getFirst();
    VariantResult other = lead < 0 ? both.getFirst() : both.getLast();
    return Optional.of(
        "Of two otherwise equal networks, the one with "
            + better.trial().label()
            + " leads that with "
            + other.trial().label()
            + " by "
            + Words.points(lead)
            + " of validation accuracy.");
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("look", "Look", samples()));
    List<VariantResult> both = result.variants("activation");
    if (!both.isEmpty()) {
      sections.add(new Section("activation", "ReLU against tanh", activation(both)));
    }
    curves("softmax", "Learning curves of softmax regression", sections);
    curves("hidden", "Learning curves with one hidden layer", sections);
    sections.add(
        new Section(
            "prediction",
            "Prediction from the best weights",
            List.of(
                Prose.of(
                    "The file predictions.csv beside this report holds the class and the"
                        + " probabilities of every test image, predicted from the best weights of"
                        + " the tuned network (not from the last epoch's)."))));
    return sections;
  }

  private List<Block> samples() {
    Map<String, Object> settings = new LinkedHashMap<>(result.options().settings());
    settings.put("data", result.study().pooled());
    try {
      Dataset set = sources.load(RunSpecs.of(settings)).training();
      List<Block> rows = new ArrayList<>();
      for (int c = 0; c < set.classes(); c++) {
        rows.add(row(set, c));
      }
      rows.addFirst(Prose.of("A row for each class: its name, then four images drawn at random."));
      return rows;
    } catch (DataException e) {
      return List.of(
          Notice.missing(
              "Samples are not shown: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private static ImageGrid row(Dataset set, int label) {
    int[] labels = set.requireLabels();
    int[] members =
        java.util.stream.IntStream.range(0, labels.length)
            .filter(i -> labels[i] == label)
            .toArray();
    RandomStream.of(1, "samples", label).shuffle(members);
    List<byte[]> images = new ArrayList<>();
    List<ImageGrid.Item> items = new ArrayList<>();
    int side = (int) Math.sqrt(set.features().columns());
    for (int member : Arrays.copyOf(members, Math.min(PER_CLASS, members.length))) {
      byte[] image = new byte[side * side];
      for (int k = 0; k < image.length; k++) {
        image[k] = (byte) set.features().get(member, k);
      }
      items.add(new ImageGrid.Item(images.size(), "", "", List.of()));
      images.add(image);
    }
    return new ImageGrid(
        "samples-" + (label + 1),
        set.classNames().get(label),
        "",
        new ImageSet(side, side, images),
        0,
        items);
  }

  private static List<Block> activation(List<VariantResult> both) {
    List<Series> accuracy = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < both.size(); k++) {
      VariantResult variant = both.get(k);
      String name = variant.trial().label().replace("activation ", "");
      var history = Charts.history(variant.trials().getFirst());
      accuracy.add(
          Charts.series(
              name + ", training",
              k,
              Stroke.DASHED,
              history,
              "trainAccuracy",
              Charts.EPOCHS,
              POINTS));
      accuracy.add(
          Charts.series(
              name + ", validation",
              k,
              Stroke.SOLID,
              history,
              "validationAccuracy",
              Charts.EPOCHS,
              POINTS));
      if (variant.complete()) {
        rows.add(
            new Row(
                List.of(
                    name,
                    Figures.mean(variant, "trainAccuracy"),
                    Figures.mean(variant, "validationAccuracy"),
                    Figures.mean(variant, "testAccuracy"),
                    Figures.mean(variant, "trainSeconds"))));
      }
    }
    return List.of(
        Charts.chart(
            "activation-curves",
            "Accuracy of ReLU and tanh",
            "",
            Charts.EPOCHS,
            Charts.ACCURACY,
            accuracy),
        new Table(
            "activation-table",
            "ReLU against tanh",
            "The same network, 784-100-10, with the same settings.",
            List.of(
                new Column("activation", Format.TEXT),
                new Column("train accuracy", Format.ACCURACY),
                new Column("validation accuracy", Format.ACCURACY, Better.HIGHER),
                new Column("test accuracy", Format.ACCURACY),
                new Column("train time", Format.SECONDS)),
            rows));
  }

  /** Loss and accuracy of the best and of the others, an overview each, and the best alone. */
  private void curves(String sweep, String title, List<Section> sections) {
    List<Block> blocks = new ArrayList<>();
    for (VariantResult variant : result.variants(sweep)) {
      if (!variant.complete()) {
        continue;
      }
      var history = Charts.history(variant.trials().getFirst());
      String id = sweep + "-" + variant.trial().variant();
      String name = "Setting " + variant.trial().variant();
      blocks.add(
          Charts.chart(
              id + "-loss",
              name + ": loss",
              variant.trial().label(),
              Charts.EPOCHS,
              Charts.LOSS,
              List.of(
                  Charts.series(
                      "training", 0, Stroke.SOLID, history, "trainLoss", Charts.EPOCHS, POINTS),
                  Charts.series(
                      "validation",
                      1,
                      Stroke.SOLID,
                      history,
                      "validationLoss",
                      Charts.EPOCHS,
                      POINTS))));
      blocks.add(
          Charts.accuracies(
              id + "-accuracy", name + ": accuracy", variant.trials().getFirst(), POINTS));
    }
    if (!blocks.isEmpty()) {
      sections.add(new Section(sweep + "-curves", title, List.of(new SideBySide(blocks, 340))));
    }
  }
}
