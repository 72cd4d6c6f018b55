package dev.layerwise.runs;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds settings that have no effect in a run: on its data, as the number of examples of a file or
 * the label column of images have none; or for want of another setting, as the smallest improvement
 * that counts has none without patience. Whoever asks for a new run asks here before; a run that
 * was begun is read as it is.
 *
 * <p>A setting that has its default value asks for nothing, wherever that value comes from.
 */
public final class IdleSettings {
  private static final Map<String, Rule> RULES = rules();
  private static final Map<String, Need> NEEDS = needs();

  private IdleSettings() {}

  /**
   * A setting without effect.
   *
   * @param name the setting
   * @param message what it is, why it has no effect, and what to do instead
   */
  public record Idle(String name, String message) {}

  /**
   * To what a setting applies.
   *
   * @param kinds the data that it has an effect on
   * @param meaning what it says
   * @param remedy what to do instead
   */
  private record Rule(Set<DataKind> kinds, String meaning, String remedy) {}

  /**
   * What a setting needs of the others.
   *
   * @param met whether the others are such that it has an effect
   * @param message why it has none otherwise, and what to do
   */
  private record Need(Predicate<RunSpec> met, String message) {}

  private static Map<String, Need> needs() {
    Map<String, Need> needs = new LinkedHashMap<>();
    needs.put(
        "minDelta",
        new Need(
            spec -> spec.patienceSteps() > 0 || spec.patienceEpochs() > 0,
            "it says what counts as improvement for patience, and there is none; add"
                + " --patience-epochs or --patience-steps, or leave it out"));
    needs.put(
        "momentum",
        new Need(
            spec -> !spec.optimizer().equals("sgd"),
            "plain SGD has none; add --optimizer momentum or nesterov, or leave it out"));
    Predicate<RunSpec> batchNorm = spec -> !spec.batchNorm().equals("none");
    String noBatchNorm =
        "there is no batch norm; add --batch-norm before or after, or leave it out";
    needs.put("batchNormRate", new Need(batchNorm, noBatchNorm));
    needs.put("batchNormEpsilon", new Need(batchNorm, noBatchNorm));
    Predicate<RunSpec> hidden = spec -> !spec.layers().isEmpty();
    String noHidden = "it is for hidden layers, and there are none; add --layers, or leave it out";
    needs.put("activation", new Need(hidden, noHidden));
    needs.put("batchNorm", new Need(hidden, noHidden));
    needs.put("dropout", new Need(hidden, noHidden));
    needs.put(
        "l2Scaling",
        new Need(
            spec -> spec.l2().stream().anyMatch(lambda -> lambda != 0),
            "no layer has an L2 penalty; add --l2, or leave it out"));
    return needs;
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put(
        "dataSize",
        new Rule(
            EnumSet.of(DataKind.DIGITS, DataKind.POINTS),
            "the number of examples that a built-in set is made of",
            "leave it out; how many examples are trained on is said by train (--train 0.5, or a"
                + " number)"));
    rules.put(
        "dataNoise",
        new Rule(
            EnumSet.of(DataKind.POINTS),
            "the noise of the built-in sets of points",
            "leave it out, or train on one of those: blobs, moons, circles, spirals, xor"));
    rules.put(
        "dataSeed",
        new Rule(
            EnumSet.of(DataKind.DIGITS, DataKind.POINTS),
            "what a built-in set is drawn from",
            "leave it out; splits, first weights and order follow seed (--seed)"));
    rules.put(
        "dataDir",
        new Rule(
            EnumSet.of(DataKind.PUBLISHED),
            "the folder in which published sets are looked for",
            "leave it out; a file is named by its path"));
    rules.put(
        "labels",
        new Rule(
            EnumSet.of(DataKind.IDX, DataKind.NUMPY),
            "the file with the labels of an IDX or NumPy array file",
            "leave it out; of a table, name the column of the labels (--label-column)"));
    rules.put(
        "labelColumn",
        new Rule(
            EnumSet.of(DataKind.CSV, DataKind.PARQUET),
            "the column of the labels in a CSV or Parquet file",
            "leave it out; labels of IDX and NumPy array files are in a file of their own"
                + " (--labels)"));
    rules.put(
        "columns",
        new Rule(
            EnumSet.of(DataKind.CSV, DataKind.PARQUET),
            "a choice of the columns of a CSV or Parquet file",
            "leave it out"));
    rules.put(
        "header",
        new Rule(
            EnumSet.of(DataKind.CSV),
            "whether a CSV file begins with a line of names",
            "leave it out"));
    rules.put(
        "imageSize",
        new Rule(
            EnumSet.of(DataKind.IMAGES, DataKind.PARQUET),
            "the size to which images of a folder or a Parquet file are scaled",
            "leave it out"));
    return rules;
  }

  /**
   * The settings of a new run that have no effect on its training, validation or test data, or for
   * want of another setting.
   */
  public static List<Idle> of(RunSpec spec) {
    Set<String> data = new LinkedHashSet<>();
    data.add(spec.data());
    for (String part : List.of(spec.validation(), spec.test())) {
      if (RunDataLoader.namesData(part)) {
        data.add(part);
      }
    }
    Map<String, Object> given = RunSpecs.changes(spec);
    List<Idle> idle = new ArrayList<>(find(spec, given, data));
    NEEDS.forEach((name, need) -> {
      if (given.containsKey(name) && !need.met().test(spec)) {
        idle.add(new Idle(name, SettingWords.of(name) + ": " + need.message()));
      }
    });
    return idle;
  }

  /** The settings that have no effect where one set alone is read: its labels, columns, size. */
  public static List<Idle> ofData(RunSpec spec) {
    return find(spec, RunSpecs.changes(spec), Set.of(spec.data()));
  }

  /**
   * Refuses a description with a setting that has no effect on its data.
   *
   * @throws IllegalArgumentException which names the first of them
   */
  public static void refuse(List<Idle> idle) {
    if (!idle.isEmpty()) {
      throw new IllegalArgumentException(idle.getFirst().message());
    }
  }

  private static List<Idle> find(RunSpec spec, Map<String, Object> values, Set<String> data) {
    List<String> given = RULES.keySet().stream().filter(values::containsKey).toList();
    if (given.isEmpty()) {
      return List.of(); // Without a look at any file.
    }
    Map<String, DataKind> kinds = new LinkedHashMap<>();
    data.forEach(one -> kinds.put(one, DataKind.of(one)));
    List<Idle> idle = new ArrayList<>();
    if (kinds.containsValue(DataKind.NONE)) {
      return idle;
    }
    for (String name : given) {
      Rule rule = Objects.requireNonNull(RULES.get(name));
      // The labels of a validation or test file are named behind its comma.
      boolean used =
          name.equals("labels")
              ? rule.kinds().contains(kinds.get(spec.data()))
              : kinds.values().stream().anyMatch(rule.kinds()::contains);
      if (!used) {
        idle.add(new Idle(name, message(name, String.valueOf(values.get(name)), rule, kinds)));
      }
    }
    return idle;
  }

  private static String message(String name, String value, Rule rule, Map<String, DataKind> kinds) {
    StringBuilder data = new StringBuilder();
    kinds.forEach((one, kind) ->
        data.append(data.isEmpty() ? "" : " nor on ")
            .append(one)
            .append(" (")
            .append(kind.words())
            .append(')'));
    return SettingWords.of(name)
        + ": "
        + value
        + " has no effect on "
        + data
        + ": it is "
        + rule.meaning()
        + "; "
        + rule.remedy();
  }
}
