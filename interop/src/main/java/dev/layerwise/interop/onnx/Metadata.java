package dev.layerwise.interop.onnx;

/** The names of the texts that an export leaves in a file's metadata, and an import looks for. */
final class Metadata {
  /** The names of the classes, a JSON array. */
  static final String CLASSES = "layerwise.classes";

  /** Height and width of an example, such as {@code 28x28}. */
  static final String IMAGE = "layerwise.image";

  /** The loss that was minimised. */
  static final String LOSS = "layerwise.loss";

  /** How the scaling was fitted. */
  static final String SCALING = "layerwise.scaling";

  /** What the names of a model's provenance begin with. */
  static final String PROVENANCE = "layerwise.provenance.";

  private Metadata() {}
}
