package dev.layerwise.studies.page;

import dev.layerwise.report.page.Page.Section;
import dev.layerwise.studies.StudyResult;
import java.util.List;

final class LogisticPoints implements Content {
  LogisticPoints(StudyResult result, dev.layerwise.runs.DataSources sources) {}

  LogisticPoints(StudyResult result) {}

  @Override
  public List<String> answer() {
    return List.of();
  }

  @Override
  public List<Section> sections() {
    return List.of();
  }
}
