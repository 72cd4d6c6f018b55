/** Runs in TensorBoard and MLflow, while they are trained or afterwards. */
module dev.layerwise.trackers {
  requires static org.jspecify;
  requires transitive dev.layerwise.core;
  requires transitive dev.layerwise.runs;
  requires com.google.protobuf;
  requires java.desktop;
  requires java.net.http;
  requires tools.jackson.databind;

  exports dev.layerwise.trackers;
  exports dev.layerwise.trackers.mlflow;
  exports dev.layerwise.trackers.tensorboard;
}
