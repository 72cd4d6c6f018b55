package dev.layerwise.runs;

import dev.layerwise.data.SplitSize;
import dev.layerwise.nn.Initializer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import dev.layerwise.train.TrainingPlan.KeepBest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The words in which people write parts of a plan, such as {@code step:10:0.5}. */
final class PlanText {
  private PlanText() {}

  static OptimizerSpec optimizer(String text, double momentum) {
    // A wrong momentum is wrong for plain SGD as well, which has no use for it.
    OptimizerSpec heavyBall = new OptimizerSpec.Momentum(momentum);
    return switch (Choice.of("optimizer", text, List.of("sgd", "momentum", "nesterov"))) {
      case "momentum" -> heavyBall;
      case "nesterov" -> new OptimizerSpec.Nesterov(momentum);
      default -> new OptimizerSpec.Sgd();
    };
  }

  static Schedule schedule(String text) {
    String[] parts = text.split(":", -1);
    String kind =
        Choice.of("schedule", parts[0], List.of("constant", "step", "exponential", "cosine"));
    return switch (kind) {
      case "step" -> {
        expectParts("schedule", text, parts, 3, "step:EPOCHS:FACTOR, such as step:10:0.5");
        yield new Schedule.Step(
            wholeNumber("schedule", text, parts[1]), number("schedule", text, parts[2]));
      }
      case "exponential" -> {
        expectParts("schedule", text, parts, 2, "exponential:FACTOR, such as exponential:0.95");
        yield new Schedule.Exponential(number("schedule", text, parts[1]));
      }
      case "cosine" -> {
        if (parts.length == 1) {
          yield new Schedule.Cosine(0);
        }
        expectParts("schedule", text, parts, 2, "cosine or cosine:END, such as cosine:0.01");
        yield new Schedule.Cosine(number("schedule", text, parts[1]));
      }
      default -> {
        expectParts("schedule", text, parts, 1, "constant");
        yield new Schedule.Constant();
      }
    };
  }

  /** The initialiser, or null for {@code auto}. */
  static @Nullable Initializer initializer(String text) {
    String[] parts = text.split(":", -1);
    String kind =
        Choice.of(
            "initializer",
            parts[0],
            List.of("auto", "he", "glorot", "lecun", "normal", "constant"));
    if (!kind.equals("normal") && !kind.equals("constant")) {
      expectParts("initializer", text, parts, 1, kind);
    }
    return switch (kind) {
      case "he" -> Initializer.HE;
      case "glorot" -> Initializer.GLOROT;
      case "lecun" -> Initializer.LECUN;
      case "normal" -> {
        expectParts("initializer", text, parts, 2, "normal:SIGMA, such as normal:0.01");
        yield Initializer.normal(number("initializer", text, parts[1]));
      }
      case "constant" -> {
        expectParts("initializer", text, parts, 2, "constant:VALUE, such as constant:0");
        yield Initializer.constant(number("initializer", text, parts[1]));
      }
      default -> null;
    };
  }

  static KeepBest keepBest(String text) {
    return Choice.of(
        "keep best", text, KeepBest.values(), kind -> kind.name().toLowerCase(Locale.ROOT));
  }

  /** The size of a part of the data. */
  static SplitSize size(String setting, String text) {
    try {
      return SplitSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
    }
  }

  private static void expectParts(
      String setting, String text, String[] parts, int count, String form) {
    if (parts.length != count) {
      throw new IllegalArgumentException(setting + ": expected " + form + ", got '" + text + "'");
    }
  }

  private static int wholeNumber(String setting, String text, String part) {
    try {
      return Integer.parseInt(part);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          setting + ": expected a whole number instead of '" + part + "' in '" + text + "'", e);
    }
  }

  private static double number(String setting, String text, String part) {
    try {
      return Double.parseDouble(part);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          setting + ": expected a number instead of '" + part + "' in '" + text + "'", e);
    }
  }
}
