package dev.layerwise.studies.page;

import dev.layerwise.report.page.Page.Section;
import dev.layerwise.studies.StudyResult;
import java.util.List;

final class TwoLayer implements Content {
  TwoLayer(StudyResult result, dev.layerwise.runs.DataSources sources) {}

  TwoLayer(StudyResult result) {}

  @Override
  public List<String> answer() {
    return List.of();
  }

  @Override
  public List<Section> sections() {
    return List.of();
  }
}
