/** Run directories and the descriptions that people write. */
@NullMarked
package dev.layerwise.runs;

import org.jspecify.annotations.NullMarked;
