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

  /** Reads the model of a run, or of a model file, for being used for long. */
  static Model read(Path runOrModel) {
    return read(runOrModel, Double.POSITIVE_INFINITY);
  }

  /** Reads a model for learning what it wants to be given; computing comes later. */
  static Model readBriefly(Path runOrModel) {
    return read(runOrModel, 0);
  }

  /** Reads a model for so many examples as it will meet in all. */
  static Model readFor(Path runOrModel, Model known, int examples) {
    return read(runOrModel, (double) examples * known.network().parameterCount());
  }

  /** Reads with the kernels that are best for so many multiply-adds. */
  private static Model read(Path runOrModel, double work) {
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
    return ModelFile.read(file, KernelSelection.select(KernelSelection.AUTOMATIC, work).kernels());
  }
}
