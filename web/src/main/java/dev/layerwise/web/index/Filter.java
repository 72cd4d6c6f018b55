package dev.layerwise.web.index;

import dev.layerwise.data.Suggestions;
import dev.layerwise.runs.RunSpecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Filter expressions such as {@code batchSize<64 and testAccuracy>0.9}.
 *
 * <pre>
 * expression = term { "or" term }
 * term       = factor { "and" factor }
 * factor     = "not" factor | "(" expression ")" | field [ comparison value ]
 * comparison = "=" "==" "!=" "&lt;" "&lt;=" "&gt;" "&gt;=" "~" (contains)
 * value      = number | word | 'quoted' | "quoted"
 * </pre>
 *
 * <p>Fields are settings, figures, and id, name, kind, status, study, started, network, stopReason,
 * tag and note. A field alone asks whether it is there and neither 0 nor false. A comparison with
 * what is not there is false, {@code !=} excepted. Lists match if one of their elements does.
 */
public final class Filter {
  /** Figures that runs have. */
  static final Set<String> FIGURES =
      new TreeSet<>(
          List.of(
              "trainAccuracy",
              "validationAccuracy",
              "testAccuracy",
              "trainLoss",
              "validationLoss",
              "testLoss",
              "epochsDone",
              "steps",
              "bestEpoch",
              "bestStep",
              "trainSeconds",
              "examplesPerSecond",
              "parameters",
              "trials",
              "trialsDone"));

  private static final List<String> OTHERS =
      List.of(
          "id",
          "name",
          "kind",
          "status",
          Entry.STUDY,
          "started",
          "network",
          "stopReason",
          "tag",
          "tags",
          "note");

  private static final int LONGEST = 1000;
  private static final int DEEPEST = 50;

  private record Token(String text, boolean quoted, int at) {}

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int depth;

  private Filter(String source) {
    this.source = source;
  }

  /** All names that a filter may use. */
  public static List<String> fields() {
    List<String> names = new ArrayList<>(OTHERS);
    names.addAll(FIGURES);
    names.addAll(RunSpecs.SETTINGS);
    return names;
  }

  /**
   * Reads an expression; an empty one lets everything pass.
   *
   * @throws IllegalArgumentException if it cannot be read; the message says where and why
   */
  public static Predicate<Entry> parse(String text) {
    if (text.isBlank()) {
      return _ -> true;
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "filter: expected at most " + LONGEST + " characters, got " + text.length());
    }
    Filter filter = new Filter(text);
    filter.scan();
    Predicate<Entry> expression = filter.expression();
    if (filter.next < filter.tokens.size()) {
      throw filter.wrong("expected 'and', 'or' or the end");
    }
    return expression;
  }

  private void scan() {
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      int start = i;
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '\'' || c == '"') {
        int end = source.indexOf(c, i + 1);
        if (end < 0) {
          throw new IllegalArgumentException(
              "filter: the quotation that begins at character " + (i + 1) + " has no end");
        }
        tokens.add(new Token(source.substring(i + 1, end), true, start));
        i = end + 1;
      } else if (c == '(' || c == ')' || c == '~') {
        tokens.add(new Token(String.valueOf(c), false, start));
        i++;
      } else if ("<>=!".indexOf(c) >= 0) {
        i += i + 1 < source.length() && source.charAt(i + 1) == '=' ? 2 : 1;
        tokens.add(new Token(source.substring(start, i), false, start));
      } else {
        while (i < source.length()
            && !Character.isWhitespace(source.charAt(i))
            && "()<>=!~'\"".indexOf(source.charAt(i)) < 0) {
          i++;
        }
        tokens.add(new Token(source.substring(start, i), false, start));
      }
    }
  }

  private Predicate<Entry> expression() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("filter: it is nested more than " + DEEPEST + " deep");
    }
    Predicate<Entry> result = term();
    while (takeWord("or")) {
      result = result.or(term());
    }
    depth--;
    return result;
  }

  private Predicate<Entry> term() {
    Predicate<Entry> result = factor();
    while (takeWord("and")) {
      result = result.and(factor());
    }
    return result;
  }

  private Predicate<Entry> factor() {
    if (takeWord("not")) {
      if (++depth > DEEPEST) {
        throw new IllegalArgumentException("filter: it is nested more than " + DEEPEST + " deep");
      }
      Predicate<Entry> negated = factor().negate();
      depth--;
      return negated;
    }
    if (take("(")) {
      Predicate<Entry> inner = expression();
      if (!take(")")) {
        throw wrong("expected ')'");
      }
      return inner;
    }
    return comparison();
  }

  private Predicate<Entry> comparison() {
    if (next >= tokens.size() || tokens.get(next).quoted()) {
      throw wrong("expected the name of a setting or a figure");
    }
    Token field = tokens.get(next++);
    if (!fields().contains(field.text())) {
      throw new IllegalArgumentException(
          "filter: there is no field '"
              + field.text()
              + "' (at character "
              + (field.at() + 1)
              + ")"
              + Suggestions.didYouMean(field.text(), fields()));
    }
    String name = field.text();
    if (next >= tokens.size()
        || tokens.get(next).quoted()
        || !tokens.get(next).text().matches("[<>=!]=?|~")) {
      return entry -> isTrue(entry.value(name));
    }
    String operator = tokens.get(next++).text();
    if (operator.equals("!")) {
      next--;
      throw wrong("expected a comparison such as !=");
    }
    if (next >= tokens.size()
        || (!tokens.get(next).quoted() && tokens.get(next).text().matches("[()<>=!~]=?"))) {
      throw wrong("expected a value after '" + operator + "'");
    }
    String wanted = tokens.get(next++).text();
    return entry -> holds(entry.value(name), operator, wanted);
  }

  private static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      case Collection<?> list -> !list.isEmpty();
      default -> !value.toString().isEmpty();
    };
  }

  private static boolean holds(@Nullable Object value, String operator, String wanted) {
    if (operator.equals("!=")) {
      return !holds(value, "=", wanted);
    }
    if (value == null) {
      return false;
    }
    if (value instanceof Collection<?> list) {
      return list.isEmpty()
          ? (operator.equals("=") || operator.equals("==")) && wanted.equals("none")
          : list.stream().anyMatch(element -> holds(element, operator, wanted));
    }
    if (operator.equals("~")) {
      return value.toString().toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT));
    }
    int order;
    Double number = number(wanted);
    if (value instanceof Number known && number != null) {
      if (Double.isNaN(known.doubleValue())) {
        return false;
      }
      order = Double.compare(known.doubleValue(), number);
    } else if (operator.equals("=") || operator.equals("==")) {
      return Objects.toString(value).equalsIgnoreCase(wanted);
    } else {
      order = Objects.toString(value).compareToIgnoreCase(wanted);
    }
    return switch (operator) {
      case "=", "==" -> order == 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static @Nullable Double number(String text) {
    try {
      return text.endsWith("%")
          ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
          : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private boolean takeWord(String word) {
    boolean there =
        next < tokens.size()
            && !tokens.get(next).quoted()
            && tokens.get(next).text().equalsIgnoreCase(word);
    next += there ? 1 : 0;
    return there;
  }

  private boolean take(String symbol) {
    return takeWord(symbol);
  }

  private IllegalArgumentException wrong(String expected) {
    String got =
        next < tokens.size()
            ? "'" + tokens.get(next).text() + "' at character " + (tokens.get(next).at() + 1)
            : "the end";
    return new IllegalArgumentException("filter: " + expected + ", got " + got);
  }
}
