package dev.layerwise.web.play;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Examples;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunData;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.web.http.Problem;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models of images among the runs, and what they were trained on; read when first wanted. */
final class DrawnModels {
  /** The models that are offered, of the latest runs, and kept. */
  private static final int MOST = 60;

  /** The latest runs that are looked through for them. */
  private static final int MOST_RUNS = 2_000;

  /** The training sets that are kept: large, and one draws on one model at a time. */
  private static final int MOST_SETS = 2;

  private final RunIndex index;
  private final DataSources sources;
  private final Kernels kernels = KernelSelection.select(KernelSelection.AUTOMATIC).kernels();
  private final Map<String, Read> models = latest(MOST);

  /** Models of no use here, and when their files were written. */
  private final Map<String, FileTime> others = latest(MOST_RUNS);

  private final Map<String, Known> sets = latest(MOST_SETS);

  /** A model of images, and when its file was written. */
  private record Read(FileTime written, Model model) {}

  /** What a model was trained on; another model may have the name of the run by now. */
  private record Known(Model model, Examples training) {}

  DrawnModels(RunIndex index, DataSources sources) {
    this.index = index;
    this.sources = sources;
  }

  private static <V> Map<String, V> latest(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  /** A run and its model. */
  record Candidate(Entry entry, Model model) {}

  /** The runs that have a model of images, the latest first. */
  List<Candidate> list() {
    List<Candidate> candidates = new ArrayList<>();
    List<Entry> runs =
        index.snapshot().entries().values().stream()
            .filter(entry -> entry.isRun() && entry.status() != Status.DAMAGED)
            .sorted(Comparator.comparing(Entry::started).reversed())
            .limit(MOST_RUNS)
            .toList();
    for (Entry entry : runs) {
      Model model = candidates.size() < MOST ? read(entry) : null;
      if (model != null) {
        candidates.add(new Candidate(entry, model));
      }
    }
    return candidates;
  }

  /**
   * The model of a run.
   *
   * @throws Problem if there is none, or it takes no images
   */
  Model model(String run) {
    Entry entry =
        index
            .find(run)
            .orElseThrow(() -> Problem.notFound("body.run", "there is no such run", run));
    Model model = read(entry);
    if (model == null) {
      throw Problem.badRequest(
          "body.run",
          "expected a run that has written a model of images",
          run,
          "GET /api/draw/models lists those that have");
    }
    return model;
  }

  private @Nullable Model read(Entry entry) {
    Path file = new RunDirectory(index.folder(entry)).model();
    try {
      FileTime written = Files.getLastModifiedTime(file);
      synchronized (models) {
        Read known = models.get(entry.id());
        if (known != null && known.written().equals(written)) {
          return known.model();
        }
        if (written.equals(others.get(entry.id()))) {
          return null;
        }
        Model model = ModelFile.read(file, kernels);
        if (model.image() == null) {
          others.put(entry.id(), written);
          return null;
        }
        models.put(entry.id(), new Read(written, model));
        return model;
      }
    } catch (IOException | DataException e) {
      // No model yet, or a damaged one: the run's own page says which.
      return null;
    }
  }

  /**
   * The examples that a run was trained on.
   *
   * @throws DataException if they are not to be found
   */
  // The same model, not an equal one: that is compared at once.
  @SuppressWarnings("ReferenceEquality")
  Examples trainingSet(String run, Model model) {
    synchronized (sets) {
      Known known = sets.get(run);
      if (known != null && known.model() == model) {
        return known.training();
      }
    }
    Path folder = index.folder(index.find(run).orElseThrow());
    Map<String, Object> settings =
        new HashMap<>(RunSpecs.toSettings(RunSession.specOf(RunDirectory.open(folder))));
    // Where the weights started does not matter here, and the file may be gone.
    settings.remove("init");
    RunData data;
    try (RunSession session = RunSession.prepare(RunSpecs.of(settings), sources)) {
      data = session.data();
    }
    Examples training = data.training();
    if (training.features().columns() != model.network().spec().inputs()) {
      throw new DataException("the data of this run are no longer those of its model");
    }
    synchronized (sets) {
      sets.put(run, new Known(model, training));
    }
    return training;
  }
}
