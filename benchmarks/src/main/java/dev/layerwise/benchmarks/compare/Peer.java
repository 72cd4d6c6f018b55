package dev.layerwise.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who takes part, and how its process is started. */
enum Peer {
  /** This project. */
  LAYERWISE("layerwise", "Layerwise"),
  /** Forward and backward by hand. */
  NUMPY("numpy", "NumPy by hand"),
  /** Its {@code MLPClassifier}. */
  SKLEARN("sklearn", "scikit-learn"),
  /** The gradients by its autograd. */
  LIBTORCH("libtorch", "libtorch autograd"),
  /** Its kernels, the gradients by hand. */
  LIBTORCH_BY_HAND("libtorch-by-hand", "libtorch by hand"),
  /** Graph mode. */
  TENSORFLOW("tensorflow", "TensorFlow Java");

  private final String key;
  private final String label;

  Peer(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** The name by which {@code --peers} asks for it. */
  String key() {
    return key;
  }

  /** The heading of its column. */
  String label() {
    return label;
  }

  /** Whether it has what a workload asks for. */
  boolean can(Workload workload) {
    return this != SKLEARN || !workload.batchNorm();
  }

  /**
   * The peers with the given names, in the order of the table.
   *
   * @throws IllegalArgumentException if there is no such peer
   */
  static List<Peer> named(List<String> names) {
    List<Peer> chosen = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Peer peer : values()) {
      keys.add(peer.key);
      if (names.isEmpty()
          || names.stream().anyMatch(n -> n.strip().toLowerCase(Locale.ROOT).equals(peer.key))) {
        chosen.add(peer);
      }
    }
    for (String name : names) {
      if (!keys.contains(name.strip().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "--peers: expected some of " + String.join(", ", keys) + ", got '" + name + "'");
      }
    }
    return chosen;
  }
}
