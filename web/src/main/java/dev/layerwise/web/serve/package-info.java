/** A model as an HTTP service. */
@NullMarked
package dev.layerwise.web.serve;

import org.jspecify.annotations.NullMarked;
