/** Update rules, learning-rate schedules and gradient clipping. */
@NullMarked
package dev.layerwise.optim;

import org.jspecify.annotations.NullMarked;
