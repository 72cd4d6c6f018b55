/** What a report shows, described by data: charts, tables and texts, without how they are drawn. */
@NullMarked
package dev.layerwise.report.figure;

import org.jspecify.annotations.NullMarked;
