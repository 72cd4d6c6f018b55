package dev.layerwise.trackers.mlflow;

/** A request that came to nothing. */
final class MlflowFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean passing;
  private final String code;
  private final long waitMillis;

  /**
   * Makes one.
   *
   * @param passing whether the same request may succeed later
   * @param code MLflow's error code, such as {@code RESOURCE_DOES_NOT_EXIST}, or empty
   * @param waitMillis how long the server asks to wait, 0 if it does not say
   */
  MlflowFailure(String message, boolean passing, String code, long waitMillis) {
    super(message);
    this.passing = passing;
    this.code = code;
    this.waitMillis = waitMillis;
  }

  boolean isPassing() {
    return passing;
  }

  boolean isFor(String errorCode) {
    return code.equals(errorCode);
  }

  long waitMillis() {
    return waitMillis;
  }
}
