/** Event files that TensorBoard reads. */
@NullMarked
package dev.layerwise.trackers.tensorboard;

import org.jspecify.annotations.NullMarked;
