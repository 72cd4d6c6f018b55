package dev.layerwise.studies;

import dev.layerwise.data.PointSets;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Format;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The description of a study, as its file holds it: what was asked, the sweeps that answer it, and
 * which published figures stand beside them.
 *
 * @param name what it is called on the command line
 * @param title its heading
 * @param question what the published report wanted to know
 * @param about how it was done, a paragraph each
 * @param method where ours is done otherwise, and why, a paragraph each
 * @param points the points that it generates, or null if its data have a name
 * @param pooled a published set whose training and test images are thrown together, to be split
 *     anew; empty for none
 * @param quick how it is made small enough for a look
 * @param sweeps the sweeps by name, each as a sweep file would describe it
 * @param tables published tables and where our figures come from
 * @param predictions the sweep whose best weights predict the test set into a file; empty for none
 * @param numpy the sweep whose settings can be timed beside a loop in NumPy; empty for none
 * @param targets what the tuned sweeps are to reach, by sweep and figure
 */
public record Study(
    String name,
    String title,
    String question,
    List<String> about,
    List<String> method,
    @Nullable Points points,
    String pooled,
    Quick quick,
    Map<String, Map<String, Object>> sweeps,
    List<Counterparts> tables,
    String predictions,
    String numpy,
    Map<String, Map<String, Double>> targets) {
  /**
   * How the names of sweeps begin that look for better settings of the same architecture; the first
   * of them needs no more than this.
   */
  public static final String TUNED = "tuned";

  /** Copies the parts; what a file leaves out is empty. */
  public Study {
    about = List.copyOf(about);
    method = copy(method);
    sweeps = Collections.unmodifiableMap(new LinkedHashMap<>(sweeps));
    tables = copy(tables);
    targets = copy(targets);
    predictions = text(predictions);
    numpy = text(numpy);
    pooled = text(pooled);
  }

  // What a file leaves out comes as null, whatever the component says.
  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <V> Map<String, V> copy(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * Points in the plane that a study generates for itself, in a file for each part.
   *
   * @param kind the built-in set
   * @param classes how many
   * @param training the number of training examples
   * @param test the number of test examples
   * @param validation the number of examples by which tuned settings are chosen: fresh ones cost
   *     nothing here, and leave the training set whole
   * @param noise the deviation around the classes' centres
   * @param seed of the points
   */
  public record Points(
      PointSets.Kind kind,
      int classes,
      int training,
      int test,
      int validation,
      double noise,
      long seed) {}

  /**
   * How a study is made small.
   *
   * @param settings put over those of every run
   * @param epochsDividedBy what every number of epochs is divided by, rounded up
   */
  public record Quick(Map<String, Object> settings, int epochsDividedBy) {
    /** Copies the settings. */
    public Quick {
      settings = copy(settings);
      epochsDividedBy = Math.max(1, epochsDividedBy);
    }
  }

  /**
   * A published table and its counterpart.
   *
   * @param id the name of its files
   * @param title its heading
   * @param caption what to know when reading it
   * @param sweep the sweep that our figures come from
   * @param tuned the sweep whose best is the row {@code ours, tuned}; empty for none
   * @param published the file with the published figures
   * @param keys the columns that say what a row is about, and what each is called in the sweep: a
   *     setting, or {@code variant} for the name of a listed variant
   * @param figures the figures that are set side by side
   * @param judged those of them, by our name, in which ours should be at least as good
   */
  public record Counterparts(
      String id,
      String title,
      String caption,
      String sweep,
      String tuned,
      String published,
      Map<String, String> keys,
      List<Measured> figures,
      List<String> judged) {
    /** Copies the parts. */
    public Counterparts {
      tuned = text(tuned);
      caption = text(caption);
      keys = copy(keys);
      figures = copy(figures);
      judged = copy(judged);
    }
  }

  /**
   * A figure that both have.
   *
   * @param name what it is
   * @param published its column in the published file; empty if it was not printed
   * @param ours its name in a run's summary
   * @param format how its numbers are written
   * @param better which end is the good one
   */
  public record Measured(
      String name, String published, String ours, Format format, Better better) {}
}
