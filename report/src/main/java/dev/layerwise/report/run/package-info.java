/** From a run directory to the page about it. */
@NullMarked
package dev.layerwise.report.run;

import org.jspecify.annotations.NullMarked;
