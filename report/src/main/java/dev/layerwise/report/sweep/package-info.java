/** The page about a sweep: its trials as tables, as lines through settings, as curves. */
@NullMarked
package dev.layerwise.report.sweep;

import org.jspecify.annotations.NullMarked;
