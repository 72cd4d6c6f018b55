package dev.layerwise.studies.page;

import dev.layerwise.data.Examples;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.interop.csv.PredictionCsv;
import dev.layerwise.model.Predictions;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.record.Model;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.page.HtmlPage;
import dev.layerwise.report.page.Page;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.StudyDirectory;
import dev.layerwise.studies.StudyResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what a study has come to: the page, its tables as CSV and Markdown, and a summary. */
public final class StudyFiles {
  private StudyFiles() {}

  /** Writes all files; returns the summary, as {@code summary.json} holds it. */
  public static Map<String, Object> write(StudyResult result, Page page, DataSources sources) {
    StudyDirectory directory = result.directory();
    HtmlPage.write(page, directory.report());
    try {
      Files.createDirectories(directory.tables());
    } catch (IOException e) {
      throw AtomicFiles.explain(directory.tables(), e);
    }
    for (Table table : tables(page)) {
      Path stem = directory.tables().resolve(table.id());
      AtomicFiles.writeString(Path.of(stem + ".csv"), TableText.csv(TableTexts.of(table, true)));
      AtomicFiles.writeString(
          Path.of(stem + ".md"), TableText.markdown(TableTexts.of(table, true)));
    }
    predict(result, sources);
    Map<String, Object> summary = summary(result, page);
    AtomicFiles.writeString(directory.summary(), RunFiles.toPrettyJson(summary));
    return summary;
  }

  /** Predicts the test set from the best weights, where the study wants it. */
  private static void predict(StudyResult result, DataSources sources) {
    Optional<VariantResult> best = result.best(result.study().predictions());
    if (best.isEmpty()) {
      return;
    }
    TrialResult trial = best.get().trials().getFirst();
    Model model = Weights.model(trial);
    try (RunSession session = RunSession.prepare(trial.trial().spec(), sources)) {
      Examples test = session.data().test();
      if (model == null || test == null) {
        return;
      }
      Predictions predictions =
          Predictions.of(model.network(), test.features(), test.rows(), model.scaling());
      StringWriter csv = new StringWriter();
      PredictionCsv.write(csv, predictions, model.classNames());
      AtomicFiles.writeString(result.directory().predictions(), csv.toString());
    }
  }

  /** The tables of a page, top to bottom. */
  public static List<Table> tables(Page page) {
    return page.figures().stream()
        .filter(Table.class::isInstance)
        .map((Figure figure) -> (Table) figure)
        .toList();
  }

  private static Map<String, Object> summary(StudyResult result, Page page) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("study", result.study().name());
    summary.put("quick", result.options().quick());
    summary.put("finished", result.finished());
    summary.put("answer", page.summary());
    Map<String, Object> tables = new LinkedHashMap<>();
    for (Table table : tables(page)) {
      tables.put(table.id(), TableText.maps(TableTexts.of(table, true)));
    }
    summary.put("tables", tables);
    Map<String, Object> notes = new LinkedHashMap<>();
    for (Counterparts table : result.study().tables()) {
      notes.put(table.id(), BesideTable.notes(result, new Pairing(result, table)));
    }
    summary.put("notes", notes);
    summary.put("report", result.directory().report().toString());
    return summary;
  }
}
