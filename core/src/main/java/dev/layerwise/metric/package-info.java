/** Accuracy, confusion matrices and summaries. */
@NullMarked
package dev.layerwise.metric;

import org.jspecify.annotations.NullMarked;
