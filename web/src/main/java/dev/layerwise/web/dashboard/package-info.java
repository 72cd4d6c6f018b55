/** Runs in the browser: watched, started, compared. */
@NullMarked
package dev.layerwise.web.dashboard;

import org.jspecify.annotations.NullMarked;
