package dev.layerwise.interop.weights;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Loss;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person adds to a file that others wrote, where it does not say so itself.
 *
 * @param activation the function between the layers of a file that holds weights alone, or null
 * @param batchNormAfter whether batch norm follows that function, where the file does not tell
 * @param loss what the network was trained on, or null for what the file tells
 * @param classNames the names of the classes; none for what the file tells, or numbers from 0
 * @param scaling how features become inputs, or null for what the file tells
 * @param image the shape of an example, or null for what the file tells
 */
public record ImportOptions(
    @Nullable Activation activation,
    boolean batchNormAfter,
    @Nullable Loss loss,
    List<String> classNames,
    @Nullable Scaling scaling,
    @Nullable ImageShape image) {
  /** The file says all. */
  public static final ImportOptions NONE =
      new ImportOptions(null, false, null, List.of(), null, null);

  /** Copies the names. */
  public ImportOptions {
    classNames = List.copyOf(classNames);
  }
}
