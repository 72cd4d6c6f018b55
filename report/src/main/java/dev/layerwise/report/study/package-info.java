/** The page about a study: text, tables and plots with published figures beside our own. */
@NullMarked
package dev.layerwise.report.study;

import org.jspecify.annotations.NullMarked;
