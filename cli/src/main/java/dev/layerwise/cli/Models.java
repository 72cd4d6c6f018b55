package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.runs.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the model that a run directory or a file holds. */
final class Models {
  private Models() {}

  /** Reads the model of a run, or of a model file. */
  static Model read(Path runOrModel) {
    Path file = runOrModel;
    if (Files.isDirectory(runOrModel)) {
      RunDirectory run = RunDirectory.open(runOrModel);
      file = run.model();
      if (!Files.exists(file)) {
        throw new DataException(
            runOrModel
                + ": holds no model yet: its training has not ended (layerwise resume "
                + runOrModel
                + ")");
      }
    }
    return ModelFile.read(file, KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
  }
}
