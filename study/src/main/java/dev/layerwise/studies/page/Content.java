package dev.layerwise.studies.page;

import dev.layerwise.report.page.Page.Section;
import dev.layerwise.studies.StudyResult;
import java.util.List;

/** What one study shows and says beyond the tables that all have. */
interface Content {
  /** The answer to the report's question, in sentences that follow from the results. */
  List<String> answer();

  /** The sections between the tables and the settings. */
  List<Section> sections();

  /** That of a study. */
  static Content of(StudyResult result, dev.layerwise.runs.DataSources sources) {
    return switch (result.study().name()) {
      case "deep-net" -> new DeepNet(result);
      case "early-stopping" -> new EarlyStopping(result);
      case "batch-size" -> new BatchSize(result);
      case "logistic-points" -> new LogisticPoints(result, sources);
      case "two-layer" -> new TwoLayer(result);
      case "learning-rate", "hidden-units" -> new ProgressTables(result);
      case "fashion" -> new Fashion(result, sources);
      default -> throw new IllegalArgumentException(result.study().name() + ": has no page");
    };
  }
}
