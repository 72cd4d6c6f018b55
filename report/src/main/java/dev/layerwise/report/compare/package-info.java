/** The page about several runs beside one another. */
@NullMarked
package dev.layerwise.report.compare;

import org.jspecify.annotations.NullMarked;
