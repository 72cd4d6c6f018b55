/** Row-major matrices and the parameters that training changes. */
@NullMarked
package dev.layerwise.tensor;

import org.jspecify.annotations.NullMarked;
