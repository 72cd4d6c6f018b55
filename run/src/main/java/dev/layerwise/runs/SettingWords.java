package dev.layerwise.runs;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Settings as sentences call them: {@code batchSize} is the batch size. */
public final class SettingWords {
  /** What is not told by where capitals are. */
  private static final Map<String, String> SPECIAL =
      Map.of(
          "l2", "L2",
          "l2Scaling", "L2 scaling",
          "warmupSteps", "warm-up steps",
          "minDelta", "min-delta");

  /**
   * Names within a text: those that are no words, and L2 where it has a value, since people call
   * variants l2.
   */
  private static final Pattern NAMES =
      Pattern.compile(
          RunSpecs.SETTINGS.stream()
              .filter(setting -> !setting.equals(setting.toLowerCase(Locale.ROOT)))
              .sorted(Comparator.comparingInt(String::length).reversed())
              .collect(Collectors.joining("|", "\\b(?:", "|l2(?= [0-9.]))\\b")));

  private SettingWords() {}

  /** A setting's name in words. */
  public static String of(String setting) {
    String special = SPECIAL.get(setting);
    return special != null
        ? special
        : setting.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** A text with the names of settings in words: {@code batch size 16, L2 0.01}. */
  public static String in(String text) {
    return NAMES.matcher(text).replaceAll(name -> Matcher.quoteReplacement(of(name.group())));
  }

  /** Several such texts. */
  public static List<String> in(List<String> texts) {
    return texts.stream().map(SettingWords::in).toList();
  }
}
