package dev.layerwise.studies.page;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.report.figure.Format;
import java.util.List;
import java.util.Locale;

/** Pieces of sentences. */
final class Words {
  private Words() {}

  /** {@code a, b and c}. */
  static String list(List<String> words) {
    int n = words.size();
    return n < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, n - 1)) + " and " + words.get(n - 1);
  }

  /** A difference of accuracies in points, without its sign. */
  static String points(double difference) {
    return String.format(Locale.ROOT, "%.1f points", 100 * Math.abs(difference));
  }

  /** How many times, with as many digits as can be believed. */
  static String times(double factor) {
    return String.format(Locale.ROOT, factor < 9.95 ? "%.1f times" : "%.0f times", factor);
  }

  static String accuracy(double value) {
    return Format.ACCURACY.text(value);
  }

  static String loss(double value) {
    return Format.LOSS.text(value);
  }

  static String setting(double value) {
    return Format.SETTING.text(value);
  }

  /** A mean, ± one standard deviation if there are several. */
  static String spread(Format format, Sample sample) {
    String mean = format.text(sample.mean());
    return sample.n() < 2 ? mean : mean + " ± " + format.text(sample.deviation());
  }

  /** A duration in seconds or minutes. */
  static String duration(double seconds) {
    return Format.SECONDS.text(seconds);
  }

  /** That images were moved, and which were not. */
  static String shifted(int pixels) {
    return "Its training images were moved by up to "
        + count(pixels, "pixel")
        + ", anew in every epoch (augmentation), which the published runs did not do; images of"
        + " validation and test stayed as they are.";
  }

  /** {@code 1 row}, {@code 2 rows}. */
  static String count(long n, String one) {
    return n + " " + (n == 1 ? one : one + "s");
  }
}
