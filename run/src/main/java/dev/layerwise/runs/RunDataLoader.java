package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.FeatureNames;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Split;
import dev.layerwise.data.SplitPlan;
import dev.layerwise.data.SplitSize;
import dev.layerwise.data.Splits;
import dev.layerwise.data.Suggestions;
import dev.layerwise.runs.RunData.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the data that a description names, splits it and fits the scaling. */
final class RunDataLoader {
  /** The share that is split off for the test where a source has no test set of its own. */
  private static final SplitSize DEFAULT_TEST = new SplitSize.Fraction(0.15);

  private final RunSpec spec;
  private final DataSources sources;
  private final List<Source> read = new ArrayList<>();

  RunDataLoader(RunSpec spec, DataSources sources) {
    this.spec = spec;
    this.sources = sources;
  }

  RunData load() {
    DataSources.Loaded loaded = sources.load(spec);
    Dataset main = loaded.training();
    read.add(source("training", main));
    Dataset validation =
        namesData(spec.validation()) ? extra("validation", spec.validation(), main) : null;
    Dataset test = test(loaded, main);
    requireApart();
    SplitSize testSize = test != null ? SplitSize.NONE : testSize();
    SplitSize validationSize =
        validation != null ? SplitSize.NONE : PlanText.size("validation", spec.validation());
    SplitSize trainSize = spec.train() == null ? null : PlanText.size("train", spec.train());
    Split split =
        Splits.split(
            main,
            new SplitPlan(trainSize, validationSize, testSize, spec.stratified()),
            spec.seed());

    Examples training = Examples.of(main, split.training());
    requireSeveralClasses(main, training);
    // A copy of the rows only where fitting needs it: bytes to [0, 1] do not depend on the data.
    Scaling scaling = Scaling.fit(spec.scalingKind(), main.features(), split.training());
    return new RunData(
        main,
        training,
        part(validation, main, split.validation()),
        part(test, main, split.test()),
        scaling,
        read);
  }

  /** What is measured on must be nothing that was trained on, or chosen by. */
  private void requireApart() {
    for (int i = 0; i < read.size(); i++) {
      for (int j = i + 1; j < read.size(); j++) {
        Source one = read.get(i);
        Source other = read.get(j);
        if (one.sha256().equals(other.sha256())) {
          boolean first = one.role().equals("validation");
          Source wrong = first ? one : other;
          Source right = first ? other : one;
          throw new DataException(
              wrong.role()
                  + ": "
                  + wrong.name()
                  + " is the same as the "
                  + right.role()
                  + " set, example by example, so that figures would flatter; name other data, or a"
                  + " share to split off (--"
                  + wrong.role()
                  + " 0.2)");
        }
      }
    }
  }

  private Source source(String role, Dataset set) {
    return new Source(role, set.name(), set.size(), sources.sha256(set));
  }

  private @Nullable Dataset test(DataSources.Loaded loaded, Dataset main) {
    if (namesData(spec.test())) {
      return extra("test", spec.test(), main);
    }
    Dataset published = loaded.test();
    if (spec.test().equals("auto") && published != null) {
      requireLike(main, published, "test", published.name());
      read.add(source("test", published));
      return published;
    }
    return null;
  }

  private SplitSize testSize() {
    return spec.test().equals("auto") ? DEFAULT_TEST : PlanText.size("test", spec.test());
  }

  private Dataset extra(String role, String named, Dataset main) {
    if (!DataNames.all().contains(named) && !named.contains(",") && !Files.exists(Path.of(named))) {
      throw new DataException(
          role
              + ": expected a share such as 0.2, a number of examples such as 12000, or the name of"
              + " a data set or a file, got '"
              + named
              + "'"
              + Suggestions.didYouMean(named, DataNames.all()));
    }
    Dataset extra = sources.loadNamed(named, spec, main.classNames(), main.featureNames());
    requireLike(main, extra, role, named);
    read.add(source(role, extra));
    return extra;
  }

  private static void requireLike(Dataset main, Dataset extra, String role, String named) {
    if (extra.features().columns() != main.features().columns()) {
      throw new DataException(
          named
              + ": the "
              + role
              + " set has "
              + extra.features().columns()
              + (extra.features().columns() == 1 ? " feature" : " features")
              + " an example, the training set "
              + main.features().columns());
    }
    int other = FeatureNames.firstOther(main.featureNames(), extra.featureNames());
    if (other >= 0) {
      throw new DataException(
          named
              + ": feature "
              + (other + 1)
              + " of the "
              + role
              + " set is '"
              + extra.featureNames().get(other)
              + "', that of the training set '"
              + main.featureNames().get(other)
              + "'; order the columns alike, or rename them if they mean the same");
    }
    if (extra.classes() != main.classes()) {
      throw new DataException(
          named
              + ": the "
              + role
              + " set has "
              + extra.classes()
              + " classes, the training set "
              + main.classes());
    }
    if (!extra.classNames().equals(main.classNames())) {
      throw new DataException(
          named
              + ": the classes of the "
              + role
              + " set are "
              + String.join(", ", extra.classNames())
              + "; those of the training set are "
              + String.join(", ", main.classNames()));
    }
    if (main.image() != null && extra.image() != null && !main.image().equals(extra.image())) {
      throw new DataException(
          named
              + ": the images of the "
              + role
              + " set are "
              + extra.image().height()
              + " x "
              + extra.image().width()
              + ", those of the training set "
              + main.image().height()
              + " x "
              + main.image().width());
    }
  }

  private static @Nullable Examples part(@Nullable Dataset own, Dataset main, int[] rows) {
    if (own != null) {
      return Examples.all(own);
    }
    return rows.length == 0 ? null : Examples.of(main, rows);
  }

  private static void requireSeveralClasses(Dataset main, Examples training) {
    int first = training.labels()[training.rows()[0]];
    for (int row : training.rows()) {
      if (training.labels()[row] != first) {
        return;
      }
    }
    throw new DataException(
        main.name()
            + ": "
            + (training.size() == 1
                ? "the only training example is"
                : "all " + training.size() + " training examples are")
            + " of class '"
            + main.classNames().get(first)
            + "'; a classifier needs at least two classes"
            + " (is the label column the right one?)");
  }

  /** Whether a setting names data, as opposed to a share or a number of examples. */
  static boolean namesData(String text) {
    return !text.isBlank()
        && !text.equals("auto")
        && !text.strip().matches("[-+]?[0-9._]+([eE]-?[0-9]+)?\\s*%?");
  }
}
