/** Pages: a single HTML file that shows figures, opens offline and asks for nothing. */
@NullMarked
package dev.layerwise.report.page;

import org.jspecify.annotations.NullMarked;
