/** Runs on an MLflow server, over its REST API. */
@NullMarked
package dev.layerwise.trackers.mlflow;

import org.jspecify.annotations.NullMarked;
